"""The merge desk: the queue, a clause settled place by place, two people at once, whole clauses, undoing."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from markupsafe import escape

from poa.actions import positions, settlements
from poa.db import transaction
from poa.models import Clause, Plan
from poa.queries.circles import circle_named
from poa.web.places import fitted
from tests.cast import Cast, clause_of, make_amendment, make_draft, make_insert, person
from tests.client import Client, check_page

from .checklist import (
    REFUSED,
    SHOWN,
    UNKNOWN,
    events,
    expect_post_only,
    expect_statuses,
    expect_token,
    field,
    words,
)

People = Callable[[str], Client]
RESULTS = "ASEAN and Japan should share all results of common interest."


@pytest.fixture
def clause(plan: Plan) -> Clause:
    """A clause with two places: `should` (will, may) and `results` (findings)."""
    found = clause_of(plan, RESULTS)
    make_amendment(found, RESULTS.replace("should", "will"), by="jp", rationale="It binds.")
    make_amendment(found, RESULTS.replace("should", "may"), by="vn")
    make_amendment(found, RESULTS.replace("results", "findings"), by="id")
    return found


def places(clause: Clause) -> dict[str, str]:
    """The name of each place by its words in the present text."""
    over = settlements.desk_overlay(person("secretariat"), clause)
    return {place.base.strip(): place.locus for place in over.places}


def form(clause: Clause, **more: str) -> dict[str, str]:
    """What the desk sends when it takes `will` and leaves the other place open."""
    over = settlements.desk_overlay(person("secretariat"), clause)
    should, results = over.places
    will = [variant.text.strip() for variant in should.variants].index("will")
    return {
        "revision": str(clause.revision_id),
        f"take-{should.locus}": f"variant-{will}",
        f"take-{results.locus}": "open",
        "basis": "session",
        "note": "Session 4.",
    } | more


# --- the queue --------------------------------------------------------------------------------------------------------


def test_the_desk_shows_what_to_table_what_to_settle_and_what_stands_alone(
    signed_in: People, plan: Plan, clause: Clause
) -> None:
    each = clause_of(plan, "Each party")
    make_amendment(each, "Each party will name two contact points.", by="my", state="submitted", rationale="Two.")
    make_amendment(clause_of(plan, "Progress"), "Progress is reviewed every two years.", by="th")
    make_amendment(clause_of(plan, "Recalling"), kind="delete", by="sg")
    page = signed_in("secretariat").get(f"/plans/{plan.id}/desk")
    seen = words(page)
    assert "Two. MY" in seen
    assert seen.index("Progress is reviewed each year.") < seen.index(RESULTS[:30])  # the easiest first
    assert "more than one wording at a place" in seen
    assert "Deletion of PP1" in seen
    assert f'href="/clauses/{clause.id}/merge"' in page.text


def test_an_empty_desk_says_so(signed_in: People, plan: Plan) -> None:
    seen = words(signed_in("secretariat").get(f"/plans/{plan.id}/desk"))
    assert "Nothing to table" in seen
    assert "Nothing to settle" in seen


def test_who_may(signed_in: People, plan: Plan, clause: Clause) -> None:
    whole = make_insert(plan, clause, "Costs lie where they fall.")
    others = {"observer": 403, "head_jp": 403, "official_vn": 403, "asean_desk": 403, "stranger": 404}
    desk = signed_in("secretariat")
    for method, url in [
        ("GET", f"/plans/{plan.id}/desk"),
        ("GET", f"/clauses/{clause.id}/merge"),
        ("POST", f"/clauses/{clause.id}/merge"),
        ("POST", f"/clauses/{clause.id}/merge/preview"),
        ("POST", f"/amendments/{whole.id}/adopt"),
        ("POST", f"/amendments/{whole.id}/leave"),
        ("POST", f"/revisions/{clause.revision_id}/undo"),
    ]:
        expect_statuses(signed_in, method, url, **others)
        for bad in (UNKNOWN, "7"):
            wrong = re.sub(r"[0-9a-f-]{36}", bad, url)
            assert desk.open(wrong, method=method, data={"csrf_token": desk.csrf_token()}).status_code == 404, wrong
        if method == "POST":
            expect_token(desk, url, note="A note of mine")
        if method == "POST" and not url.endswith("/merge"):
            expect_post_only(desk, url)


# --- the page of a clause ---------------------------------------------------------------------------------------------


def test_a_clause_is_laid_out_with_its_places_and_who_stands_behind(signed_in: People, clause: Clause) -> None:
    page = signed_in("secretariat").get(f"/clauses/{clause.id}/merge")
    seen = words(page)
    assert "from revision 1 · 3 amendments · 2 places" in seen
    assert "will , variant by Japan" in seen
    assert "may , variant by Viet Nam" in seen
    assert "Place 1 of 2, in the text: 1 “should”" in seen
    assert "JP It binds." in seen  # the rationale at the variant
    assert field(page, "revision") == str(clause.revision_id)
    assert page.text.count('value="open" checked') == 2


def test_reading_and_previewing_write_nothing(signed_in: People, plan: Plan, clause: Clause) -> None:
    desk, before = signed_in("secretariat"), events()
    for url in (f"/plans/{plan.id}/desk", f"/clauses/{clause.id}/merge", f"/clauses/{clause.id}/history"):
        desk.get(url)
    assert desk.post(f"/clauses/{clause.id}/merge/preview", data=form(clause)).status_code == 200
    assert events() == before
    assert clause.revision.number == 1


def test_the_preview_is_what_will_be_recorded(signed_in: People, clause: Clause) -> None:
    desk, url = signed_in("secretariat"), f"/clauses/{clause.id}/merge/preview"
    shown = desk.post(url, data=form(clause)).text
    assert ">will</" in shown
    assert ">may</" not in shown
    untouched = desk.post(url, data={"revision": str(clause.revision_id)})
    assert (untouched.status_code, "<ins" in untouched.text) == (200, False)
    desk.post(f"/clauses/{clause.id}/merge", data=form(clause))
    assert clause.revision.text == RESULTS.replace("should", "will")


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"revision": "x"}, 422),
        ({"revision": UNKNOWN}, 422),
        ({"take-0123": "base"}, 409),
        ({"take-should": "text", "text-should": ""}, 422),
        ({"take-should": "variant-9"}, 422),
        ({"take-should": "variant-²"}, 422),
        ({"take-should": "nonsense"}, 422),
        *[({"take-should": "text", "text-should": bad}, 422) for bad, _said in REFUSED.values()],
    ],
)
def test_what_can_be_neither_previewed_nor_recorded(
    signed_in: People, clause: Clause, given: dict[str, str], status: int
) -> None:
    named = places(clause)["should"]
    sent = form(clause, **{name.replace("should", named): value for name, value in given.items()})
    desk = signed_in("secretariat")
    for path in ("merge/preview", "merge"):
        answer = desk.post(f"/clauses/{clause.id}/{path}", data=sent)
        assert answer.status_code == status, path
    assert clause.revision.number == 1


# --- recording --------------------------------------------------------------------------------------------------------


def test_one_place_is_settled_and_the_other_stays_open(signed_in: People, clause: Clause) -> None:
    answer = signed_in("secretariat").post(f"/clauses/{clause.id}/merge", data=form(clause))
    assert answer.status_code == 302
    assert clause.revision.text == RESULTS.replace("should", "will")
    page = words(signed_in("secretariat").get(f"/clauses/{clause.id}/merge"))
    assert "from revision 2 · 1 amendment · 1 place" in page
    history = words(signed_in("observer").get(f"/clauses/{clause.id}/history"))
    assert "“will” for “should”, JP · in session · Session 4." in history


def test_other_words_are_fitted_and_recorded(signed_in: People, clause: Clause) -> None:
    named = places(clause)["should"]
    sent = form(clause, **{f"take-{named}": "text", f"text-{named}": "  are to "})
    signed_in("secretariat").post(f"/clauses/{clause.id}/merge", data=sent)
    assert clause.revision.text == RESULTS.replace("should", "are to")


def test_the_last_place_leads_back_to_the_desk(signed_in: People, plan: Plan, clause: Clause) -> None:
    sent = form(clause) | {f"take-{places(clause)['results']}": "base"}
    answer = signed_in("secretariat").post(f"/clauses/{clause.id}/merge", data=sent)
    assert answer.location == f"/plans/{plan.id}/desk?recorded={clause.revision_id}"
    page = signed_in("secretariat").get(answer.location)
    assert "Recorded for 2. Undo" in words(page)
    assert "Issue a draft of what stands" in words(page)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"basis": ""}, "A basis is one of"),
        ({"basis": "majority"}, "A basis is one of"),
        ({"revision": ""}, "Load the page again"),
        *[({"note": bad}, said) for bad, said in REFUSED.values()],
    ],
)
def test_what_cannot_be_recorded_stays_in_the_form(
    signed_in: People, clause: Clause, given: dict[str, str], said: str
) -> None:
    named = places(clause)["should"]
    sent = form(clause, **{f"take-{named}": "text", f"text-{named}": "are to"}) | given
    answer = signed_in("secretariat").post(f"/clauses/{clause.id}/merge", data=sent)
    assert answer.status_code == 422
    assert said in words(answer)
    assert field(answer, f"text-{named}") == "are to"
    assert field(answer, "note") == sent["note"]
    assert f'name="take-{named}" value="text" checked' in answer.text
    assert clause.revision.number == 1


@pytest.mark.parametrize("text", SHOWN)
def test_hostile_variants_are_words(signed_in: People, plan: Plan, text: str) -> None:
    clause = clause_of(plan, "Each party")
    make_amendment(clause, f"Each party will name {text} one.", rationale=text)
    page = signed_in("secretariat").get(f"/clauses/{clause.id}/merge").text
    assert str(escape(text)) in page
    for bad in ("<script>alert", "<img src=x", 'href="javascript:'):
        assert bad not in page


# --- two people at once -----------------------------------------------------------------------------------------------


def test_the_second_gets_both_texts_and_loses_nothing_typed(signed_in: People, clause: Clause) -> None:
    named = places(clause)["results"]
    second = form(
        clause, **{f"take-{named}": "text", f"text-{named}": "the outcome of years", "note": "Second's note."}
    )
    desk = signed_in("secretariat")
    assert desk.post(f"/clauses/{clause.id}/merge", data=form(clause)).status_code == 302
    answer = desk.post(f"/clauses/{clause.id}/merge", data=second)
    assert answer.status_code == 409
    check_page(answer)
    seen = words(answer)
    assert RESULTS.replace("should", "will") in seen  # the text now
    assert RESULTS.replace("should", "will").replace("results", "the outcome of years") in seen  # what was meant
    assert "What you had typed the outcome of years" in seen
    assert field(answer, "note") == "Second's note."
    assert field(answer, "revision") == str(clause.revision_id)
    assert clause.revision.number == 2


def test_the_note_is_kept_even_when_no_place_is_left(signed_in: People, clause: Clause) -> None:
    late = form(clause, note="An hour's work.")
    first = form(clause) | {f"take-{places(clause)['results']}": "base"}
    desk = signed_in("secretariat")
    desk.post(f"/clauses/{clause.id}/merge", data=first)
    answer = desk.post(f"/clauses/{clause.id}/merge", data=late)
    assert answer.status_code == 409
    assert "An hour's work." in words(answer)
    check_page(answer)


def test_a_place_that_changed_under_the_hands_is_refused_with_what_was_typed(signed_in: People, clause: Clause) -> None:
    named = places(clause)["should"]
    sent = form(clause, **{f"take-{named}": "text", f"text-{named}": "are to"})
    make_amendment(clause, RESULTS.replace("should", "shall"), by="my")
    answer = signed_in("secretariat").post(f"/clauses/{clause.id}/merge", data=sent)
    assert answer.status_code == 409
    assert "no longer as you saw it" in words(answer)
    assert "What you had typed are to" in words(answer)
    assert field(answer, "note") == "Session 4."
    assert clause.revision.number == 1


# --- white space ------------------------------------------------------------------------------------------------------


def variant(text: str) -> Any:
    return SimpleNamespace(text=text)


@pytest.mark.parametrize(
    ("words_typed", "base", "variants", "wanted"),
    [
        ("are to", "should ", [], "are to "),
        ("  are to\n", "should ", [], "are to "),
        ("also", "", [" where fit"], " also"),
        ("also", "", ["where fit "], "also "),
        ("also", "", ["", " where fit "], " also "),
        ("are to", "should", ["will"], "are to"),
        ("new", "\n\n(a) old;", [], "\n\nnew"),
        ("", "should ", [], ""),
        ("   ", "should ", [], ""),
        ("also", "", [], "also"),
        ("also", " ", ["will"], "also"),
        ("สวัสดี", "should ", [], "สวัสดี "),
    ],
)
def test_other_words_get_the_white_space_of_their_place(
    words_typed: str, base: str, variants: list[str], wanted: str
) -> None:
    place: Any = SimpleNamespace(base=base, variants=tuple(variant(text) for text in variants))
    assert fitted(words_typed, place) == wanted


# --- whole clauses ----------------------------------------------------------------------------------------------------


def test_a_new_clause_is_adopted(signed_in: People, plan: Plan, clause: Clause) -> None:
    made = make_insert(plan, clause, "Costs lie where they fall.")
    desk = signed_in("secretariat")
    answer = desk.post(f"/amendments/{made.id}/adopt", data={"basis": "consent", "note": "By letter."})
    assert answer.location == f"/plans/{plan.id}/desk"
    assert made.state == "merged"
    new = clause_of(plan, "Costs lie")
    assert "inserted, by written consent: By letter." in words(desk.get(f"/clauses/{new.id}/history"))
    assert "recorded the new clause 3 as adopted, of JP" in words(desk.get(f"/plans/{plan.id}/history"))
    assert desk.post(f"/amendments/{made.id}/adopt", data={"basis": "consent"}).status_code == 409


def test_a_deletion_is_adopted_for_the_text_that_was_seen(signed_in: People, plan: Plan, cast: Cast) -> None:
    from poa.actions import plans

    clause = clause_of(plan, "Each party")
    made = make_amendment(clause, kind="delete")
    seen = str(clause.revision_id)
    page = signed_in("secretariat").get(f"/clauses/{clause.id}/merge").text
    assert f'name="revision" value="{seen}"' in page
    with transaction():
        plans.edit_clause(cast.secretariat, clause, revision_id=clause.revision.id, text="Each names one.", reason="x")
    desk = signed_in("secretariat")
    answer = desk.post(f"/amendments/{made.id}/adopt", data={"basis": "session", "revision": seen})
    assert answer.status_code == 409
    assert "Each names one." in words(answer)
    assert clause.retired_at is None
    now = {"basis": "session", "revision": str(clause.revision_id)}
    assert desk.post(f"/amendments/{made.id}/adopt", data=now).status_code == 302
    assert clause.retired_at is not None


def test_it_is_left_out(signed_in: People, plan: Plan, clause: Clause) -> None:
    made = make_insert(plan, clause, "Costs lie where they fall.")
    answer = signed_in("secretariat").post(f"/amendments/{made.id}/leave", data={"basis": "silence"})
    assert answer.status_code == 302
    assert made.state == "superseded"


@pytest.mark.parametrize("act", ["adopt", "leave"])
@pytest.mark.parametrize("kind", sorted(REFUSED))
def test_a_note_that_cannot_be_kept(signed_in: People, plan: Plan, clause: Clause, act: str, kind: str) -> None:
    bad, said = REFUSED[kind]
    made = make_insert(plan, clause, "Costs lie where they fall.")
    answer = signed_in("secretariat").post(f"/amendments/{made.id}/{act}", data={"basis": "session", "note": bad})
    assert answer.status_code == 422
    assert said in words(answer)
    assert made.state == "tabled"


# --- undoing ----------------------------------------------------------------------------------------------------------


def test_a_settlement_is_taken_back_until_a_draft_is_issued(signed_in: People, plan: Plan, clause: Clause) -> None:
    desk = signed_in("secretariat")
    desk.post(f"/clauses/{clause.id}/merge", data=form(clause))
    url = f"/revisions/{clause.revision_id}/undo"
    assert url in desk.get(f"/clauses/{clause.id}/merge").text
    for reason, said in (("", "Say why"), *REFUSED.values()):
        answer = desk.post(url, data={"reason": reason})
        assert (answer.status_code, said in words(answer)) == (422, True)
    assert desk.post(url, data={"reason": "A slip."}).status_code == 302
    assert clause.revision.text == RESULTS
    assert set(places(clause)) == {"should", "results"}
    assert "taken back: A slip." in words(desk.get(f"/clauses/{clause.id}/history"))
    desk.post(f"/clauses/{clause.id}/merge", data=form(clause))
    make_draft(plan)
    answer = desk.post(f"/revisions/{clause.revision_id}/undo", data={"reason": "Too late."})
    assert answer.status_code == 409
    assert "Rev.1 has been issued on it" in words(answer)
    assert "Too late." in words(answer)


# --- the queue, what a conflict keeps, tabling several ----------------------------------------------------------------


def test_after_recording_one_goes_to_the_next_in_the_queue(signed_in: People, plan: Plan, clause: Clause) -> None:
    other = clause_of(plan, "Each party")
    make_amendment(other, "Each party must name a contact point.", by="th")
    answer = signed_in("secretariat").post(f"/clauses/{clause.id}/merge", data=form(clause))
    assert answer.location == f"/clauses/{other.id}/merge?recorded={clause.revision_id}"
    page = signed_in("secretariat").get(answer.location)
    assert "Recorded for 2. Undo" in words(page)
    assert f'action="/revisions/{clause.revision_id}/undo"' in page.text


def test_choices_are_carried_to_the_places_as_they_are_now(signed_in: People, clause: Clause) -> None:
    """A wording that came meanwhile names the place anew: what was chosen of the others still is."""
    desk = signed_in("secretariat")
    page = desk.get(f"/clauses/{clause.id}/merge")
    was = {f"was-{locus}": field(page, f"was-{locus}") for locus in places(clause).values()}
    sent = form(clause) | was | {f"text-{places(clause)['results']}": "outcomes"}
    make_amendment(clause, RESULTS.replace("should", "shall"), by="my")
    answer = desk.post(f"/clauses/{clause.id}/merge", data=sent)
    assert answer.status_code == 409
    over = settlements.desk_overlay(person("secretariat"), clause)
    should, results = over.places
    will = [variant.text.strip() for variant in should.variants].index("will")
    assert re.search(rf'name="take-{should.locus}" value="variant-{will}" checked', answer.text)
    assert field(answer, f"text-{results.locus}") == "outcomes"


def test_several_are_tabled_in_one_go_once_that_is_confirmed(signed_in: People, plan: Plan) -> None:
    each = clause_of(plan, "Each party")
    made = [
        make_amendment(each, f"Each party will name {word} contact points.", by=code, state="submitted")
        for word, code in (("two", "jp"), ("three", "vn"))
    ]
    desk, url = signed_in("secretariat"), f"/plans/{plan.id}/table"
    sent = {"amendments": [str(item.id) for item in made]}
    assert "Table 2 amendments" in words(desk.post(url, data=sent))
    assert [item.state for item in made] == ["submitted", "submitted"]
    assert desk.post(url, data={**sent, "sure": "yes"}).location == f"/plans/{plan.id}/desk"
    assert [item.state for item in made] == ["tabled", "tabled"]
    again = desk.post(url, data={**sent, "sure": "yes"})
    assert again.status_code == 409


def test_nobody_reads_the_words_of_the_code(signed_in: People, plan: Plan, clause: Clause) -> None:
    for path in (f"/plans/{plan.id}/desk", f"/clauses/{clause.id}/merge", f"/plans/{plan.id}/agreed"):
        seen = words(signed_in("secretariat").get(path)).lower()
        assert not re.search(r"\blocus\b|\bloci\b|collide", seen), path


def test_each_wording_has_the_positions_that_the_desk_may_know(signed_in: People, plan: Plan, clause: Clause) -> None:
    """What was told to the co-chairs stands there; who told only its own delegation is silent to the desk."""
    made = make_amendment(clause, RESULTS.replace("common", "mutual"), by="my")
    with transaction():
        positions.state_on(person("head_sg"), made, position="oppose")
        who = person("head_th")
        positions.state_on(who, made, position="reserve", circle=circle_named(plan.id, "own", who))
    page = signed_in("secretariat").get(f"/clauses/{clause.id}/merge").text
    [opposed] = re.findall(r'<span class="said-oppose">.*?>(\w\w)</', page)
    assert opposed == "SG"
    assert "said-reserve" not in page
    mutual = page[page.index("said-oppose") :]
    [silent] = re.findall(r'said-silent.*?title="([^"]+)"', mutual)
    assert ("TH" in silent, "SG" in silent) == (True, False)


def test_the_basis_used_last_in_this_browser_stands_there_first(signed_in: People, clause: Clause) -> None:
    desk, chosen = signed_in("secretariat"), re.compile(r'<option value="(\w+)" selected')
    page = f"/clauses/{clause.id}/merge"
    assert chosen.findall(desk.get(page).text) == ["session"]
    assert desk.post(page, data={**form(clause), "basis": "silence"}).status_code == 302
    assert chosen.findall(desk.get(page).text) == ["silence"]

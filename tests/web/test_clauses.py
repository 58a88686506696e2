"""The clause page, its history, the desk's edits, moves, taking out and putting back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from poa.actions import plans
from poa.db import transaction
from poa.models import Clause, Plan
from tests.cast import Cast, clause_of, make_amendment, make_comment, make_draft, make_insert, make_plan, person
from tests.client import Client, check_page

from .checklist import REFUSED, UNKNOWN, expect_post_only, expect_statuses, expect_token, field, words

People = Callable[[str], Client]
RESULTS = "ASEAN and Japan should share all results of common interest."


@pytest.fixture
def clause(plan: Plan) -> Clause:
    """The clause everything is done to."""
    return clause_of(plan, RESULTS)


def edit(clause: Clause, text: str, reason: str = "Style.") -> None:
    """An editorial change by the desk."""
    with transaction():
        desk = person("secretariat")
        plans.edit_clause(desk, clause, revision_id=clause.revision.id, text=text, reason=reason)


# --- the page ---------------------------------------------------------------------------------------------------------


def test_the_page_has_the_text_and_all_that_is_proposed_and_said(signed_in: People, clause: Clause) -> None:
    make_amendment(clause, RESULTS.replace("should", "will"), by="jp", rationale="It binds.")
    make_insert(clause.plan, clause, "Costs lie where they fall.", by="vn")
    make_comment(clause, "Which results?", quote="all results")
    page = words(signed_in("observer").get(f"/clauses/{clause.id}"))
    for part in ("Paragraph 2", RESULTS, "It binds.", "Costs lie where they fall.", "Which results?", "all results"):
        assert part in page
    assert "JP Change of words in 2" in page
    assert "VN New clause after 2" in page


def test_the_neighbours_are_a_step_away(signed_in: People, plan: Plan, clause: Clause) -> None:
    page = signed_in("observer").get(f"/clauses/{clause.id}").text
    before, after = clause_of(plan, "ASEAN and Japan will"), clause_of(plan, "Each party")
    assert f'href="/clauses/{before.id}" rel="prev"' in page
    assert f'href="/clauses/{after.id}" rel="next"' in page


def test_a_clause_taken_out_says_so_and_keeps_its_history(signed_in: People, clause: Clause, cast: Cast) -> None:
    with transaction():
        plans.retire_clause(cast.secretariat, clause, reason="Said twice.")
    page = signed_in("delegate_jp").get(f"/clauses/{clause.id}")
    assert "taken out of the plan" in words(page)
    assert f"/clauses/{clause.id}/amend" not in page.text
    assert f"/clauses/{clause.id}/restore" not in page.text
    assert f"/clauses/{clause.id}/restore" in signed_in("secretariat").get(f"/clauses/{clause.id}").text
    history = words(signed_in("delegate_jp").get(f"/clauses/{clause.id}/history"))
    assert "taken out: Said twice." in history


def test_a_section_has_a_page_as_well(signed_in: People, plan: Plan) -> None:
    page = words(signed_in("head_jp").get(f"/clauses/{clause_of(plan, 'Monitoring').id}"))
    assert "Section III" in page


def test_unknown_clauses(signed_in: People, plan: Plan) -> None:
    for rest in ("", "/history", "/edit", "/merge", "/amend"):
        assert signed_in("secretariat").get(f"/clauses/{UNKNOWN}{rest}").status_code == 404
        assert signed_in("secretariat").get(f"/clauses/7{rest}").status_code == 404


def test_who_may_what(signed_in: People, clause: Clause) -> None:
    read = {"observer": 200, "colleague_jp": 200, "official_vn": 200, "asean_desk": 200, "stranger": 404}
    expect_statuses(signed_in, "GET", f"/clauses/{clause.id}", **read)
    expect_statuses(signed_in, "GET", f"/clauses/{clause.id}/history", **read)
    desk = {"observer": 403, "head_jp": 403, "asean_desk": 403, "stranger": 404}
    for act in ("edit", "move", "retire", "restore"):
        expect_statuses(signed_in, "POST", f"/clauses/{clause.id}/{act}", **desk)
    for act in ("move", "retire", "restore"):
        expect_post_only(signed_in("secretariat"), f"/clauses/{clause.id}/{act}")


# --- history ----------------------------------------------------------------------------------------------------------


def test_any_two_revisions_can_be_compared(signed_in: People, clause: Clause) -> None:
    edit(clause, RESULTS.replace("all", "most"))
    edit(clause, RESULTS.replace("all", "some"), reason="Better so.")
    reader = signed_in("observer")
    assert "<del>most" in plain(reader.get(f"/clauses/{clause.id}/history").text)
    first = plain(reader.get(f"/clauses/{clause.id}/history?old=1&new=3").text)
    assert "<del>all" in first
    assert "<ins>some" in first
    assert plain(reader.get(f"/clauses/{clause.id}/history?old=3&new=1").text).count("<del>all") == 1
    assert "<del" not in sheet(reader.get(f"/clauses/{clause.id}/history?old=2&new=2").text)
    page = words(reader.get(f"/clauses/{clause.id}/history"))
    assert "edited by the desk, editorial: Better so." in page
    assert "Secretariat edited 2: Better so." in page


@pytest.mark.parametrize("query", ["?old=9", "?new=0", f"?old={UNKNOWN}", "?new=x%00y", "?old=1&new=%F0%9F%92%A9"])
def test_a_revision_that_is_none(signed_in: People, clause: Clause, query: str) -> None:
    assert signed_in("observer").get(f"/clauses/{clause.id}/history{query}").status_code == 404


def test_a_revision_of_another_clause_is_none_of_this(signed_in: People, plan: Plan, clause: Clause) -> None:
    other = clause_of(plan, "Each party").revision_id
    assert signed_in("observer").get(f"/clauses/{clause.id}/history?old={other}").status_code == 404


def test_only_the_desk_is_offered_to_take_back_and_only_the_latest(signed_in: People, clause: Clause) -> None:
    edit(clause, RESULTS.replace("all", "most"))
    assert signed_in("secretariat").get(f"/clauses/{clause.id}/history").text.count("/undo") == 1
    assert "/undo" not in signed_in("head_jp").get(f"/clauses/{clause.id}/history").text


def plain(html: str) -> str:
    """HTML with bare tags, to look for what was inserted and deleted."""
    import re

    return re.sub(r"<(ins|del)\b[^>]*>", r"<\1>", html)


def sheet(html: str) -> str:
    """The part of the page with the clause's text."""
    return html.split('class="sheet"')[1].split("<h2")[0]


# --- edits by the desk ------------------------------------------------------------------------------------------------


def form(clause: Clause, text: str, reason: str = "Spelling.") -> dict[str, str]:
    return {"text": text, "revision": str(clause.revision_id), "reason": reason}


def test_the_desk_edits_a_text(signed_in: People, clause: Clause) -> None:
    text = RESULTS + "\r\n\r\nSo it is."
    answer = signed_in("secretariat").post(f"/clauses/{clause.id}/edit", data=form(clause, text))
    assert (answer.status_code, answer.location) == (302, f"/clauses/{clause.id}")
    assert clause.revision.text == text.replace("\r\n", "\n")
    assert clause.revision.reason == "Spelling."


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("text", "", "It is empty"),
        ("text", RESULTS, "Nothing was changed"),
        ("revision", "7", "Load the page again"),
        ("revision", UNKNOWN, "none of this clause"),
        *[(name, bad, said) for name in ("text", "reason") for bad, said in REFUSED.values()],
    ],
)
def test_an_edit_that_cannot_be_taken_keeps_all_that_was_typed(
    signed_in: People, clause: Clause, name: str, value: str, said: str
) -> None:
    given = form(clause, "Other words.", "Because of the style.") | {name: value}
    answer = signed_in("secretariat").post(f"/clauses/{clause.id}/edit", data=given)
    assert answer.status_code == 422
    assert said in words(answer)
    assert (field(answer, "text"), field(answer, "reason")) == (given["text"], given["reason"])
    assert clause.revision.number == 1


def test_who_was_slower_sees_both_texts_and_can_go_on(signed_in: People, clause: Clause) -> None:
    mine = form(clause, RESULTS.replace("interest", "concern"), "My reason.")
    edit(clause, RESULTS.replace("all", "most"))
    answer = signed_in("secretariat").post(f"/clauses/{clause.id}/edit", data=mine)
    assert answer.status_code == 409
    check_page(answer)
    page = words(answer)
    assert RESULTS.replace("all", "most") in page
    assert RESULTS.replace("all", "most").replace("interest", "concern") in page  # both together
    assert field(answer, "text") == mine["text"]
    assert field(answer, "reason") == "My reason."
    again = mine | {"revision": field(answer, "revision")}
    assert signed_in("secretariat").post(f"/clauses/{clause.id}/edit", data=again).status_code == 302
    assert clause.revision.text == mine["text"]


def test_a_clause_is_moved_and_stays_the_same(signed_in: People, plan: Plan, clause: Clause) -> None:
    after = clause_of(plan, "Progress")
    answer = signed_in("secretariat").post(f"/clauses/{clause.id}/move", data={"after": str(after.id)})
    assert answer.location == f"/clauses/{clause.id}"
    assert "Paragraph 4" in words(signed_in("head_jp").get(answer.location))


@pytest.mark.parametrize("after", [UNKNOWN, "x", "self", "elsewhere"])
def test_a_move_to_nowhere_is_refused(signed_in: People, clause: Clause, after: str) -> None:
    if after == "elsewhere":
        after = str(clause_of(make_plan("Another"), "Each party").id)
    after = str(clause.id) if after == "self" else after
    answer = signed_in("secretariat").post(f"/clauses/{clause.id}/move", data={"after": after})
    assert answer.status_code == 422
    check_page(answer)


def test_a_clause_is_taken_out_and_put_back(signed_in: People, plan: Plan, clause: Clause) -> None:
    desk = signed_in("secretariat")
    assert desk.post(f"/clauses/{clause.id}/retire", data={"reason": "Said twice."}).status_code == 302
    assert RESULTS not in words(desk.get(f"/plans/{plan.id}"))
    assert desk.post(f"/clauses/{clause.id}/retire", data={"reason": "Again."}).status_code == 409
    assert desk.post(f"/clauses/{clause.id}/restore").status_code == 302
    assert RESULTS in words(desk.get(f"/plans/{plan.id}"))
    assert desk.post(f"/clauses/{clause.id}/restore").status_code == 409


@pytest.mark.parametrize("kind", sorted(REFUSED))
def test_a_reason_that_cannot_be_kept_is_shown_again(signed_in: People, clause: Clause, kind: str) -> None:
    bad, said = REFUSED[kind]
    answer = signed_in("secretariat").post(f"/clauses/{clause.id}/retire", data={"reason": bad})
    assert answer.status_code == 422
    assert said in words(answer)
    assert bad[:40].strip().replace("\0", "\ufffd") in words(answer)
    assert clause.retired_at is None


def test_forms_want_their_token(signed_in: People, clause: Clause) -> None:
    expect_token(signed_in("secretariat"), f"/clauses/{clause.id}/edit", text="Other words.", reason="My reason")
    expect_token(signed_in("secretariat"), f"/clauses/{clause.id}/retire", reason="Said twice.")
    expect_token(signed_in("secretariat"), f"/clauses/{clause.id}/move")


def test_labels_stay_as_printed_until_the_next_issue(signed_in: People, plan: Plan, clause: Clause) -> None:
    make_draft(plan)
    with transaction():
        made = plans.insert_clause(
            person("secretariat"), plan, after=clause, kind="clause", text="New words.", level=None
        )
    assert "Paragraph 2 bis" in words(signed_in("head_jp").get(f"/clauses/{made.id}"))

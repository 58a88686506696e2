"""Writing amendments on the pages: the editor of a change, of a new clause and of a draft, and carrying one over."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from markupsafe import escape
from sqlalchemy import select

from poa.actions import plans
from poa.db import session, transaction
from poa.models import Amendment, Clause, Plan
from tests.cast import Cast, clause_of, make_amendment, make_insert
from tests.client import Client, check_page

from .amending import MINE, RESULTS, edit, form, only
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


@pytest.fixture
def clause(plan: Plan) -> Clause:
    """The clause that is amended."""
    return clause_of(plan, RESULTS)


# --- the editor on a clause -------------------------------------------------------------------------------------------


def test_the_editor_begins_with_the_text(signed_in: People, clause: Clause) -> None:
    page = signed_in("delegate_jp").get(f"/clauses/{clause.id}/amend")
    assert field(page, "text") == RESULTS
    assert field(page, "revision") == str(clause.revision_id)
    assert "JP only" in words(page)


def test_a_draft_is_kept_for_the_delegation(signed_in: People, clause: Clause) -> None:
    answer = signed_in("delegate_jp").post(f"/clauses/{clause.id}/amend", data=form(clause, MINE + "\r\n", package="1"))
    made = only()
    assert (answer.status_code, answer.location) == (302, f"/amendments/{made.id}")
    assert (made.text, made.state, made.package, made.rationale) == (MINE + "\n", "draft", True, "It binds.")
    assert "only your delegation reads" in words(signed_in("delegate_jp").get(answer.location))


def test_a_deletion_needs_no_text(signed_in: People, clause: Clause) -> None:
    signed_in("delegate_jp").post(f"/clauses/{clause.id}/amend", data=form(clause, RESULTS, kind="delete"))
    assert (only().kind, only().text) == ("delete", "")
    assert "Deletion of 2" in words(signed_in("colleague_jp").get(f"/amendments/{only().id}"))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"text": ""}, "It is empty"),
        ({"text": RESULTS}, "Nothing was changed"),
        ({"kind": "insert"}, "modifies, deletes or moves"),
        ({"revision": ""}, "Load the page again"),
        ({"revision": UNKNOWN}, "none of this clause"),
        ({"rationale": "why " * 2_600}, "too large"),
        *[({name: bad}, said) for name in ("text", "rationale") for bad, said in REFUSED.values()],
    ],
)
def test_what_cannot_be_taken_stays_in_the_editor(
    signed_in: People, clause: Clause, given: dict[str, str], said: str
) -> None:
    sent = form(clause, package="1") | given
    answer = signed_in("delegate_jp").post(f"/clauses/{clause.id}/amend", data=sent)
    assert answer.status_code == 422
    assert said in words(answer)
    assert field(answer, "text") == sent["text"]
    assert field(answer, "rationale") == sent["rationale"]
    assert 'name="package" value="1" checked' in answer.text
    assert session.scalars(select(Amendment)).first() is None


@pytest.mark.parametrize("text", SHOWN)
def test_hostile_words_are_words(signed_in: People, clause: Clause, text: str) -> None:
    made = make_amendment(clause, f"They say {text} here.", rationale=text)
    for url in (f"/amendments/{made.id}", f"/clauses/{clause.id}", f"/plans/{clause.plan_id}/amendments"):
        page = signed_in("head_vn").get(url).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert 'href="javascript:' not in page
    assert str(escape(text)) in signed_in("head_vn").get(f"/amendments/{made.id}").text


def test_who_was_slower_has_both_texts_and_the_own_in_the_editor(signed_in: People, clause: Clause) -> None:
    sent = form(clause, package="1")
    edit(clause, RESULTS.replace("interest", "concern"))
    answer = signed_in("delegate_jp").post(f"/clauses/{clause.id}/amend", data=sent)
    assert answer.status_code == 409
    check_page(answer)
    assert clause.revision.text in words(answer)
    assert MINE.replace("interest", "concern") in words(answer)
    assert field(answer, "text") == MINE
    assert field(answer, "rationale") == "It binds."
    assert 'name="package" value="1" checked' in answer.text
    again = sent | {"revision": field(answer, "revision")}
    assert signed_in("delegate_jp").post(f"/clauses/{clause.id}/amend", data=again).status_code == 302
    assert only().revision_id == clause.revision_id


def test_a_clause_taken_out_meanwhile_leaves_what_was_typed_on_the_page(
    signed_in: People, clause: Clause, cast: Cast
) -> None:
    sent = form(clause)
    with transaction():
        plans.retire_clause(cast.secretariat, clause, reason="")
    answer = signed_in("delegate_jp").post(f"/clauses/{clause.id}/amend", data=sent)
    assert answer.status_code in (409, 422)
    assert MINE in words(answer)
    assert "It binds." in answer.text


def test_the_preview_is_what_will_be_saved_and_writes_nothing(signed_in: People, clause: Clause) -> None:
    client, before = signed_in("delegate_jp"), events()
    url = f"/clauses/{clause.id}/preview"
    shown = client.post(url, data={"text": MINE.replace("\n", "\r\n"), "kind": "modify"})
    assert shown.status_code == 200
    assert "<ins" in shown.text
    client.post(f"/clauses/{clause.id}/amend", data=form(clause))
    assert shown.text.strip() in client.get(f"/amendments/{only().id}").text
    assert "Nothing is changed yet." in client.post(url, data={"text": RESULTS}).text
    gone = client.post(url, data={"text": RESULTS, "kind": "delete"}).text
    assert "<ins" not in gone
    for bad, said in REFUSED.values():
        answer = client.post(url, data={"text": bad})
        assert (answer.status_code, said in answer.text) == (422, True)
    assert events() == before + 1
    expect_post_only(client, url)
    expect_token(client, url)
    expect_statuses(signed_in, "POST", url, observer=403, secretariat=403, stranger=404)


def test_the_editor_wants_its_token_and_keeps_all(signed_in: People, clause: Clause) -> None:
    expect_token(signed_in("delegate_jp"), f"/clauses/{clause.id}/amend", text=MINE, rationale="My own reason")


# --- a new clause -----------------------------------------------------------------------------------------------------


def test_a_new_clause_is_proposed(signed_in: People, plan: Plan, clause: Clause) -> None:
    sent = {"after": str(clause.id), "kind": "action", "text": "Hold a forum.", "rationale": "It was asked for."}
    answer = signed_in("delegate_jp").post(f"/plans/{plan.id}/amend", data=sent)
    assert answer.location == f"/amendments/{only().id}"
    assert "New clause after 2" in words(signed_in("head_jp").get(answer.location))
    page = signed_in("delegate_jp").get(f"/plans/{plan.id}/amend?after={clause.id}").text
    assert f'<option value="{clause.id}" selected>' in page


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"text": ""}, "It is empty"),
        ({"kind": "section"}, "A new clause is"),
        ({"after": UNKNOWN}, "not in the plan"),
        ({"after": "7"}, "not in the plan"),
        *[({name: bad}, said) for name in ("text", "rationale") for bad, said in REFUSED.values()],
    ],
)
def test_a_new_clause_that_cannot_be_taken_stays_in_the_form(
    signed_in: People, plan: Plan, given: dict[str, str], said: str
) -> None:
    sent = {"after": "", "kind": "annex", "text": "Hold a forum.", "rationale": "It was asked for."} | given
    answer = signed_in("delegate_jp").post(f"/plans/{plan.id}/amend", data=sent)
    assert answer.status_code == 422
    assert said in words(answer)
    assert (field(answer, "text"), field(answer, "rationale")) == (sent["text"], sent["rationale"])
    assert "kind" in given or '<option value="annex" selected>' in answer.text


def test_who_proposes_new_clauses(signed_in: People, plan: Plan) -> None:
    url = f"/plans/{plan.id}/amend"
    may = {"delegate_vn": 200, "head_jp": 200, "official_jp": 403, "observer": 403, "secretariat": 403, "stranger": 404}
    expect_statuses(signed_in, "GET", url, **may)
    expect_token(signed_in("delegate_jp"), url, text="Hold a forum.", rationale="Asked for.")
    assert signed_in("head_jp").get(f"/plans/{UNKNOWN}/amend").status_code == 404


# --- the editor on a draft --------------------------------------------------------------------------------------------


def test_a_colleague_goes_on_with_a_draft(signed_in: People, clause: Clause) -> None:
    made = make_amendment(clause, MINE, state="draft")
    page = signed_in("colleague_jp").get(f"/amendments/{made.id}/edit")
    assert field(page, "text") == MINE
    sent = {"text": MINE + " Soon.", "rationale": "Quicker.", "version": field(page, "version")}
    answer = signed_in("colleague_jp").post(f"/amendments/{made.id}/edit", data=sent)
    assert answer.location == f"/amendments/{made.id}"
    assert (made.text, made.rationale) == (MINE + " Soon.", "Quicker.")


def test_two_colleagues_on_one_draft_lose_nothing(signed_in: People, clause: Clause) -> None:
    made = make_amendment(clause, MINE, state="draft")
    url = f"/amendments/{made.id}/edit"
    version = field(signed_in("delegate_jp").get(url), "version")
    first = {"text": MINE + " Soon.", "rationale": "", "version": version}
    second = {"text": MINE + " Later.", "rationale": "Time.", "version": version}
    assert signed_in("delegate_jp").post(url, data=first).status_code == 302
    answer = signed_in("colleague_jp").post(url, data=second)
    assert answer.status_code == 409
    check_page(answer)
    assert first["text"] in words(answer)
    assert (field(answer, "text"), field(answer, "rationale")) == (second["text"], "Time.")
    again = second | {"version": field(answer, "version")}
    assert signed_in("colleague_jp").post(url, data=again).status_code == 302
    assert first["text"] in words(signed_in("head_jp").get(f"/amendments/{made.id}"))  # among the earlier wordings


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"text": RESULTS}, "Nothing would be changed"),
        *[({name: bad}, said) for name in ("text", "rationale") for bad, said in REFUSED.values()],
    ],
)
def test_a_draft_that_cannot_be_kept_stays_in_the_editor(
    signed_in: People, clause: Clause, given: dict[str, str], said: str
) -> None:
    made = make_amendment(clause, MINE, state="draft")
    sent = {"text": MINE + " Soon.", "rationale": "Quicker.", "version": "1"} | given
    answer = signed_in("delegate_jp").post(f"/amendments/{made.id}/edit", data=sent)
    assert answer.status_code == 422
    assert said in words(answer)
    assert (field(answer, "text"), field(answer, "rationale")) == (sent["text"], sent["rationale"])


@pytest.mark.parametrize("version", ["", "²", "9" * 5000, "-1", "x"])
def test_a_version_that_is_none_never_fails(signed_in: People, clause: Clause, version: str) -> None:
    made = make_amendment(clause, MINE, state="draft")
    sent = {"text": MINE + " Soon.", "rationale": "", "version": version}
    assert signed_in("delegate_jp").post(f"/amendments/{made.id}/edit", data=sent).status_code == 302


def test_what_was_submitted_meanwhile_is_edited_no_more(signed_in: People, clause: Clause) -> None:
    made = make_amendment(clause, MINE, state="submitted")
    assert signed_in("delegate_jp").get(f"/amendments/{made.id}/edit").status_code == 409
    sent = {"text": "My other words, typed for an hour.", "rationale": "", "version": "1"}
    answer = signed_in("delegate_jp").post(f"/amendments/{made.id}/edit", data=sent)
    assert answer.status_code == 409
    assert sent["text"] in words(answer)
    check_page(answer)


def test_the_draft_editor_wants_its_token(signed_in: People, clause: Clause) -> None:
    made = make_amendment(clause, MINE, state="draft")
    expect_token(signed_in("delegate_jp"), f"/amendments/{made.id}/edit", text="My other words.", rationale="Mine.")


# --- carrying over ----------------------------------------------------------------------------------------------------


@pytest.fixture
def stale(clause: Clause) -> Amendment:
    """An amendment whose words were settled otherwise."""
    made = make_amendment(clause, RESULTS.replace("should share", "will share"))
    edit(clause, RESULTS.replace("should share", "may share"))
    assert made.stale
    return made


def test_a_stale_one_says_so_and_shows_both(signed_in: People, clause: Clause, stale: Amendment) -> None:
    assert f"/amendments/{stale.id}/rebase" in signed_in("head_jp").get(f"/amendments/{stale.id}").text
    page = signed_in("head_jp").get(f"/amendments/{stale.id}/rebase")
    assert "a person has to say what is now proposed" in words(page)
    assert field(page, "text") == RESULTS.replace("should", "will")
    assert field(page, "revision") == str(clause.revision_id)


def test_it_is_carried_over_in_the_words_given(signed_in: People, clause: Clause, stale: Amendment) -> None:
    sent = {"text": MINE, "revision": str(clause.revision_id)}
    answer = signed_in("head_jp").post(f"/amendments/{stale.id}/rebase", data=sent)
    assert answer.location == f"/amendments/{stale.id}"
    assert (stale.stale, stale.revision_id, stale.text) == (False, clause.revision_id, MINE)


def test_carrying_over_with_the_text_moved_again(signed_in: People, clause: Clause, stale: Amendment) -> None:
    sent = {"text": "My own new words.", "revision": str(clause.revision_id)}
    edit(clause, RESULTS.replace("should share", "shall share"))
    answer = signed_in("head_jp").post(f"/amendments/{stale.id}/rebase", data=sent)
    assert answer.status_code == 409
    check_page(answer)
    assert field(answer, "text") == "My own new words."
    assert field(answer, "revision") == str(clause.revision_id)
    assert "shall" in words(answer)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"text": ""}, "empty"),
        ({"revision": "x"}, "Load the page again"),
        *[({"text": bad}, said) for bad, said in REFUSED.values()],
    ],
)
def test_carrying_over_what_cannot_be_taken(
    signed_in: People, clause: Clause, stale: Amendment, given: dict[str, str], said: str
) -> None:
    sent = {"text": MINE, "revision": str(clause.revision_id)} | given
    answer = signed_in("head_jp").post(f"/amendments/{stale.id}/rebase", data=sent)
    assert answer.status_code == 422
    assert said in words(answer)
    assert field(answer, "text") == sent["text"]
    assert stale.stale


def test_nothing_to_carry(signed_in: People, plan: Plan, clause: Clause) -> None:
    current, fresh = make_amendment(clause, MINE), make_insert(plan, clause, "New words.")
    for made in (current, fresh):
        assert signed_in("head_jp").get(f"/amendments/{made.id}/rebase").status_code == 409
        answer = signed_in("head_jp").post(f"/amendments/{made.id}/rebase", data={"text": "My words."})
        assert answer.status_code == 409
        assert "My words." in words(answer)


def test_who_carries_over(signed_in: People, stale: Amendment) -> None:
    url = f"/amendments/{stale.id}/rebase"
    expect_statuses(signed_in, "GET", url, delegate_jp=403, head_vn=403, secretariat=403, observer=403, stranger=404)
    expect_token(signed_in("head_jp"), url, text="My own words.")

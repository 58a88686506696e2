"""What the editor sends while one types: the delegation’s draft, told to nobody else, never over a colleague’s."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from poa.actions import amendments, sharing
from poa.db import session, transaction
from poa.models import Amendment, AmendmentVersion, Clause, Event, Plan
from tests.cast import clause_of, make_amendment, person
from tests.client import Client
from tests.doubles import Clock

from .checklist import REFUSED, events, expect_post_only, words

People = Callable[[str], Client]
RESULTS = "ASEAN and Japan should share all results of common interest."
MINE = RESULTS.replace("should", "will")
THEIRS = RESULTS.replace("common interest", "shared interest")
BOTH = MINE.replace("common interest", "shared interest")


@pytest.fixture
def clause(plan: Plan) -> Clause:
    return clause_of(plan, RESULTS)


@pytest.fixture
def draft(clause: Clause) -> Amendment:
    """Japan's draft, begun by a delegate."""
    return make_amendment(clause, RESULTS.replace("all", "most"), state="draft")


def begin(client: Client, clause: Clause, text: str = MINE, **more: str) -> TestResponse:
    data = {"text": text, "revision": str(clause.revision_id), "kind": "modify"} | more
    return client.post(f"/clauses/{clause.id}/draft", data=data, headers={"Accept": "application/json"})


def type_on(client: Client, id: object, text: str, version: int, **more: str) -> TestResponse:
    data = {"text": text, "version": str(version)} | more
    return client.post(f"/amendments/{id}/typed", data=data, headers={"Accept": "application/json"})


def standing() -> Amendment:
    session.expire_all()
    return session.scalars(select(Amendment)).unique().one()


def wordings() -> list[tuple[int, str, str]]:
    query = select(AmendmentVersion).order_by(AmendmentVersion.number)
    return [(item.number, item.cause, item.text) for item in session.scalars(query)]


def test_the_first_change_makes_the_delegations_draft(signed_in: People, clause: Clause) -> None:
    answer = begin(signed_in("delegate_jp"), clause, rationale="Ours.", package="1")
    assert answer.status_code == 200
    made = standing()
    assert (made.state, made.text, made.rationale, made.package) == ("draft", MINE, "Ours.", True)
    assert made.circle.kind == "own"
    assert answer.json["typed"] == f"/amendments/{made.id}/typed"
    assert answer.json["version"] == 1
    assert answer.json["at"]


def test_a_new_clause_is_kept_too(signed_in: People, plan: Plan, clause: Clause) -> None:
    data = {"text": "Costs lie where they fall.", "after": str(clause.id), "kind": "action"}
    assert signed_in("delegate_jp").post(f"/plans/{plan.id}/draft", data=data).status_code == 200
    made = standing()
    assert (made.kind, made.after_id, made.clause_kind, made.state) == ("insert", clause.id, "action", "draft")


def test_a_sitting_is_one_wording_and_one_event(signed_in: People, clause: Clause, clock: Clock) -> None:
    client = signed_in("delegate_jp")
    before = events()
    version = begin(client, clause).json["version"]
    for word in ("may", "could", "might"):
        clock.forward(minutes=5)
        version = type_on(client, standing().id, RESULTS.replace("should", word), version).json["version"]
    assert events() == before + 1
    assert wordings() == [(4, "typed", RESULTS.replace("should", "might"))]
    data = {"text": MINE, "version": str(version), "rationale": "Why."}
    assert client.post(f"/amendments/{standing().id}/edit", data=data).status_code == 302
    assert wordings() == [(5, "drafted", MINE)]
    assert events() == before + 2


def test_a_pause_and_a_colleague_each_begin_another_wording(signed_in: People, clause: Clause, clock: Clock) -> None:
    first = begin(signed_in("delegate_jp"), clause).json["version"]
    id = standing().id
    clock.forward(minutes=31)
    second = type_on(signed_in("delegate_jp"), id, THEIRS, first).json["version"]
    third = type_on(signed_in("colleague_jp"), id, BOTH, second).json["version"]
    assert [number for number, _cause, _text in wordings()] == [first, second, third]
    assert [text for _number, _cause, text in wordings()] == [MINE, THEIRS, BOTH]


def test_what_did_not_change_is_not_kept_again(signed_in: People, draft: Amendment) -> None:
    before = wordings(), events()
    answer = type_on(signed_in("delegate_jp"), draft.id, draft.text, 1)
    assert answer.json["version"] == 1
    assert (wordings(), events()) == before


def test_a_colleagues_words_are_not_typed_over(signed_in: People, clause: Clause) -> None:
    """Nothing is written; the answer holds both texts, their merge and the number to go on from."""
    version = begin(signed_in("delegate_jp"), clause, RESULTS.replace("all", "most")).json["version"]
    id, began = standing().id, standing().text
    theirs = began.replace("common", "shared")
    type_on(signed_in("colleague_jp"), id, theirs, version)
    kept = wordings(), events()
    answer = type_on(signed_in("delegate_jp"), id, began.replace("should", "will"), version)
    assert answer.status_code == 409
    told = answer.json
    assert (told["theirs"], told["yours"]) == (theirs, began.replace("should", "will"))
    assert told["merged"] == theirs.replace("should", "will")
    assert (wordings(), events()) == kept
    assert type_on(signed_in("delegate_jp"), id, told["merged"], int(told["current"])).status_code == 200
    assert standing().text == told["merged"]


def test_they_are_merged_over_what_was_begun_from_when_that_was_only_typed(signed_in: People, clause: Clause) -> None:
    colleague, mine = signed_in("colleague_jp"), signed_in("delegate_jp")
    version = begin(colleague, clause, RESULTS.replace("all", "most")).json["version"]
    id, began = standing().id, standing().text
    type_on(colleague, id, began.replace("common", "shared"), version)
    answer = type_on(mine, id, began.replace("should", "will"), version, began=began)
    assert answer.json["merged"] == began.replace("should", "will").replace("common", "shared")
    assert "merged" not in type_on(mine, id, began.replace("should", "will"), version).json


def test_the_reasons_are_kept_with_the_words(signed_in: People, clause: Clause) -> None:
    """Sent or not: without them a colleague's stay, and one who wrote others meanwhile is shown these."""
    mine, colleague = signed_in("delegate_jp"), signed_in("colleague_jp")
    version = begin(mine, clause).json["version"]
    id = standing().id
    version = type_on(mine, id, MINE, version, rationale="It binds.").json["version"]
    assert (standing().text, standing().rationale) == (MINE, "It binds.")
    assert [text for _number, _cause, text in wordings()] == [MINE]
    before = version
    version = type_on(colleague, id, MINE, version, rationale="It binds us all.").json["version"]
    answer = type_on(mine, id, MINE, before, rationale="It binds both.")
    assert (answer.status_code, answer.json["theirs_rationale"]) == (409, "It binds us all.")
    assert type_on(mine, id, BOTH, version).status_code == 200
    assert (standing().text, standing().rationale) == (BOTH, "It binds us all.")
    assert type_on(mine, id, BOTH, version + 1, rationale="a\0b").status_code == 422
    seen = words(mine.get(f"/amendments/{id}"))
    assert "It binds. " in seen
    data = {"text": BOTH, "version": str(before), "rationale": "It binds both."}
    assert "Your colleague’s reasons: It binds us all." in words(mine.post(f"/amendments/{id}/edit", data=data))


def test_the_plain_form_shows_both_texts_and_the_merge(signed_in: People, draft: Amendment) -> None:
    began = draft.text
    type_on(signed_in("colleague_jp"), draft.id, began.replace("common", "shared"), 1)
    data = {"text": began.replace("should", "will"), "version": "1", "began": began, "rationale": ""}
    answer = signed_in("delegate_jp").post(f"/amendments/{draft.id}/edit", data=data)
    assert answer.status_code == 409
    for text in (began.replace("common", "shared"), began.replace("should", "will")):
        assert text in words(answer)
    assert began.replace("common", "shared").replace("should", "will") in words(answer)


def test_nobody_else_hears_of_it(signed_in: People, api: People, plan: Plan, clause: Clause) -> None:
    """Not the page, the list, the history, the count of events nor an address tells that a draft is being typed."""
    outsiders = ("delegate_vn", "secretariat", "co_chair", "observer")
    paths = [f"/plans/{plan.id}", f"/clauses/{clause.id}", f"/plans/{plan.id}/amendments", f"/plans/{plan.id}/history"]
    before = {(who, path): words(signed_in(who).get(path)) for who in outsiders for path in paths}
    heard = {who: api(who).get(f"/api/v1/plans/{plan.id}/events").json for who in outsiders}
    version = begin(signed_in("delegate_jp"), clause).json["version"]
    id = standing().id
    type_on(signed_in("delegate_jp"), id, MINE + " Typed.", version)
    assert {(who, path): words(signed_in(who).get(path)) for who in outsiders for path in paths} == before
    assert {who: api(who).get(f"/api/v1/plans/{plan.id}/events").json for who in outsiders} == heard
    for who in outsiders:
        assert type_on(signed_in(who), id, "Mine.", version).status_code == 404
        assert signed_in(who).post(f"/amendments/{id}/preview", data={"text": "x"}).status_code == 404
    assert standing().text == MINE + " Typed."


def test_who_may_not_draft_may_not_type(signed_in: People, clause: Clause, draft: Amendment) -> None:
    assert begin(signed_in("official_jp"), clause).status_code == 403
    assert type_on(signed_in("official_jp"), draft.id, MINE, 1).status_code == 403
    assert standing().text == draft.text
    for url in (f"/clauses/{clause.id}/draft", f"/amendments/{draft.id}/typed", f"/amendments/{draft.id}/preview"):
        expect_post_only(signed_in("delegate_jp"), url)


def test_who_is_signed_out_is_told_so_and_nothing_is_half_done(client: Client, clause: Clause) -> None:
    answer = begin(client, clause)
    assert answer.status_code == 401
    assert answer.content_type.startswith("application/problem+json")
    assert session.scalar(select(func.count()).select_from(Amendment)) == 0
    page = client.post(f"/clauses/{clause.id}/amend", data={"text": MINE})
    assert (page.status_code, page.headers["Location"].split("?")[0]) == (302, "/login")


@pytest.mark.parametrize("name", REFUSED)
def test_a_text_that_cannot_be_kept_is_refused_and_the_draft_stays(
    signed_in: People, draft: Amendment, name: str
) -> None:
    text, said = REFUSED[name]
    answer = type_on(signed_in("delegate_jp"), draft.id, text, 1)
    assert answer.status_code == 422
    assert said in answer.json["detail"]
    assert standing().text == draft.text


def test_half_a_bracket_is_kept_while_typed_and_refused_for_good(signed_in: People, draft: Amendment) -> None:
    answer = type_on(signed_in("delegate_jp"), draft.id, MINE + " [JP: and", 1)
    assert answer.status_code == 200
    data = {"text": MINE + " [JP: and", "version": str(answer.json["version"])}
    assert signed_in("delegate_jp").post(f"/amendments/{draft.id}/edit", data=data).status_code == 422


def test_only_a_draft_of_ones_own_circle_is_kept_while_typed(signed_in: People, draft: Amendment) -> None:
    """Others who read it would read over the author's shoulder; what is submitted is not typed at all."""
    with transaction():
        sharing.share(person("head_jp"), draft, parties=["VN"])
    assert type_on(signed_in("delegate_jp"), draft.id, MINE, 1).status_code == 409
    assert "data-editor-typed" not in signed_in("delegate_jp").get(f"/amendments/{draft.id}/edit").text
    with transaction():
        sharing.share(person("head_jp"), draft, parties=[])
        amendments.submit(person("head_jp"), draft)
    assert type_on(signed_in("delegate_jp"), draft.id, MINE, 2).status_code == 409


def test_a_drafts_changes_are_shown_against_what_it_started_from(signed_in: People, draft: Amendment) -> None:
    client = signed_in("delegate_jp")
    before = session.scalar(select(func.count()).select_from(Event)), wordings()
    seen = client.post(f"/amendments/{draft.id}/preview", data={"text": MINE}).text
    assert "<ins" in seen
    assert "will" in seen
    assert "Nothing is changed yet" in client.post(f"/amendments/{draft.id}/preview", data={"text": RESULTS}).text
    half = client.post(f"/amendments/{draft.id}/preview", data={"text": MINE + " [VN: and"}).text
    assert "It cannot be kept like this yet" in half
    assert "<ins" in half
    refused = client.post(f"/amendments/{draft.id}/preview", data={"text": "a\0b"})
    assert (refused.status_code, "NUL" in refused.text) == (422, True)
    assert (session.scalar(select(func.count()).select_from(Event)), wordings()) == before

"""The pages of packages, of what all accept, of parking and of bridging proposals, as people use them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from poa.actions import meetings, plans, positions
from poa.db import transaction
from poa.models import Amendment, Clause, Package, Plan
from poa.queries.circles import circle_all
from poa.queries.packages import packages
from tests.cast import CODES, Cast, clause_of, make_amendment, make_insert, person
from tests.client import Client

from .checklist import field, words

People = Callable[[str], Client]
SHARE = "ASEAN and Japan should share all results of common interest."
POINT = "Each party will name a contact point."

pytestmark = pytest.mark.usefixtures("cast")


@pytest.fixture
def pair(plan: Plan) -> list[Amendment]:
    """Japan's on two clauses."""
    return [
        make_amendment(clause_of(plan, SHARE), SHARE.replace("should", "will")),
        make_amendment(clause_of(plan, POINT), POINT.replace("will", "may")),
    ]


def accept(amendment: Amendment, *silent: str) -> None:
    for code in CODES:
        if code != amendment.proposer.code and code not in silent:
            with transaction():
                positions.state_on(person(f"head_{code.lower()}"), amendment, position="can_accept")


def test_a_package_from_its_form_to_its_settlement(signed_in: People, plan: Plan, pair: list[Amendment]) -> None:
    head, desk, path = signed_in("head_jp"), signed_in("secretariat"), f"/plans/{plan.id}/packages"
    ids = [str(item.id) for item in pair]
    refused = head.post(path, data={"name": "", "amendments": ids})
    assert refused.status_code == 422
    assert all(f'value="{id}" checked' in refused.text for id in ids)  # what was ticked still is
    assert head.post(path, data={"name": "The deal", "amendments": ids}).status_code == 302
    [package] = packages(plan, person("observer"))
    page = desk.get(path).text
    assert all(words in page for words in ("The deal", "Take all of it", "Leave all of it"))
    assert "Take all of it" not in head.get(path).text
    assert "Dissolve it" in head.get(path).text
    asked = {"take": "all", "basis": "session", "note": "Session 4"}
    assert desk.post(f"/packages/{package.id}/settle", data=asked).status_code == 302
    assert "settled" in desk.get(path).text
    assert [clause_of(plan, start).revision.number for start in ("ASEAN and Japan will share", "Each party may")] == [
        2,
        2,
    ]
    assert "settled the package “The deal”" in desk.get(f"/plans/{plan.id}/history").text


def test_parties_join_and_leave_a_package(signed_in: People, plan: Plan, pair: list[Amendment]) -> None:
    head, ally = signed_in("head_jp"), signed_in("head_vn")
    theirs = make_insert(plan, clause_of(plan, POINT), "A report follows.", by="vn")
    head.post(f"/plans/{plan.id}/packages", data={"name": "The deal", "amendments": [str(pair[0].id)]})
    [package] = packages(plan, person("observer"))
    assert "Put one of yours in" in ally.get(f"/plans/{plan.id}/packages").text
    ally.post(f"/packages/{package.id}/add", data={"amendment": str(theirs.id)})
    assert bound(theirs) is package
    ally.post(f"/packages/{package.id}/remove", data={"amendment": str(theirs.id)})
    assert bound(theirs) is None
    assert head.post(f"/packages/{package.id}/dissolve").status_code == 302
    assert "dissolved" in ally.get(f"/plans/{plan.id}/packages").text


def bound(amendment: Amendment) -> Package | None:
    return amendment.bound_by


def test_what_all_accept_is_previewed_and_recorded(signed_in: People, plan: Plan, pair: list[Amendment]) -> None:
    desk, path = signed_in("secretariat"), f"/plans/{plan.id}/agreed"
    assert "Nothing can be recorded as agreed yet" in desk.get(path).text
    accept(pair[0])
    accept(pair[1], "SG")
    assert "Record 1 as agreed: preview" in desk.get(f"/plans/{plan.id}/desk").text
    page = desk.get(path).text
    nearest = page[page.index("Nearest to it") :]
    assert "Singapore" in nearest or ">SG<" in nearest
    form = dict(re.findall(r'type="hidden" name="((?:revision|places)-[^"]+)" value="([^"]+)"', page))
    form |= {"clauses": str(pair[0].clause_id), "basis": "consent", "note": "Letters of 3 May"}
    assert desk.post(path, data={**form, "basis": "hearsay"}).status_code == 422
    assert desk.post(path, data=form).status_code == 302
    assert clause_of(plan, "ASEAN and Japan will share").revision.settlements[0]["basis"] == "consent"
    again = desk.post(path, data=form)
    assert again.status_code == 409
    assert "Nothing was recorded" in again.text
    assert "Letters of 3 May" in desk.post(path, data={**form, "clauses": ""}).text


def test_what_was_recorded_as_agreed_is_named_and_taken_back(
    signed_in: People, plan: Plan, pair: list[Amendment]
) -> None:
    desk, path = signed_in("secretariat"), f"/plans/{plan.id}/agreed"
    accept(pair[0])
    accept(pair[1], "SG")
    page = desk.get(path)
    assert "1 place in 1 clause can be recorded." in words(page)
    assert "1 place will be recorded." in words(page)
    near = page.text[page.text.index("Nearest to it") :]
    assert "1 party silent" in near
    assert near.index("proposed by") < near.index("can accept") < near.index("said-waits") < near.rindex("SG")
    form = dict(re.findall(r'type="hidden" name="((?:revision|places)-[^"]+)" value="([^"]+)"', page.text))
    other = str(pair[1].clause_id)
    seen = {f"revision-{other}": str(clause_of(plan, POINT).revision_id)}
    moved = desk.post(path, data={**form, **seen, "clauses": other, "basis": "session"})
    assert (moved.status_code, "0 places will be recorded." in words(moved)) == (409, True)
    done = desk.post(path, data={**form, "clauses": str(pair[0].clause_id), "basis": "session"})
    said = desk.get(done.location)
    assert "Recorded as agreed in 1 clause" in words(said)
    assert "Nothing more can be recorded as agreed yet" in words(said)
    undo = re.search(r'action="(/revisions/[^"]+/undo)"', said.text)
    assert undo
    back = desk.post(undo[1], data={"reason": "Too soon.", "back": "agreed"})
    assert back.location == path
    assert clause_of(plan, SHARE).id == pair[0].clause_id
    assert "Recorded as agreed in" not in words(desk.get(done.location))


def test_a_section_is_parked_and_taken_up_again(signed_in: People, plan: Plan, pair: list[Amendment]) -> None:
    chair, desk, section = signed_in("co_chair"), signed_in("secretariat"), clause_of(plan, "Areas")
    clause = f"/clauses/{pair[0].clause_id}"
    assert "Park this section" in chair.get(f"/clauses/{section.id}").text
    assert "Park this section" not in signed_in("head_jp").get(f"/clauses/{section.id}").text
    assert chair.post(f"/clauses/{section.id}/park", data={"reason": ""}).status_code == 422
    assert chair.post(f"/clauses/{section.id}/park", data={"reason": "No budget yet."}).status_code == 302
    for address in (clause, f"/clauses/{section.id}"):
        assert "No budget yet." in chair.get(address).text
    assert "Areas of cooperation · parked" in signed_in("observer").get(f"/plans/{plan.id}").text
    page = desk.get(f"/plans/{plan.id}/desk").text
    assert page.index("Nothing to settle") < page.index("In parked sections") < page.index("Each party will name")
    assert chair.post(f"/clauses/{section.id}/unpark").status_code == 302
    assert "No budget yet." not in chair.get(clause).text


def test_a_bridge_from_its_form_to_the_last_consent(signed_in: People, plan: Plan, pair: list[Amendment]) -> None:
    theirs = make_amendment(clause_of(plan, SHARE), SHARE.replace("should", "may"), by="vn")
    head, ally, other = signed_in("head_jp"), signed_in("head_vn"), signed_in("head_sg")
    path = f"/plans/{plan.id}/bridges"
    assert f"?clause={pair[0].clause_id}" in other.get(path).text
    assert "Propose it" in other.get(path, query_string={"clause": str(pair[0].clause_id)}).text
    assert "Propose a bridge" not in signed_in("delegate_sg").get(path).text
    form = {"clause": str(pair[0].clause_id), "amendments": [str(pair[0].id), str(theirs.id)], "rationale": "Halfway."}
    form["revision"] = str(pair[0].revision_id)
    refused = other.post(path, data={**form, "text": SHARE + " [JP: so"})
    assert (refused.status_code, "[JP: so" in refused.text) == (422, True)
    made = other.post(path, data={**form, "text": SHARE.replace("should", "will endeavour to")})
    bridge = made.headers["Location"]
    page = head.get(bridge).text
    assert all(words in page for words in ("Against the text", "amendment of Japan", "amendment of Viet Nam"))
    assert "Do not consent" in page
    assert "Do not consent" not in other.get(bridge).text
    assert "Bridge on" in head.get(f"/clauses/{pair[0].clause_id}").text
    head.post(f"{bridge}/consent", data={"consents": "no", "note": "Our ministry first."})
    assert "Our ministry first." in ally.get(bridge).text
    ally.post(f"{bridge}/consent", data={"consents": "yes"})
    assert "Do not consent" in head.get(bridge).text
    head.post(f"{bridge}/consent", data={"consents": "yes"})
    assert "stands as" in head.get(bridge).text
    assert head.post(f"{bridge}/consent", data={"consents": "yes"}).status_code == 409


def test_a_bridge_on_a_text_that_has_moved_on_shows_both(
    signed_in: People, plan: Plan, cast: Cast, pair: list[Amendment]
) -> None:
    """The words are not laid over what was settled meanwhile; they come back beside it, with the merge."""
    clause = pair[0].clause
    theirs = make_amendment(clause, SHARE.replace("common", "mutual"), by="vn")
    form = {"clause": str(clause.id), "amendments": [str(pair[0].id), str(theirs.id)], "rationale": "Halfway."}
    form |= {"revision": str(clause.revision_id), "text": SHARE.replace("should", "will endeavour to")}
    now = SHARE.replace("results", "findings")
    with transaction():
        plans.edit_clause(cast.secretariat, clause, revision_id=clause.revision_id, text=now, reason="Style.")
    answer = signed_in("head_sg").post(f"/plans/{plan.id}/bridges", data=form)
    assert answer.status_code == 409
    for text in (now, form["text"], now.replace("should", "will endeavour to")):
        assert text in words(answer)
    assert field(answer, "text") == form["text"]
    assert field(answer, "revision") == str(clause.revision_id)


def test_one_that_is_withdrawn_says_why(signed_in: People, plan: Plan, pair: list[Amendment]) -> None:
    theirs = make_amendment(clause_of(plan, SHARE), SHARE.replace("should", "may"), by="vn")
    desk = signed_in("secretariat")
    form = {"clause": str(pair[0].clause_id), "amendments": [str(pair[0].id), str(theirs.id)], "text": SHARE[:-1]}
    form["revision"] = str(pair[0].revision_id)
    bridge = desk.post(f"/plans/{plan.id}/bridges", data=form).headers["Location"]
    assert desk.post(f"{bridge}/withdraw", data={"reason": "Put to the wrong clause."}).status_code == 302
    assert "Put to the wrong clause." in signed_in("observer").get(bridge).text


def test_the_session_that_is_open_is_named_as_the_basis(signed_in: People, plan: Plan, cast: Cast) -> None:
    clause: Clause = clause_of(plan, SHARE)
    make_amendment(clause, SHARE.replace("should", "will"))
    desk = signed_in("secretariat")
    assert "agreed in session</option>" in desk.get(f"/clauses/{clause.id}/merge").text
    with transaction():
        meetings.open_meeting(cast.secretariat, plan, circle=circle_all(plan.id), name="Third plenary")
    assert "agreed in session: Third plenary</option>" in desk.get(f"/clauses/{clause.id}/merge").text

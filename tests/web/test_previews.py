"""The tracked changes beside an editor: as they will be kept, for whom the form is for, and nothing is written."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest

from poa.actions import plans
from poa.db import transaction
from poa.models import Amendment, Clause, Plan
from tests.cast import clause_of, make_amendment, person
from tests.client import Client

from .checklist import REFUSED, SHOWN, UNKNOWN, events, expect_post_only, expect_token, words

People = Callable[[str], Client]
RESULTS = "ASEAN and Japan should share all results of common interest."
MINE = RESULTS.replace("should", "will")


@pytest.fixture
def clause(plan: Plan) -> Clause:
    return clause_of(plan, RESULTS)


@pytest.fixture
def forms(clause: Clause) -> dict[str, str]:
    """Each address with one who may ask there."""
    draft = make_amendment(clause, RESULTS.replace("all", "most"), state="draft")
    return {
        f"/clauses/{clause.id}/preview": "delegate_jp",
        f"/plans/{clause.plan_id}/preview": "delegate_jp",
        f"/amendments/{draft.id}/preview": "delegate_jp",
        f"/amendments/{draft.id}/rebase/preview": "delegate_jp",
        f"/clauses/{clause.id}/enter/preview": "secretariat",
        f"/plans/{clause.plan_id}/enter/preview": "secretariat",
        f"/clauses/{clause.id}/edit/preview": "secretariat",
        f"/plans/{clause.plan_id}/structure/preview": "secretariat",
        f"/clauses/{clause.id}/bridge/preview": "head_sg",
    }


def test_they_write_nothing_and_show_only_words(signed_in: People, forms: dict[str, str]) -> None:
    before = events()
    for url, who in forms.items():
        for text in SHOWN:
            answer = signed_in(who).post(url, data={"text": text})
            assert answer.status_code == 200, url
            assert "<script" not in answer.text
            assert "<img" not in answer.text
            assert "<ins" in answer.text
        for text, said in REFUSED.values():
            answer = signed_in(who).post(url, data={"text": text})
            assert (answer.status_code, said in words(answer)) == (422, True), url
        expect_post_only(signed_in(who), url)
        expect_token(signed_in(who), url, text="Words of mine")
    assert events() == before


def test_of_what_one_may_not_read_nothing_is_told(signed_in: People, forms: dict[str, str]) -> None:
    """Another's draft, a plan that one does not see, and what never was are one and the same."""
    for url, who in forms.items():
        answer = signed_in("stranger").post(url, data={"text": MINE})
        assert (answer.status_code, RESULTS[:20] in answer.text) == (404, False), url
        wrong = "/".join(UNKNOWN if len(part) == 36 else part for part in url.split("/"))
        assert signed_in(who).post(wrong, data={"text": MINE}).status_code == 404
        for other in ("delegate_vn", "secretariat", "observer") if "/amendments/" in url else ():
            assert signed_in(other).post(url, data={"text": MINE}).status_code == 404


def test_what_the_desk_writes_is_previewed_for_the_desk_alone(signed_in: People, forms: dict[str, str]) -> None:
    desk = [url for url, who in forms.items() if who == "secretariat"]
    assert len(desk) == 4
    for url in desk:
        for who in ("head_jp", "delegate_vn", "official_jp", "asean_desk", "co_chair", "observer"):
            assert signed_in(who).post(url, data={"text": MINE}).status_code == 403, (who, url)


def test_what_is_entered_is_its_partys(signed_in: People, plan: Plan, clause: Clause) -> None:
    desk = signed_in("secretariat")
    for url in (f"/clauses/{clause.id}/enter/preview", f"/plans/{plan.id}/enter/preview"):
        assert 'data-parties="VN"' in desk.post(url, data={"text": MINE, "party": "VN"}).text
        assert "data-parties" not in desk.post(url, data={"text": MINE, "party": "XX"}).text
    gone = desk.post(f"/clauses/{clause.id}/enter/preview", data={"text": MINE, "party": "VN", "kind": "delete"}).text
    assert ("<del" in gone, "<ins" in gone) == (True, False)


def test_brackets_that_will_not_be_taken_are_said_beforehand(signed_in: People, plan: Plan, clause: Clause) -> None:
    """As the action would: an alternative's are all new, a bridge may speak for whom it would replace."""
    text = RESULTS.replace("should", "[JP: will] [VN: may]")
    ours, theirs = make_amendment(clause, MINE), make_amendment(clause, RESULTS.replace("should", "may"), by="vn")

    def refused(who: str, path: str, **more: object) -> bool:
        answer = signed_in(who).post(f"/clauses/{clause.id}/{path}", data={"text": text, **more})
        assert answer.status_code == 200
        return "It cannot be kept like this yet" in words(answer)

    assert refused("secretariat", "edit/preview")
    assert refused("delegate_jp", "preview", kind="alternative")
    assert refused("head_sg", "bridge/preview", amendments=[str(ours.id)])
    assert not refused("head_sg", "bridge/preview", amendments=[str(ours.id), str(theirs.id)])


def test_a_bridge_names_only_amendments_that_one_sees(signed_in: People, clause: Clause) -> None:
    hidden = make_amendment(clause, MINE, state="draft")
    for id in (hidden.id, uuid.uuid4()):
        data = {"text": RESULTS, "amendments": [str(id)]}
        answer = signed_in("head_sg").post(f"/clauses/{clause.id}/bridge/preview", data=data)
        assert answer.status_code == 422
        assert "not for you to see" in words(answer)


def test_a_carried_amendment_stands_against_the_text_as_it_is_now(
    signed_in: People, clause: Clause, stale: Amendment
) -> None:
    answer = signed_in("head_jp").post(f"/amendments/{stale.id}/rebase/preview", data={"text": MINE})
    assert ("shall" in answer.text, "should" in answer.text) == (True, False)


@pytest.fixture
def stale(clause: Clause) -> Amendment:
    """Japan's amendment of words that the desk has changed since."""

    made = make_amendment(clause, MINE)
    with transaction():
        text = RESULTS.replace("should", "shall")
        plans.edit_clause(person("secretariat"), clause, revision_id=clause.revision_id, text=text, reason="Style.")
    return made

"""Amendments on the pages: the list, one of them, what party, desk and supporters do."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from poa.actions import amendments
from poa.db import transaction
from poa.models import Clause, Plan
from tests.cast import Cast, clause_of, make_amendment, make_insert
from tests.client import Client, check_page

from .amending import MINE, RESULTS, form, only
from .checklist import (
    UNKNOWN,
    expect_post_only,
    expect_statuses,
    expect_token,
    words,
)

People = Callable[[str], Client]


@pytest.fixture
def clause(plan: Plan) -> Clause:
    """The clause that is amended."""
    return clause_of(plan, RESULTS)


# --- the list ---------------------------------------------------------------------------------------------------------


def test_the_list_is_filtered_by_state_and_party(signed_in: People, plan: Plan, clause: Clause) -> None:
    make_amendment(clause, MINE, by="jp", rationale="Of Japan.")
    make_amendment(clause, MINE, by="vn", rationale="Of Viet Nam.")
    make_insert(plan, None, "First of all.", by="id", state="submitted", rationale="Of Indonesia.")
    url = f"/plans/{plan.id}/amendments"
    reader = signed_in("head_id")
    said = ["Of Japan.", "Of Viet Nam.", "Of Indonesia."]
    found = {
        query: [item for item in said if item in words(reader.get(url + query))]
        for query in ("", "?party=VN", "?state=submitted", "?state=tabled&party=JP", "?state=nonsense", "?party=%00")
    }
    assert found == {
        "": said,
        "?party=VN": said[1:2],
        "?state=submitted": said[2:],
        "?state=tabled&party=JP": said[:1],
        "?state=nonsense": said,
        "?party=%00": said,
    }
    assert "No amendments of this kind" in words(reader.get(url + "?state=merged"))


def test_supporters_stand_beside_the_proposer(signed_in: People, plan: Plan, clause: Clause, cast: Cast) -> None:
    made = make_amendment(clause, MINE)
    with transaction():
        amendments.support(cast.head_vn, made)
    assert "JP + supported by VN" in words(signed_in("observer").get(f"/plans/{plan.id}/amendments"))
    assert "Supported by VN" in words(signed_in("observer").get(f"/amendments/{made.id}"))


def test_an_empty_list_says_what_it_is_for(signed_in: People, plan: Plan) -> None:
    assert "No amendments yet" in words(signed_in("observer").get(f"/plans/{plan.id}/amendments"))


# --- one of them ------------------------------------------------------------------------------------------------------


def test_it_is_shown_as_tracked_changes_with_its_reason(signed_in: People, clause: Clause) -> None:
    made = make_amendment(clause, MINE, rationale="It binds.", package=True)
    page = signed_in("observer").get(f"/amendments/{made.id}")
    for part in ("Change of words in 2", "JP Japan", "All parties", "tabled", "package", "It binds.", "revision 1"):
        assert part in words(page)
    assert "<del" in page.text
    assert "<ins" in page.text


def test_only_its_delegation_learns_when_it_was_drafted_and_how(signed_in: People, clause: Clause, cast: Cast) -> None:
    made = make_amendment(clause, "A first attempt.", state="draft")
    with transaction():
        amendments.edit(cast.delegate_jp, made, text=MINE)
        amendments.submit(cast.head_jp, made)
    ours = words(signed_in("official_jp").get(f"/amendments/{made.id}"))
    assert "Drafted" in ours
    assert "A first attempt." in ours
    desk = words(signed_in("secretariat").get(f"/amendments/{made.id}"))
    assert "Submitted" in desk
    assert "Drafted" not in desk
    assert "attempt" not in desk
    signed_in("secretariat").post(f"/amendments/{made.id}/table", data={"circle": "all"})
    theirs = words(signed_in("head_vn").get(f"/amendments/{made.id}"))
    assert "Tabled" in theirs
    assert "attempt" not in theirs
    assert "Submitted" not in theirs


@pytest.mark.parametrize(
    ("who", "acts"),
    [
        ("delegate_jp", []),
        ("head_jp", ["withdraw"]),
        ("head_vn", ["support"]),
        ("delegate_vn", []),
        ("official_jp", []),
        ("secretariat", []),
        ("observer", []),
    ],
)
def test_on_a_tabled_one_only_what_one_may_is_offered(
    signed_in: People, clause: Clause, who: str, acts: list[str]
) -> None:
    made = make_amendment(clause, MINE)
    page = signed_in(who).get(f"/amendments/{made.id}").text
    every = ("edit", "submit", "take-back", "table", "support", "end-support", "withdraw", "rebase")
    assert [act for act in every if f"/amendments/{made.id}/{act}" in page] == acts


def test_from_draft_to_table_and_support(signed_in: People, clause: Clause) -> None:
    signed_in("delegate_jp").post(f"/clauses/{clause.id}/amend", data=form(clause))
    url = f"/amendments/{only().id}"
    steps = [
        ("head_jp", "submit", {}, "submitted"),
        ("head_jp", "take-back", {}, "draft"),
        ("head_jp", "submit", {}, "submitted"),
        ("secretariat", "table", {"circle": "all"}, "tabled"),
        ("head_vn", "support", {}, "tabled"),
        ("head_vn", "end-support", {}, "tabled"),
        ("head_jp", "withdraw", {}, "withdrawn"),
    ]
    for who, act, data, state in steps:
        answer = signed_in(who).post(f"{url}/{act}", data=data)
        assert (answer.status_code, answer.location, only().state) == (302, url, state), act
        assert signed_in(who).get(url).status_code == 200


@pytest.mark.parametrize("circle", ["ASEAN", "VN", UNKNOWN, "x\0y"])
def test_a_circle_that_is_none_of_its_is_refused(signed_in: People, clause: Clause, circle: str) -> None:
    made = make_amendment(clause, MINE, state="submitted")
    answer = signed_in("secretariat").post(f"/amendments/{made.id}/table", data={"circle": circle})
    assert answer.status_code == 422
    assert only().state == "submitted"


def test_an_act_that_came_too_late_is_explained(signed_in: People, clause: Clause) -> None:
    made = make_amendment(clause, MINE)
    for who, act in (
        ("head_jp", "submit"),
        ("head_jp", "take-back"),
        ("secretariat", "table"),
        ("head_vn", "end-support"),
    ):
        answer = signed_in(who).post(f"/amendments/{made.id}/{act}")
        assert answer.status_code == 409, act
        check_page(answer)


def test_who_may_see_and_do_what(signed_in: People, clause: Clause) -> None:
    draft, tabled = make_amendment(clause, MINE, state="draft"), make_amendment(clause, MINE)
    nobody = {"head_vn": 404, "secretariat": 404, "asean_desk": 404, "observer": 404, "stranger": 404}
    expect_statuses(signed_in, "GET", f"/amendments/{draft.id}", colleague_jp=200, official_jp=200, **nobody)
    expect_statuses(signed_in, "GET", f"/amendments/{draft.id}/edit", colleague_jp=200, official_jp=403, **nobody)
    everyone = {"head_vn": 200, "secretariat": 200, "asean_desk": 200, "observer": 200, "stranger": 404}
    expect_statuses(signed_in, "GET", f"/amendments/{tabled.id}", **everyone)
    expect_statuses(signed_in, "GET", f"/clauses/{clause.id}/amend", delegate_vn=200, official_jp=403, observer=403)
    expect_statuses(signed_in, "GET", f"/clauses/{clause.id}/amend", secretariat=403, stranger=404)
    for act in ("submit", "take-back", "table", "support", "end-support", "withdraw"):
        expect_post_only(signed_in("head_jp"), f"/amendments/{tabled.id}/{act}")
        expect_token(signed_in("head_jp"), f"/amendments/{tabled.id}/{act}")
        expect_statuses(
            signed_in, "POST", f"/amendments/{tabled.id}/{act}", observer=403, official_jp=403, stranger=404
        )
        assert signed_in("head_jp").post(f"/amendments/{UNKNOWN}/{act}").status_code == 404
        assert signed_in("head_jp").post(f"/amendments/7/{act}").status_code == 404

"""Events: the history of a plan and of a clause, in the reader's circles, the latest first."""

from __future__ import annotations

from typing import Any

import pytest

from ..databases import counted_queries
from .client import Calls, take


def kinds(call: Calls, who: str, path: str) -> list[str]:
    return [item["kind"] for item in call.items(who, f"{path}/events")]


@pytest.fixture
def played(call: Calls, whole: Any, clause: Any) -> Any:
    """Something in several circles."""
    call.tabled("jp", clause, "will", "should")
    call.comment("delegate_vn", clause, "ASEAN")
    call.comment("delegate_vn", clause, "own")
    call.merge(clause, take(call.places(clause)[0], variant=0))
    call.comment("delegate_jp", call.clause(whole, "They should"))
    return whole


def test_the_history_of_a_plan(call: Calls, played: Any, clause: Any) -> None:
    path = f"plans/{played['id']}"
    everyones = ["comment.made", "clause.settled", "amendment.tabled", "plan.created"]
    assert kinds(call, "observer", path) == everyones
    assert kinds(call, "secretariat", path) == everyones
    assert kinds(call, "delegate_bn", path) == [*everyones[:2], "comment.made", *everyones[2:]]
    assert kinds(call, "delegate_vn", path) == [*everyones[:2], "comment.made", "comment.made", *everyones[2:]]
    assert kinds(call, "delegate_jp", path) == [
        *everyones[:3],
        "amendment.submitted",
        "amendment.drafted",
        "plan.created",
    ]


def test_an_event(call: Calls, played: Any, clause: Any) -> None:
    tabled = next(e for e in call.items("observer", f"plans/{played['id']}/events") if e["kind"] == "amendment.tabled")
    assert (tabled["actor"], tabled["party"], tabled["circle"]) == ("Secretariat", None, "all")
    assert tabled["clause"] == clause["id"]
    assert tabled["data"] == {"party": "JP", "change": "modify"}
    assert call.get("observer", f"amendments/{tabled['subject']}")["state"] == "merged"
    assert tabled["at"].endswith("Z")


def test_the_history_of_a_clause(call: Calls, played: Any, clause: Any) -> None:
    assert kinds(call, "observer", f"clauses/{clause['id']}") == ["clause.settled", "amendment.tabled"]


def test_limit(call: Calls, played: Any) -> None:
    path = f"plans/{played['id']}/events"
    assert call.items("observer", f"{path}?limit=2") == call.items("observer", path)[:2]
    assert call.get("observer", f"{path}?limit=0", want=422)["field"] == "limit"


def test_who_sees_no_plan_sees_no_history(call: Calls, played: Any) -> None:
    call.get("stranger", f"plans/{played['id']}/events", want=404)
    call.get(None, f"plans/{played['id']}/events", want=401)


def test_histories_take_as_many_queries_however_long(call: Calls, played: Any, clause: Any) -> None:
    def queries() -> int:
        with counted_queries() as sent:
            call.items("observer", f"plans/{played['id']}/events")
        return len(sent)

    call.get("observer", "me")
    before = queries()
    for who in ("delegate_th", "head_my", "delegate_la", "secretariat"):
        call.comment(who, clause)
    assert queries() == before

"""Rounds, silences and corrigenda on the pages: their clocks, their forms, and that a refusal keeps what was typed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from poa.db import session
from poa.models import Corrigendum, Plan, Round, Silence

from ..cast import clause_of, make_amendment, make_comment, make_draft, person
from ..client import Client
from ..doubles import Clock
from .checklist import events, expect_post_only, expect_token, field, words

EACH = "Each party will name a contact point."
SignedIn = Callable[[str], Client]


def typed(at: dt.datetime) -> str:
    """As a browser sends the field of a moment."""
    return at.strftime("%Y-%m-%dT%H:%M:%S")


@pytest.fixture
def second(clock: Clock) -> Clock:
    """A clock that stands at a whole second, as the fields do."""
    clock.now = clock.now.replace(microsecond=0) + dt.timedelta(seconds=1)
    return clock


def opened(signed_in: SignedIn, plan: Plan, clock: Clock, **more: Any) -> Any:
    data = {
        "name": "Second round",
        "circle": "all",
        "closes_at": typed(clock.now + dt.timedelta(days=3, hours=4)),
        "takes": ["comments", "amendments"],
        **more,
    }
    return signed_in("co_chair").post(f"/plans/{plan.id}/rounds", data=data)


def test_a_negotiation_without_anything_says_what_it_is_for(plan: Plan, signed_in: SignedIn) -> None:
    page = signed_in("observer").get(f"/plans/{plan.id}/negotiation")
    assert "There is no round" in page.text
    assert "Nothing is under silence" in page.text
    assert "Open a round" not in page.text
    assert "Open a round" in signed_in("secretariat").get(f"/plans/{plan.id}/negotiation").text


def test_a_round_is_opened_and_counted_down(plan: Plan, signed_in: SignedIn, second: Clock) -> None:
    assert opened(signed_in, plan, second).status_code == 302
    made = session.query(Round).one()
    assert (made.name, made.takes, made.closes_at) == (
        "Second round",
        ["comments", "amendments"],
        second.now + dt.timedelta(days=3, hours=4),
    )
    for path in (f"/plans/{plan.id}", f"/plans/{plan.id}/negotiation"):
        said = words(signed_in("official_jp").get(path))
        assert "Second round" in said
        assert "3 days 4 hours left" in said
        assert f"{made.closes_at:%H:%M}" in said
        assert "UTC" in said
    second.forward(days=3, hours=3, minutes=58, seconds=59)
    assert "1 minute 1 second left" in words(signed_in("head_jp").get(f"/plans/{plan.id}"))
    second.forward(minutes=2)
    assert "left" not in words(signed_in("head_jp").get(f"/plans/{plan.id}"))


def test_a_round_of_asean_is_on_no_page_of_others(plan: Plan, signed_in: SignedIn, second: Clock) -> None:
    asean = next(item for item in signed_in_circles(plan, "head_th") if item.name == "ASEAN")
    data = {
        "name": "Ours",
        "circle": str(asean.id),
        "closes_at": typed(second.now + dt.timedelta(days=1)),
        "takes": "comments",
    }
    assert signed_in("asean_desk").post(f"/plans/{plan.id}/rounds", data=data).status_code == 302
    for path in (f"/plans/{plan.id}", f"/plans/{plan.id}/negotiation"):
        assert "Ours" in signed_in("head_th").get(path).text
        for who in ("head_jp", "secretariat", "observer"):
            assert "Ours" not in signed_in(who).get(path).text


def signed_in_circles(plan: Plan, name: str) -> list[Any]:
    from poa.queries.circles import circles

    return circles(plan.id, person(name))


def test_a_refused_round_keeps_what_was_typed(plan: Plan, signed_in: SignedIn, second: Clock) -> None:
    past = typed(second.now - dt.timedelta(days=1))
    answer = opened(signed_in, plan, second, name="Third <round>", closes_at=past, takes=["amendments"])
    assert answer.status_code == 422
    assert "past already" in answer.text
    assert field(answer, "name") == "Third <round>"
    assert past in answer.text
    for wrong in ("", "tomorrow", "2026-13-01T00:00"):
        assert opened(signed_in, plan, second, closes_at=wrong).status_code == 422
    assert session.query(Round).count() == 0
    url = f"/plans/{plan.id}/rounds"
    expect_post_only(signed_in("secretariat"), url)
    expect_token(signed_in("secretariat"), url, name="Third round")


def test_extending_and_closing(plan: Plan, signed_in: SignedIn, second: Clock) -> None:
    opened(signed_in, plan, second)
    made = session.query(Round).one()
    url = f"/rounds/{made.id}"
    desk = signed_in("secretariat")
    before = typed(made.closes_at - dt.timedelta(hours=1))
    refused = desk.post(f"{url}/extend", data={"closes_at": before})
    assert refused.status_code == 422
    assert "Name a later deadline" in refused.text
    assert before in refused.text
    assert desk.post(f"{url}/extend", data={"closes_at": typed(second.now + dt.timedelta(days=5))}).status_code == 302
    assert "5 days 0 hours left" in words(desk.get(f"/plans/{plan.id}"))
    assert desk.post(f"{url}/close").status_code == 302
    assert "closed" in words(desk.get(f"/plans/{plan.id}/negotiation"))
    assert desk.post(f"{url}/close").status_code == 409


def test_the_floor_is_offered_after_the_deadline_and_its_way_goes_by_the_co_chairs(
    plan: Plan, signed_in: SignedIn, second: Clock
) -> None:
    draft = make_amendment(clause_of(plan, EACH), EACH.replace("will", "may"), state="draft")
    opened(signed_in, plan, second, closes_at=typed(second.now + dt.timedelta(hours=1)))
    url, head = f"/amendments/{draft.id}", signed_in("head_jp")
    assert "from the floor" not in head.get(url).text
    second.forward(hours=2)
    page = head.get(url)
    assert "Bring in from the floor" in page.text
    assert "The deadline of Second round was" in page.text
    assert ">Submit<" not in page.text
    assert head.post(f"{url}/submit").status_code == 409
    assert head.post(f"{url}/submit", data={"floor": "1"}).status_code == 302
    desk = signed_in("secretariat").get(url).text
    assert ">Admit<" in desk
    assert ">Table<" not in desk
    assert "late: the co-chairs admit it first" in signed_in("secretariat").get(f"/plans/{plan.id}/desk").text
    assert "1 late proposal to admit" in words(signed_in("co_chair").get(f"/plans/{plan.id}/home"))
    assert signed_in("co_chair").post(f"{url}/admit").status_code == 302
    assert ">Table<" in signed_in("secretariat").get(url).text


def test_what_was_said_too_late_stays_in_its_form(plan: Plan, signed_in: SignedIn, second: Clock) -> None:
    clause = clause_of(plan, EACH)
    thread = make_comment(clause)
    opened(signed_in, plan, second, closes_at=typed(second.now + dt.timedelta(hours=1)))
    second.forward(hours=1)
    for url in (f"/clauses/{clause.id}/comments", f"/comments/{thread.id}/reply"):
        refused = signed_in("head_jp").post(url, data={"body": "Our last word.", "circle": "all"})
        assert refused.status_code == 409
        assert "The deadline of Second round was" in refused.text
        assert "Our last word." in refused.text


def under_silence(signed_in: SignedIn, plan: Plan, clock: Clock) -> Silence:
    draft = make_draft(plan)
    end = typed(clock.now + dt.timedelta(hours=2))
    answer = signed_in("co_chair").post(f"/drafts/{draft.id}/silence", data={"expires_at": end, "circle": "all"})
    assert answer.status_code == 302
    return session.query(Silence).one()


def test_a_draft_is_put_under_silence_and_its_clock_is_seen(plan: Plan, signed_in: SignedIn, second: Clock) -> None:
    draft = make_draft(plan, "Rev.0")
    assert "Put under silence" in signed_in("secretariat").get(f"/drafts/{draft.id}/silence").text
    for wrong in ("", typed(second.now)):
        refused = signed_in("secretariat").post(f"/drafts/{draft.id}/silence", data={"expires_at": wrong})
        assert refused.status_code == 422
        assert field(refused, "expires_at") == wrong
    made = under_silence(signed_in, plan, second)
    for path in (f"/silences/{made.id}", f"/plans/{plan.id}/negotiation", f"/drafts/{made.draft_id}"):
        said = words(signed_in("observer").get(path))
        assert "2 hours 0 minutes left" in said, path
        assert "pending" in said
    before = events()
    second.forward(hours=2)
    said = words(signed_in("observer").get(f"/silences/{made.id}"))
    assert "concluded since" in said
    assert events() == before


def test_a_head_objects_with_clauses_and_a_refusal_keeps_the_reason(
    plan: Plan, signed_in: SignedIn, second: Clock
) -> None:
    made = under_silence(signed_in, plan, second)
    url, clause = f"/silences/{made.id}", clause_of(plan, EACH)
    assert "Break the silence" not in signed_in("delegate_jp").get(url).text
    assert "Break the silence" in signed_in("head_jp").get(url).text
    data = {"reason": "Not\u202e each.", "clauses": str(clause.id)}
    refused = signed_in("head_jp").post(f"{url}/object", data=data)
    assert refused.status_code == 422
    assert field(refused, "reason") == data["reason"]
    assert f'value="{clause.id}" checked' in refused.text
    assert signed_in("head_jp").post(f"{url}/object", data=data | {"reason": "Not <b>each."}).status_code == 302
    page = signed_in("observer").get(url)
    assert "Not &lt;b&gt;each." in page.text
    assert f"/clauses/{clause.id}" in page.text
    again = signed_in("head_th").post(f"{url}/object", data={"reason": "So do we."})
    assert (again.status_code, "is broken since" in again.text) == (409, True)
    history = words(signed_in("observer").get(f"/plans/{plan.id}/history"))
    assert "put Rev.1 under silence until" in history
    assert "broke the silence on Rev.1, for JP" in history


def test_extending_and_withdrawing_a_silence(plan: Plan, signed_in: SignedIn, second: Clock) -> None:
    made = under_silence(signed_in, plan, second)
    url, chair = f"/silences/{made.id}", signed_in("co_chair")
    early = typed(made.expires_at - dt.timedelta(hours=1))
    refused = chair.post(f"{url}/extend", data={"expires_at": early})
    assert (refused.status_code, field(refused, "expires_at")) == (422, early)
    assert (
        chair.post(f"{url}/extend", data={"expires_at": typed(made.expires_at + dt.timedelta(hours=1))}).status_code
        == 302
    )
    assert "3 hours 0 minutes left" in words(chair.get(url))
    assert chair.post(f"{url}/withdraw", data={"reason": "Put too soon."}).status_code == 302
    assert "Put too soon." in signed_in("head_jp").get(url).text
    assert chair.post(f"{url}/withdraw").status_code == 409


def test_a_corrigendum_on_the_page_of_its_draft(plan: Plan, signed_in: SignedIn, second: Clock) -> None:
    draft, clause = make_draft(plan), clause_of(plan, EACH)
    url = f"/drafts/{draft.id}/corrigenda"
    data = {
        "clause": str(clause.id),
        "wrong": "a contact",
        "right": "one <contact",
        "expires_at": typed(second.now + dt.timedelta(days=1)),
    }
    for name, wrong in (("wrong", "a point"), ("expires_at", "never"), ("right", "")):
        refused = signed_in("secretariat").post(url, data=data | {name: wrong})
        assert (refused.status_code, field(refused, name)) == (422, wrong)
    assert signed_in("secretariat").post(url, data=data).status_code == 302
    assert "one &lt;contact" in signed_in("observer").get(f"/drafts/{draft.id}").text
    made = session.query(Corrigendum).one()
    object_to = f"/corrigenda/{made.id}/object"
    assert "Object to corrigendum 1" in signed_in("head_jp").get(url).text
    assert signed_in("head_jp").post(object_to, data={"reason": " "}).status_code == 422
    assert signed_in("head_jp").post(object_to, data={"reason": "It is meant."}).status_code == 302
    assert "It is meant." in signed_in("observer").get(url).text
    assert signed_in("head_th").post(object_to, data={"reason": "So."}).status_code == 409


@pytest.mark.browser
def test_the_clock_goes_on_by_itself_and_moves_nothing(
    plan: Plan, signed_in: SignedIn, visit: Callable[..., Any]
) -> None:
    """In a browser: the words change each second, in room that was there; UTC and the reader's zone stand together."""
    from poa.db import now

    from .accessibility import problems

    draft = make_draft(plan)
    end = typed(now() + dt.timedelta(minutes=40))
    signed_in("co_chair").post(f"/drafts/{draft.id}/silence", data={"expires_at": end, "circle": "all"})
    data = {"name": "Round", "circle": "all", "closes_at": end, "takes": ["comments", "amendments"]}
    signed_in("co_chair").post(f"/plans/{plan.id}/rounds", data=data)
    silence = session.query(Silence).one()
    page = visit("head_jp", f"/silences/{silence.id}", timezone_id="Asia/Jakarta")
    clock = page.locator(".countdown")
    before, room = clock.text_content(), clock.bounding_box()
    page.wait_for_function("before => document.querySelector('.countdown').textContent !== before", arg=before)
    assert clock.text_content().endswith("left")
    assert clock.bounding_box() == room
    said = page.locator("time[data-beside]").first.text_content()
    assert "UTC, " in said
    assert said.endswith("WIB with you")
    assert problems(page) == []
    for path in (f"/plans/{plan.id}/negotiation", f"/drafts/{draft.id}/corrigenda"):
        page.goto(path)
        assert problems(page) == []

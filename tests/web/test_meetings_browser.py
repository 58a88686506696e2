"""The room in real browsers: the screen follows the desk, goes on without a network, and nothing typed is lost."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from apiflask import APIFlask

from poa.actions import meetings, plenary
from poa.db import transaction
from poa.live import hub
from poa.models import Clause, Meeting, Plan
from poa.queries.circles import circle_all
from poa.streaming import most
from tests.cast import clause_of, make_amendment, make_comment, person

from .accessibility import problems

EACH = "Each party will name a contact point."
Visit = Callable[..., Any]

pytestmark = pytest.mark.browser


@pytest.fixture
def clause(plan: Plan) -> Clause:
    return clause_of(plan, "Each party")


@pytest.fixture
def meeting(plan: Plan, clause: Clause) -> Meeting:
    """An open session of everyone, at the clause of the contact point."""
    with transaction():
        desk = person("secretariat")
        made = meetings.open_meeting(desk, plan, name="Third session", circle=circle_all(plan.id))
        meetings.attend(desk, made, party="JP", persons="Ms Sato")
        return plenary.discuss(desk, made, clause)


def type_elsewhere(meeting: Meeting, words: str) -> None:
    """Another desk's screen types."""
    with transaction():
        plenary.type_words(person("secretariat"), meeting, words=words, version=meeting.version)


def shows(page: Any, words: str, milliseconds: float = 15_000) -> None:
    """Wait until the screen's clause says this."""
    page.wait_for_function(
        "words => document.querySelector('[data-screen-now]').innerText.includes(words)",
        arg=words,
        timeout=milliseconds,
    )


def test_the_screen_follows_the_desk_within_a_second(visit: Visit, meeting: Meeting, clause: Clause) -> None:
    make_amendment(clause, EACH.replace("will", "should"), by="vn")
    screen = visit("head_jp", f"/meetings/{meeting.id}/screen")
    shows(screen, "should")
    assert "as it stands" in screen.locator(".screen-state").first.inner_text()
    assert screen.locator(".screen-present").inner_text().endswith("JP")
    screen.evaluate("window.notReloaded = true")
    desk = visit("secretariat", f"/meetings/{meeting.id}/desk")
    field = desk.get_by_label("The words of")
    field.press("End")
    field.press("Control+End")
    desk.keyboard.type(" And a deputy")
    began = time.monotonic()
    shows(screen, "And a deputy", 1_000)
    assert time.monotonic() - began < 1
    assert "provisional until read back" in screen.locator(".screen-state").first.inner_text()
    desk.get_by_role("button", name="Read back").click()
    shows(screen, "as it stands, revision 2")
    shows(screen, "And a deputy")
    assert screen.evaluate("window.notReloaded")


def test_a_screen_without_network_goes_on_showing_and_catches_up(visit: Visit, meeting: Meeting) -> None:
    screen = visit("head_jp", f"/meetings/{meeting.id}/screen")
    shows(screen, EACH)
    time.sleep(0.5)
    screen.context.set_offline(True)
    screen.locator("[data-screen-line]", has_text="No connection since").wait_for()
    shows(screen, EACH)
    type_elsewhere(meeting, EACH + " One.")
    time.sleep(0.5)
    shows(screen, EACH)
    screen.context.set_offline(False)
    shows(screen, "One.")
    assert screen.locator("[data-screen-line]").inner_text() == ""


def test_the_desk_types_on_without_network_and_both_texts_are_shown(visit: Visit, meeting: Meeting) -> None:
    desk = visit("secretariat", f"/meetings/{meeting.id}/desk")
    screen = visit("secretariat", f"/meetings/{meeting.id}/screen")
    shows(screen, EACH)
    time.sleep(0.5)
    desk.context.set_offline(True)
    field = desk.get_by_label("The words of")
    field.fill(EACH + " Typed offline.")
    desk.locator("[data-words-line]", has_text="No connection").wait_for()
    screen.locator("[data-screen-words]", has_text="Typed offline.").wait_for()
    type_elsewhere(meeting, EACH.replace("will", "should"))
    desk.context.set_offline(False)
    desk.get_by_role("heading", name="Another screen typed meanwhile").wait_for()
    assert "should name" in desk.locator("[data-words-theirs]").inner_text()
    assert "Typed offline." in desk.locator("[data-words-mine]").inner_text()
    desk.get_by_role("button", name="Show both together").click()
    both = EACH.replace("will", "should") + " Typed offline."
    desk.locator("[data-words-line]", has_text="The room sees it").wait_for()
    assert field.input_value() == both
    shows(screen, "Typed offline.")
    assert screen.locator("[data-screen-here]").is_hidden()
    desk.reload()
    assert desk.get_by_label("The words of").input_value() == both


def test_what_was_typed_survives_a_closed_window(visit: Visit, meeting: Meeting) -> None:
    desk = visit("secretariat", f"/meetings/{meeting.id}/desk")
    desk.context.route("**/words/typed", lambda route: route.abort())
    desk.get_by_label("The words of").fill("Typed, never sent.")
    desk.locator("[data-words-line]", has_text="No connection").wait_for()
    context = desk.context
    desk.close()
    context.unroute("**/words/typed")
    again = visit("secretariat", f"/meetings/{meeting.id}/desk")
    assert again.get_by_label("The words of").input_value() == "Typed, never sent."
    again.locator("[data-words-line]", has_text="The room sees it").wait_for()


def test_another_desks_words_come_into_a_field_that_nobody_types_in(visit: Visit, meeting: Meeting) -> None:
    desk = visit("secretariat", f"/meetings/{meeting.id}/desk")
    type_elsewhere(meeting, EACH + " From there.")
    desk.wait_for_function("() => document.querySelector('[data-words]').value.endsWith('From there.')")


def test_news_is_announced_and_moves_nothing(visit: Visit, plan: Plan, clause: Clause) -> None:
    page = visit("head_jp", f"/plans/{plan.id}/history")
    other = visit("head_jp", f"/clauses/{clause_of(plan, 'Progress').id}")
    page.bring_to_front()
    before = page.evaluate("document.querySelector('.history').getBoundingClientRect().top")
    make_comment(clause, by="delegate_vn")
    make_comment(clause, by="delegate_vn", circle="own")
    make_comment(clause, by="delegate_vn")
    news = page.get_by_text("2 new events:")
    news.wait_for()
    assert page.evaluate("document.querySelector('.history').getBoundingClientRect().top") == before
    assert "is-new" not in (other.locator(".news").get_attribute("class") or "")
    page.get_by_role("link", name="Show 2 new").click()
    page.wait_for_function("() => !document.querySelector('.news.is-new')")


def test_where_no_room_is_left_to_listen_the_screen_asks_instead(visit: Visit, app: APIFlask, meeting: Meeting) -> None:
    places = most(app.config["POA_SETTINGS"].threads)
    held = [hub.enter(meeting.plan_id, places) for _ in range(places)]
    try:
        assert all(held)
        screen = visit("head_jp", f"/meetings/{meeting.id}/screen")
        shows(screen, EACH)
        type_elsewhere(meeting, EACH + " And a deputy.")
        shows(screen, "And a deputy.", 2_500)
        assert screen.locator("[data-screen-line]").inner_text() == ""
    finally:
        for _ in held:
            hub.leave(meeting.plan_id)


def test_the_pages_of_a_meeting_keep_to_wcag(visit: Visit, plan: Plan, clause: Clause, meeting: Meeting) -> None:
    make_amendment(clause, EACH.replace("will", "should"), by="vn")
    make_amendment(clause, kind="delete", by="th")
    with transaction():
        desk = person("secretariat")
        plenary.type_words(desk, meeting, words=EACH.replace("will", "may"), version=meeting.version)
        plenary.read_back(desk, meeting)
        plenary.type_words(desk, meeting, words=EACH.replace("will", "[JP: can]"), version=meeting.version)
        meetings.minute(desk, meeting, kind="owes", party="JP", text="A line.", clause=clause)
    paths = (f"/plans/{plan.id}/meetings", *(f"/meetings/{meeting.id}{end}" for end in ("", "/desk", "/screen")))
    assert {path: found for path in paths if (found := problems(visit("secretariat", path)))} == {}

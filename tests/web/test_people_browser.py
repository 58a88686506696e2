"""Invitation, sign-in and new password as people do them, in Chromium."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from poa.models import Plan

pytestmark = pytest.mark.browser
NEW = "seven quiet mountains"


def test_a_head_invites_a_delegate_who_sets_up_the_account(visit: Callable[..., Any], plan: Plan) -> None:
    head = visit("head_jp", f"/plans/{plan.id}/people")
    head.locator("#invite").get_by_label("Name").fill("Hana Sato")
    head.get_by_label("Email").fill("hana@mext.example")
    head.get_by_label("Delegate").check()
    head.get_by_role("button", name="Invite").click()
    address = head.locator("#one-time-link").input_value()
    guest = visit(None, address)
    assert guest.get_by_label("Name").input_value() == "Hana Sato"
    guest.get_by_label("Password").fill(NEW)
    guest.get_by_role("button", name="Make the account").click()
    guest.wait_for_url("**/")
    guest.get_by_text("Welcome, Hana Sato").wait_for()
    guest.goto("/account")
    guest.locator("summary", has_text="Hana Sato").click()
    guest.get_by_role("button", name="Sign out", exact=True).click()
    guest.wait_for_url("**/login")
    guest.goto(address)
    guest.get_by_role("heading", name="This link no longer works").wait_for()


def test_a_new_password_is_asked_for_handed_over_and_set(visit: Callable[..., Any], plan: Plan) -> None:
    guest = visit(None, "/login")
    guest.get_by_role("link", name="Forgotten?").click()
    guest.get_by_label("Email").fill("delegate.jp@poa.example")
    guest.get_by_role("button", name="Ask for a link").click()
    guest.get_by_role("heading", name="Your request is noted").wait_for()
    head = visit("head_jp", f"/plans/{plan.id}/people")
    asking = head.locator("li", has_text="asks for a new password")
    assert "Delegate Jp" in asking.inner_text()
    asking.get_by_role("button", name="Make a link for a new password").click()
    guest.goto(head.locator("#one-time-link").input_value())
    guest.get_by_label("New password").fill(NEW)
    guest.get_by_role("button", name="Set the password").click()
    guest.wait_for_url("**/login")
    guest.get_by_label("Email").fill("delegate.jp@poa.example")
    guest.get_by_label("Password").fill(NEW)
    guest.get_by_role("button", name="Sign in").click()
    guest.wait_for_url("**/")


def test_the_forms_of_people_are_worked_by_keyboard_alone(visit: Callable[..., Any], plan: Plan) -> None:
    page = visit(None, "/login")
    page.get_by_label("Email").focus()
    page.keyboard.type("head.jp@poa.example")
    page.keyboard.press("Tab")
    page.keyboard.type("wrong password")
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()
    assert page.get_by_label("Email").input_value() == "head.jp@poa.example"
    assert page.get_by_label("Password").input_value() == ""

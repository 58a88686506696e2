"""A ministry, which has no account: what it types is kept in its browser until the answer has arrived."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from poa.actions import consultations
from poa.db import now, transaction
from poa.models import Plan
from tests.cast import Cast, clause_of

pytestmark = pytest.mark.browser


def test_an_answer_that_was_not_sent_is_back_and_goes_when_it_arrived(
    visit: Callable[..., Any], plan: Plan, cast: Cast
) -> None:
    clause = clause_of(plan, "Each party")
    asked = {"ministry": "Science", "email": "m@most.example", "due": now().date(), "clauses": [clause]}
    with transaction():
        _, token = consultations.consult(cast.head_jp, plan, **asked)
    page = visit(None, f"/answers/{token}", locale="ja")
    page.locator(f"#answer-{clause.id}").fill("Two years of work.")
    page.locator("#answer").fill("In all, yes.")
    page.evaluate("dispatchEvent(new Event('pagehide'))")
    page.close()
    page = visit(None, f"/answers/{token}")
    expect(page.locator(f"#answer-{clause.id}")).to_have_value("Two years of work.")
    expect(page.locator("#answer")).to_have_value("In all, yes.")
    expect(page.get_by_role("status").first).to_contain_text(f"{now().year}年")
    page.locator("#name").fill("A. Suzuki")
    page.get_by_role("button", name="回答を送信").click()
    expect(page).to_have_title("回答を受領しました · 行動計画")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.includes('kept:'))") == []

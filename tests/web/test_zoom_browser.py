"""In Chromium, on the sample: the main pages at 200 % zoom, with letters of twice the size, and on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from poa.db import session
from poa.models import Amendment, Draft, Plan

from .accessibility import cramped

pytestmark = pytest.mark.browser

# A window of 1280 × 1024 at 200 %, the same with larger letters alone, a phone.
SETTINGS = {"zoom": ((640, 512), 16), "letters": ((1280, 1024), 32), "phone": ((360, 740), 16)}


@pytest.mark.parametrize("setting", SETTINGS)
def test_large_letters_lose_nothing(visit_sample: Callable[..., Page], sample: Plan, setting: str) -> None:
    (width, height), letters = SETTINGS[setting]
    query = select(Amendment.clause_id).where(Amendment.plan_id == sample.id, Amendment.state == "tabled")
    clause, draft = session.scalars(query).first(), session.scalars(select(Draft.id)).first()
    found: dict[str, list[str]] = {}
    page = visit_sample("head.my", "/", viewport={"width": width, "height": height})
    sizes = {"fontSizes": {"standard": letters, "fixed": letters}}
    page.context.new_cdp_session(page).send("Page.setFontSizes", sizes)
    here = f"/plans/{sample.id}"
    for path in (
        here,
        f"{here}/positions",
        f"{here}/delegation",
        f"{here}/clearing",
        f"/clauses/{clause}",
        f"/drafts/{draft}",
    ):
        page.goto(path)
        if wrong := cramped(page):
            found[path] = wrong
    assert found == {}

"""In Chromium, on the sample: the main pages at 200 % zoom, with letters of twice the size, and on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from poa.db import session
from poa.models import Amendment, Draft, Plan

pytestmark = pytest.mark.browser

# A window of 1280 × 1024 at 200 %, the same with larger letters alone, a phone.
SETTINGS = {"zoom": ((640, 512), 16), "letters": ((1280, 1024), 32), "phone": ((360, 740), 16)}


# What large letters cost: words cut off, bars over the page, a focus behind a bar (WCAG 1.4.4, 1.4.10, 2.4.11).
CRAMPED = """async () => {
  const found = []
  const name = one => `${one.tagName.toLowerCase()}.${one.className}: ${one.textContent.trim().slice(0, 40)}`
  const shown = one => one.getClientRects().length && getComputedStyle(one).visibility !== 'hidden'
  const everything = [...document.querySelectorAll('body *:not(svg *)')].filter(shown)
  const cuts = value => value === 'hidden' || value === 'clip'
  for (const one of everything) {
    if (one.closest('.vh') || one.matches('input, select, textarea')) continue
    const style = getComputedStyle(one)
    if (style.textOverflow === 'ellipsis' && one.title) continue
    if (cuts(style.overflowX) && one.scrollWidth > one.clientWidth + 1 ||
        cuts(style.overflowY) && one.scrollHeight > one.clientHeight + 1) found.push(`cut off: ${name(one)}`)
  }
  const drawn = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))
  scrollTo({top: 700, behavior: 'instant'})
  await drawn()
  const covered = new Uint8Array(innerHeight)
  for (const one of everything.filter(one => ['sticky', 'fixed'].includes(getComputedStyle(one).position))) {
    const box = one.getBoundingClientRect()
    if (box.width < innerWidth / 2 || box.top > 200 && innerHeight - box.bottom > 1) continue
    covered.fill(1, Math.max(0, box.top), Math.max(0, box.bottom))
  }
  const rows = covered.reduce((sum, row) => sum + row, 0)
  if (rows > innerHeight / 3) found.push(`bars cover ${rows} of ${innerHeight} px`)
  const seen = one => [...one.getClientRects()].some(box => {
    const [left, right] = [Math.max(0, box.left), Math.min(innerWidth, box.right)]
    const [top, bottom] = [Math.max(0, box.top), Math.min(innerHeight, box.bottom)]
    if (right <= left || bottom <= top) return false
    return [0.1, 0.5, 0.9].some(x => [0.15, 0.5, 0.85].some(y => {
      const hit = document.elementFromPoint(left + (right - left) * x, top + (bottom - top) * y)
      return hit && (one.contains(hit) || hit.contains(one) || [...one.labels ?? []].some(label => label.contains(hit)))
    }))
  })
  const stops = everything.filter(one => one.tabIndex >= 0 && !one.disabled && !one.matches('.skip'))
  for (const way of [stops, stops.toReversed()]) {
    for (const one of way) {
      one.focus()
      if (document.activeElement === one && !seen(one)) found.push(`focus is hidden: ${name(one)}`)
    }
  }
  return found.slice(0, 8)
}"""


def cramped(page: Page) -> list[str]:
    """What is cut off, covered, or wider than the screen, in the window as it is."""
    found = page.evaluate(CRAMPED)
    wide, width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    return [*found, f"{wide} of {width} px wide"] if wide > width else list(found)


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

"""What is wrong with a page, by axe and by its width; for all tests that look at pages in Chromium."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = (1280, 360)
RULES = """async () => {
  const only = {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}
  const {violations} = await axe.run(document, {runOnly: only, resultTypes: ['violations']})
  return violations.flatMap(rule => rule.nodes.slice(0, 4).map(node => `${rule.id}: ${node.html.slice(0, 160)}`))
}"""
# Of colours only: what a second theme can break.
COLOURS = """async () => {
  const {violations} = await axe.run(document, {runOnly: ['color-contrast'], resultTypes: ['violations']})
  return violations.flatMap(rule => rule.nodes.slice(0, 4).map(node => `${rule.id}: ${node.html.slice(0, 160)}`))
}"""


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


def problems(page: Page) -> list[str]:
    """What breaks WCAG 2.2 AA in both themes, wide and narrow, and whether the page is wider than the screen."""
    found: list[str] = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate("scrollTo({top: 0, behavior: 'instant'})")  # what a bar lies over is no target
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            if not page.evaluate("typeof axe === 'object'"):
                page.evaluate(_axe())
            rules = RULES if theme == "light" else COLOURS
            found += [f"{width} {theme}: {each}" for each in page.evaluate(rules)]
        wide = page.evaluate("document.documentElement.scrollWidth")
        found += [f"{width}: {wide} px wide"] if wide > width else []
    return found


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

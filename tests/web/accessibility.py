"""What is wrong with a page, by axe and by its width; for all tests that look at pages in Chromium."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
ALL = {"runOnly": {"type": "tag", "values": TAGS}}
# A second theme can break colours only, and a narrow screen all but them.
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
NARROW = {**ALL, "rules": {"color-contrast": {"enabled": False}}}
Look = tuple[int, str, dict[str, object]]
LOOKS: Sequence[Look] = ((1280, "light", ALL), (1280, "dark", COLOURS), (360, "light", NARROW))
RUN = """async (options) => {
  const {violations} = await axe.run(document, {...options, resultTypes: ['violations']})
  return violations.flatMap(rule => rule.nodes.slice(0, 4).map(node => `${rule.id}: ${node.html.slice(0, 160)}`))
}"""


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


def problems(page: Page, looks: Sequence[Look] = LOOKS) -> list[str]:
    """What breaks WCAG 2.2 AA in both themes, wide and narrow, and whether the page is wider than the screen."""
    found: list[str] = []
    for width, theme, options in looks:
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate("scrollTo({top: 0, behavior: 'instant'})")  # what a bar lies over is no target
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        if not page.evaluate("typeof axe === 'object'"):
            page.evaluate(_axe())
        found += [f"{width} {theme}: {each}" for each in page.evaluate(RUN, options)]
        wide = page.evaluate("document.documentElement.scrollWidth")
        found += [f"{width}: {wide} px wide"] if wide > width else []
    return found

"""What a screen reader is told of a redline: Chromium's own accessibility tree, with the product's style sheet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from poa.render.html import Credit, redline

pytestmark = pytest.mark.browser

STYLE = Path(__file__).parents[2] / "static" / "css" / "redline.css"
NAMES = {"JP": "Japan", "VN": "Viet Nam"}


@pytest.fixture
def told(browser: Any) -> Iterator[Any]:
    """`told(html)`: role and words of each insertion and deletion, as assistive technology is given them."""
    page = browser.new_page()

    def read(html: str) -> list[tuple[str, str]]:
        page.set_content(f"<style>{STYLE.read_text()}</style><main class='text'>{html}</main>")
        nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
        by_id = {node["nodeId"]: node for node in nodes}
        roles = ("insertion", "deletion")
        return [
            (node["role"]["value"], " ".join(words(node, by_id).split()))
            for node in nodes
            if not node.get("ignored") and node["role"]["value"] in roles
        ]

    yield read
    page.close()


def words(node: dict[str, Any], by_id: dict[str, dict[str, Any]]) -> str:
    """The text that is read out inside a node."""
    if node.get("role", {}).get("value") == "StaticText":
        return f"{node['name']['value']} "
    return "".join(words(by_id[child], by_id) for child in node.get("childIds", ()) if child in by_id)


def test_a_change_is_told_with_who_made_it(told: Any) -> None:
    old, new = "We will act.", "We should act."
    html = redline(old, new, deleted=[Credit(3, 7, ("VN",))], inserted=[Credit(3, 9, ("JP", "VN"))], names=NAMES)
    assert told(html) == [
        ("deletion", "[deleted by Viet Nam] will"),
        ("insertion", "[inserted by Japan and Viet Nam] should"),
    ]


def test_a_split_a_move_and_a_table_are_told(told: Any) -> None:
    one, two = "Data are shared on a timely basis.", "Researchers move in both directions."
    assert told(redline(f"{one} {two}", f"{one}\n\n{two}")) == [("insertion", "[paragraph split]")]
    assert told(redline(f"{one}\n\n{two}", f"{two}\n\n{one}")) == [
        ("insertion", f"[moved here] {two}"),
        ("deletion", f"[moved away] {two}"),
    ]
    table = "| a |\n|---|\n| b |"
    everyone = [Credit(0, 40, ("JP",))]
    assert told(redline(table, f"{table}\n| c |", inserted=everyone, names=NAMES)) == [
        ("insertion", "[inserted by Japan] c")
    ]


def test_a_break_is_seen(browser: Any) -> None:
    page = browser.new_page()
    split = redline("One is here. Two are there.", "One is here.\n\nTwo are there.")
    page.set_content(f"<style>{STYLE.read_text()}</style>{split}")
    assert page.locator(".break").bounding_box()["width"] > 3
    page.close()


def test_an_old_marker_is_not_hidden_by_the_new_one(browser: Any) -> None:
    page = browser.new_page()
    html = redline("(a) One is here.\n(b) Two are there.", "(a) Two are there.")
    page.set_content(f"<style>{STYLE.read_text()}</style><main class='text'>{html}</main>")
    old, new = (page.locator(f"li:nth-child(2) > .marker > {tag}").bounding_box() for tag in ("del", "ins"))
    assert old["x"] + old["width"] <= new["x"]
    page.close()


def test_a_change_of_emphasis_is_told(browser: Any) -> None:
    page = browser.new_page()
    page.set_content(f"<style>{STYLE.read_text()}</style>{redline('We will act.', 'We *will* act.')}")
    assert "[emphasis changed] will" in " ".join(page.locator("body").aria_snapshot().split())
    page.close()

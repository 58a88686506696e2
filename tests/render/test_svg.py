"""The pictures: their values are the data's, they are well-formed, and they have names."""

from __future__ import annotations

from xml.etree.ElementTree import fromstring

import pytest

from poa.render.svg import PATTERNS, Bar, Part, bars, steps, swatch
from poa.text.rewordings import rewordings

ROWS = [
    Bar("Zero draft", (Part("agreed", 0), Part("contested", 12), Part("open", 60))),
    Bar("<now> & then", (Part("agreed", 30), Part("contested", 0), Part("open", 42)), "party-jp"),
]


def values(drawing: str) -> list[int]:
    return [int(item.get("data-value", "")) for item in fromstring(drawing).iter() if item.get("data-value")]


def test_bars_have_the_values_of_the_data_on_one_scale() -> None:
    drawing = bars("by-status", "Clauses", "Draft by draft", ROWS)
    assert values(drawing) == [12, 60, 30, 42]
    parts = [item for item in fromstring(drawing).iter("rect") if item.get("data-value")]
    widths = [float(item.get("width", "").rstrip("%")) for item in parts]
    assert widths == pytest.approx([12 / 0.72, 60 / 0.72, 30 / 0.72, 42 / 0.72], abs=0.01)
    assert float(parts[1].get("x", "").rstrip("%")) == pytest.approx(widths[0], abs=0.01)


def test_steps_have_the_values_of_the_data() -> None:
    drawing = steps("brackets", "Pairs", "So many", [("Zero", 4), ("Rev.1", 9), ("now", 2)])
    assert values(drawing) == [4, 9, 2]
    lines = [item for item in fromstring(drawing).iter("line") if item.get("data-value")]
    heights = [120 - int(item.get("y1", "")) for item in lines]
    assert heights == [round(4 * 96 / 9), 96, round(2 * 96 / 9)]


@pytest.mark.parametrize("drawing", [bars("x", "A < B", "C & D", ROWS), steps("x", "A < B", "C & D", [("<i>", 0)])])
def test_a_picture_has_a_name_and_a_description_and_trusts_no_word(drawing: str) -> None:
    found = fromstring(drawing)
    assert found.get("role") == "img"
    named = {item.get("id"): item.text for item in found if item.get("id")}
    assert [named[id] for id in found.get("aria-labelledby", "").split()] == ["A < B", "C & D"]
    assert "<i>" not in drawing


def test_no_two_series_look_alike_in_grey() -> None:
    of_status = [PATTERNS[key] for key in ("open", "contested", "agreed-in-group", "agreed", "closed")]
    assert len(set(of_status)) == len(of_status)
    assert PATTERNS["tabled"] != PATTERNS["settled"]
    assert "url(#by-status-contested)" in swatch("by-status", "contested")
    assert 'id="by-status-contested"' in bars("by-status", "Clauses", "", ROWS)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("They will meet.", "They endeavour to meet.", [("will", "endeavour to", True)]),
        ("They meet.", "They meet each spring.", [("", "each spring", False)]),
        ("They meet twice.", "They meet.", [("twice", "", True)]),
        ("They meet.", "They meet.", []),
    ],
)
def test_a_change_is_said_in_words(old: str, new: str, said: list[tuple[str, str, bool]]) -> None:
    found = [(item.was.strip("."), item.now.strip("."), item.weighty) for item in rewordings(old, new)]
    assert found == said

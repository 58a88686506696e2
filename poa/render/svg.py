"""Frozen values → SVG: bars in parts, and steps from one issue to the next.

Widths are per cent and heights pixels, so that the words keep their size at every width. What a part stands for is
told by its pattern, its colour (a class; the tokens are the style sheet's) and its number; all of it is said again in
the title and the description, and the page gives the same values as a table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

# The pattern of each series: lines over its ground, or none. Chosen to stay apart on grey paper.
PATTERNS: dict[str, tuple[str, ...]] = {
    "open": (),
    "contested": ("M-2 2 L2 -2 M0 8 L8 0 M6 10 L10 6",),
    "agreed-in-group": ("M3 4 h2", "M7 8 h2"),
    "agreed": ("M0 2 h8", "M0 6 h8"),
    "closed": ("M0 2 h8", "M0 6 h8", "M2 0 v8", "M6 0 v8"),
    "tabled": (),
    "settled": ("M-2 2 L2 -2 M0 8 L8 0 M6 10 L10 6",),
}
ROW, GAP, LABEL = 22, 12, 18
NARROW = 7  # per cent; a part that is narrower bears no number


@dataclass(frozen=True)
class Part:
    """So many of a series, by its key in `PATTERNS`."""

    series: str
    value: int


@dataclass(frozen=True)
class Bar:
    """A line of parts; `ink` is a class for its label, as a party's."""

    label: str
    parts: tuple[Part, ...]
    ink: str = ""

    @property
    def total(self) -> int:
        """Its length."""
        return sum(part.value for part in self.parts)


def bars(id: str, title: str, description: str, rows: Sequence[Bar]) -> str:
    """Lines of parts under their labels, all on the scale of the longest; `id` keeps its names apart on the page."""
    most = max((row.total for row in rows), default=0) or 1
    svg = _picture(id, title, description, len(rows) * (LABEL + ROW + GAP))
    _patterns(svg, id, {part.series for row in rows for part in row.parts})
    for index, row in enumerate(rows):
        top = index * (LABEL + ROW + GAP)
        _text(svg, 0, top + 13, row.label, f"chart-label {row.ink}".strip())
        _text(svg, 100, top + 13, str(row.total), "chart-total", anchor="end")
        _parts(svg, id, row, top + LABEL, most)
    return tostring(svg, encoding="unicode")


def _parts(svg: Element, id: str, row: Bar, top: int, most: int) -> None:
    left = 0.0
    for part in row.parts:
        if not part.value:
            continue
        width = part.value * 100 / most
        place = {"x": _per(left), "y": str(top), "width": _per(width), "height": str(ROW)}
        SubElement(svg, "rect", {**place, "class": f"chart-part chart-{part.series}", "data-value": str(part.value)})
        if PATTERNS[part.series]:
            SubElement(svg, "rect", {**place, "fill": f"url(#{id}-{part.series})", "class": "chart-over"})
        if width >= NARROW:
            _pill(svg, left + width / 2, top, str(part.value))
        left += width


def _pill(svg: Element, at: float, top: int, words: str) -> None:
    """A number on a plain ground, so that no pattern runs through it."""
    nested = SubElement(svg, "svg", {"x": _per(at), "y": str(top), "overflow": "visible"})
    half = 4 + 4 * len(words)
    SubElement(
        nested,
        "rect",
        {"x": str(-half), "y": "3", "width": str(2 * half), "height": "16", "rx": "3", "class": "chart-pill"},
    )
    number = SubElement(nested, "text", {"x": "0", "y": "15", "text-anchor": "middle", "class": "chart-number"})
    number.text = words


def steps(id: str, title: str, description: str, points: Sequence[tuple[str, int]]) -> str:
    """A line that holds its height from one issue until the next, with the number over each; the labels below."""
    high, base = 96, 120
    svg = _picture(id, title, description, base + 24)
    most = max((value for _label, value in points), default=0) or 1
    width = 100 / max(len(points), 1)
    SubElement(svg, "line", {"x1": "0", "x2": "100%", "y1": str(base), "y2": str(base), "class": "chart-axis"})
    last = None
    for index, (label, value) in enumerate(points):
        left, level = index * width, base - round(value * high / most)
        across = {"x1": _per(left), "x2": _per(left + width), "y1": str(level), "y2": str(level)}
        if last is not None and last != level:
            down = {"x1": _per(left), "x2": _per(left), "y1": str(last), "y2": str(level)}
            SubElement(svg, "line", {**down, "class": "chart-step"})
        SubElement(svg, "line", {**across, "class": "chart-step", "data-value": str(value)})
        _text(svg, left + width / 2, level - 7, str(value), "chart-number", anchor="middle")
        if len(points) <= 5 or index in (0, len(points) - 1):
            anchor = "middle" if len(points) <= 5 else "start" if index == 0 else "end"
            place = {"middle": left + width / 2, "start": 0.0, "end": 100.0}[anchor]
            _text(svg, place, base + 17, label, "chart-label", anchor=anchor)
        last = level
    return tostring(svg, encoding="unicode")


def swatch(id: str, series: str) -> str:
    """A piece of a series for the key beside the picture `id`."""
    svg = Element("svg", {"class": "chart-swatch", "width": "18", "height": "14", "aria-hidden": "true"})
    place = {"x": "0.5", "y": "0.5", "width": "17", "height": "13"}
    SubElement(svg, "rect", {**place, "class": f"chart-part chart-{series}"})
    if PATTERNS[series]:
        SubElement(svg, "rect", {**place, "fill": f"url(#{id}-{series})", "class": "chart-over"})
    return tostring(svg, encoding="unicode")


def _picture(id: str, title: str, description: str, height: int) -> Element:
    names = f"{id}-title {id}-desc"
    svg = Element(
        "svg", {"class": "chart-svg", "width": "100%", "height": str(height), "role": "img", "aria-labelledby": names}
    )
    SubElement(svg, "title", {"id": f"{id}-title"}).text = title
    SubElement(svg, "desc", {"id": f"{id}-desc"}).text = description
    return svg


def _patterns(svg: Element, id: str, series: set[str]) -> None:
    defs = SubElement(svg, "defs")
    for key in sorted(series):
        if PATTERNS[key]:
            size = {"width": "8", "height": "8", "patternUnits": "userSpaceOnUse"}
            pattern = SubElement(defs, "pattern", {"id": f"{id}-{key}", **size})
            for path in PATTERNS[key]:
                SubElement(pattern, "path", {"d": path, "class": f"chart-line chart-line-{key}"})


def _text(svg: Element, left: float, y: int, words: str, name: str, *, anchor: str = "start") -> None:
    place = {"x": _per(left), "y": str(y), "text-anchor": anchor, "class": name}
    SubElement(svg, "text", place).text = words


def _per(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") + "%"

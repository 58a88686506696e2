"""The (a)(i)(1) lists of the clause dialect: what a marker is, and on which level an item stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

MAX_LEVELS = 6
_ADVERBS = ("bis", "ter", "quater", "quinquies")
_MARKER = re.compile(r"\(([a-z]{1,2}|[ivxlc]{1,8}|\d{1,3})( bis| ter| quater| quinquies)?\)(?=[ \t\n]|\Z)", re.ASCII)
_ROMAN = re.compile(r"(?=.)(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})\Z")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
STYLES = ("a", "i", "1")


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker as typed and what it may mean: `values` maps a style (a, i, 1) to a place in that numbering."""

    text: str
    values: dict[str, float]

    @property
    def first(self) -> str | None:
        """The style which this marker begins: (a), (i) or (1), else None."""
        for style in ("1", "i", "a"):
            if self.values.get(style) == 1:
                return style
        return None


@dataclass(slots=True)
class _Level:
    style: str
    value: float
    indent: int


@dataclass(slots=True)
class Levels:
    """The open levels of one list, the outermost first."""

    stack: list[_Level] = field(default_factory=list)

    def place(self, marker: Marker, indent: int, following: Marker | None) -> tuple[int, str]:
        """Depth (1 and up) and style of the next item; `following` is the marker after it, if any."""
        style, depth = self._continued(marker, indent, following) or self._begun(marker, indent)
        del self.stack[depth:]
        if len(self.stack) == depth:
            level = self.stack[-1]
            level.style, level.value, level.indent = style, marker.values[style], indent
        else:
            self.stack.append(_Level(style, marker.values[style], indent))
        return depth, style

    def _continued(self, marker: Marker, indent: int, following: Marker | None) -> tuple[str, int] | None:
        for depth in range(len(self.stack), 0, -1):
            level = self.stack[depth - 1]
            value = marker.values.get(level.style)
            if value is None or not level.value < value <= level.value + 1:
                continue
            if level.style == "a" and marker.first == "i" and self._nests(level, indent, following):
                continue
            return level.style, depth
        return None

    def _nests(self, level: _Level, indent: int, following: Marker | None) -> bool:
        """Whether an (i) after (h) opens a roman list and is not the ninth letter."""
        if indent != level.indent:
            return indent > level.indent
        return following is not None and following.values.get("i") == 2

    def _begun(self, marker: Marker, indent: int) -> tuple[str, int]:
        first = marker.first
        deeper = not self.stack or indent > self.stack[-1].indent + 1
        known = {level.style for level in self.stack}
        if first is not None and (deeper or first not in known):
            return first, min(len(self.stack) + 1, MAX_LEVELS)
        alike = [
            (abs(level.indent - indent), -depth, level.style)
            for depth, level in enumerate(self.stack, 1)
            if level.style in marker.values
        ]
        if alike:
            _, depth, style = min(alike)
            return style, -depth
        style = next(iter(marker.values))
        return style, min(len(self.stack) + 1, MAX_LEVELS)


def marker_at(text: str, start: int = 0, end: int | None = None) -> Marker | None:
    """The list marker that begins at `start`, or None; a year in parentheses is none."""
    match = _MARKER.match(text, start, len(text) if end is None else end)
    if match is None:
        return None
    label, adverb = match.group(1), (match.group(2) or "").strip()
    extra = (_ADVERBS.index(adverb) + 1) / 10 if adverb else 0.0
    values = {style: value + extra for style, value in _values(label)}
    return Marker(match.group(0), values) if values else None


def _values(label: str) -> list[tuple[str, int]]:
    if label.isdigit():
        return [("1", int(label))]
    found = []
    if len(label) == 1:
        found.append(("a", ord(label) - 96))
    elif len(label) == 2 and label[0] == label[1]:
        found.append(("a", ord(label[0]) - 70))
    if _ROMAN.match(label):
        found.append(("i", _roman(label)))
    return found


def _roman(label: str) -> int:
    total = 0
    for here, after in zip(label, label[1:] + " ", strict=True):
        value = _ROMAN_VALUES[here]
        total += -value if _ROMAN_VALUES.get(after, 0) > value else value
    return total

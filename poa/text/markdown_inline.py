"""The inline rules of the clause dialect, for markdown-it-py: brackets before links, what stands in braces, note marks.

Every token covers a known number of source characters: its content's length, or `meta["len"]`. A rule after the
first pass turns that into positions, before emphasis is worked out.
"""

from __future__ import annotations

import re
from collections.abc import Set
from typing import cast

from markdown_it.rules_inline import StateInline

from poa.text.references import REFERENCE

MAX_DEPTH = 24
CHAIR = "Chair"
PLACEHOLDER = re.compile(r"\{placeholder:[^{}]{0,500}\}")
NOTE_MARK = re.compile(r"\[\^([^\]\[\s^]{1,40})\]")
TEXT_ENDS = re.compile(r"[\\\[\]{*_]")
_ESCAPE = re.compile(r"\\[!-/:-@\[-`{-~]")
_KEYS = re.compile(r"([^\[\]{}:\n]{1,400}):(?: (?! )|\Z|(?=\n))")
# What reads as an attribution though its codes are unknown: then it is text in brackets, but no link either.
_LIKE_KEYS = re.compile(rf"(?:[A-Z]{{2,8}}|{CHAIR})(?:, ?(?:[A-Z]{{2,8}}|{CHAIR}))*:(?:\s|\Z)")
_TARGET = re.compile(
    r"\(((?:https?://|mailto:)(?:[^\s()<>\[\]\"'\\`{}|^]|\([^\s()<>\[\]\"'\\`{}|^]{0,200}\)){1,1000})\)", re.IGNORECASE
)
PAIR_PART = re.compile(rf"{_ESCAPE.pattern}|{PLACEHOLDER.pattern}|{NOTE_MARK.pattern}|[\[\]]")


def attribution(src: str, start: int, codes: Set[str]) -> tuple[tuple[str, ...], int] | None:
    """The codes that stand after an opening bracket and the end of their colon, or None when any is unknown."""
    match = _KEYS.match(src, start)
    if match is None:
        return None
    keys = tuple(re.split(r", ?", match.group(1)))
    if not all(key in codes or key == CHAIR for key in keys):
        return None
    return keys, match.end(1) + 1


def bracket_pairs(src: str) -> dict[int, int]:
    """Opening position → closing position of every balanced bracket, as deep as `MAX_DEPTH`."""
    pairs: dict[int, int] = {}
    open_at: list[int] = []
    for match in PAIR_PART.finditer(src):
        if match.group() == "[":
            open_at.append(match.start())
        elif match.group() == "]" and open_at:
            pairs[open_at.pop()] = match.start()
    return _shallow(pairs)


def _shallow(pairs: dict[int, int]) -> dict[int, int]:
    """Only the pairs at most `MAX_DEPTH` deep, counted from outside."""
    kept: dict[int, int] = {}
    ends: list[int] = []
    for start in sorted(pairs):
        while ends and ends[-1] < start:
            ends.pop()
        if len(ends) < MAX_DEPTH:
            kept[start] = pairs[start]
        ends.append(pairs[start])
    return kept


def escape(state: StateInline, silent: bool) -> bool:
    """A backslash before punctuation gives that character alone; any other backslash is text."""
    if not _ESCAPE.match(state.src, state.pos):
        return False
    token = state.push("escaped", "", 0)
    token.content, token.meta["len"] = state.src[state.pos + 1], 2
    state.pos += 2
    return True


def placeholder(state: StateInline, silent: bool) -> bool:
    """`{placeholder: what, owner, date}`, whole."""
    match = PLACEHOLDER.match(state.src, state.pos) if state.src[state.pos] == "{" else None
    if match is None:
        return False
    state.push("placeholder", "", 0).content = match.group()
    state.pos = match.end()
    return True


def reference(state: StateInline, silent: bool) -> bool:
    """`{ref:UUID}` with or without an item, whole."""
    match = REFERENCE.match(state.src, state.pos) if state.src[state.pos] == "{" else None
    if match is None:
        return False
    token = state.push("reference", "", 0)
    token.content, token.info = match.group(), match.group(1).lower() + match.group(2)
    state.pos = match.end()
    return True


def note_mark(state: StateInline, silent: bool) -> bool:
    """`[^n]`; whether a note of that name exists is asked later."""
    match = NOTE_MARK.match(state.src, state.pos) if state.src[state.pos] == "[" else None
    if match is None:
        return False
    token = state.push("note_mark", "", 0)
    token.content, token.info = match.group(), match.group(1)
    state.pos = match.end()
    return True


def bracket(state: StateInline, silent: bool) -> bool:
    """Opens and closes brackets, and those links that are no attributed bracket."""
    char = state.src[state.pos]
    if char not in "[]":
        return False
    if char == "[":
        _open(state)
    else:
        _close(state)
    return True


def _pairs(state: StateInline) -> dict[int, int]:
    """Pairs of this content, and what each closing position closes, kept for as long as it is parsed."""
    if state.env.get("pairs_of") is not state:
        state.env["pairs_of"], state.env["pairs"], state.env["closes"] = state, bracket_pairs(state.src), {}
    return cast("dict[int, int]", state.env["pairs"])


def _open(state: StateInline) -> None:
    start, close = state.pos, _pairs(state).get(state.pos)
    keys = attribution(state.src, start + 1, state.env["codes"])
    target = _TARGET.match(state.src, close + 1) if close is not None else None
    if close is not None and target is not None and not state.linkLevel and not _LIKE_KEYS.match(state.src, start + 1):
        token = state.push("link_open", "a", 1)
        token.meta["len"], token.info = 1, target.group(1)
        state.env["closes"][close] = target
        state.linkLevel += 1
        state.pos += 1
        return
    if close is None:
        state.push("stray", "", 0).content = "["
    else:
        token = state.push("bracket_open", "span", 1)
        token.info = " ".join(key.replace(" ", "_") for key in keys[0]) if keys else ""
        state.env["closes"][close] = None
        state.push("text", "", 0).content = "["
    state.pos += 1
    if keys is not None:
        token = state.push("keys", "", 0)
        token.content, token.info = state.src[state.pos : keys[1]], " ".join(key.replace(" ", "_") for key in keys[0])
        state.pos = keys[1]


def _close(state: StateInline) -> None:
    _pairs(state)
    closes = state.env["closes"]
    if state.pos not in closes:
        state.push("stray", "", 0).content = "]"
        state.pos += 1
        return
    target = closes[state.pos]
    if target is None:
        state.push("text", "", 0).content = "]"
        state.push("bracket_close", "span", -1)
        state.pos += 1
        return
    token = state.push("link_close", "a", -1)
    token.meta["len"], token.info = target.end() - state.pos, target.group(1)
    state.linkLevel -= 1
    state.pos = target.end()


def positions(state: StateInline) -> None:
    """Give each token its place in the content, before emphasis takes tokens apart."""
    at = 0
    for token in state.tokens:
        token.meta["at"] = at
        at += token.meta.get("len", len(token.content))


def note_labels(src: str) -> list[str]:
    """Labels of the note marks in a text, escaped ones left out, in order."""
    return [match.group(1) for match in PAIR_PART.finditer(src) if match.group(1)]

"""From markdown-it-py's tokens to blocks: runs with their wraps, notes told from marks, brackets over blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from markdown_it.token import Token

from poa.text.markdown_inline import MAX_DEPTH
from poa.text.markdown_tree import Block, Cell, Clause, Run, Wrap

_PIECE = re.compile(r"[ \t\n]{2,}|[\t\n]|(?:[^ \t\n]+| (?![ \t\n]))+")
_TAIL = re.compile(r"[.,;:]*\Z")


@dataclass(slots=True)
class _Draft:
    """A block while brackets that stand over several are still looked for."""

    meta: dict[str, Any]
    runs: list[Run] = field(default_factory=list)
    strays: list[int] = field(default_factory=list)


def clause(tokens: Sequence[Token], codes: Set[str]) -> Clause:
    """Blocks and notes from the flat tokens of the dialect's rules."""
    labels = {token.meta["label"] for token in tokens if token.meta["kind"] == "note"}
    drafts = [_draft(token, labels) for token in tokens]
    _level_marks(drafts)
    _span_blocks([draft for draft in drafts if draft.meta["kind"] in ("p", "li", "mark")])
    blocks: list[Block] = []
    notes: list[Block] = []
    for table, group in groupby(drafts, key=lambda draft: draft.meta.get("table")):
        if table is not None:
            blocks.append(_table(list(group)))
            continue
        for draft in group:
            (notes if draft.meta["kind"] == "note" else blocks).append(_block(draft))
    return Clause(tuple(blocks), tuple(notes))


def _block(draft: _Draft) -> Block:
    meta = draft.meta
    fields = {name: meta[name] for name in ("depth", "style", "label", "more", "start", "end") if name in meta}
    return Block(str(meta["kind"]), _settled(draft.runs), **fields)


def _table(drafts: list[_Draft]) -> Block:
    rows = [
        tuple(Cell(_settled(draft.runs), str(draft.meta["align"])) for draft in row)
        for _, row in groupby(drafts, key=lambda draft: draft.meta["row"])
    ]
    start, end = drafts[0].meta["start"], drafts[-1].meta["end"]
    return Block("table", rows=tuple(rows), start=start, end=end)


def _settled(runs: list[Run]) -> tuple[Run, ...]:
    """Keys of a bracket that was never closed are no keys."""
    settled = []
    for run in runs:
        around = run.wraps
        if any(wrap.kind == "keys" and not _inside(around, wrap) for wrap in around):
            run = Run(run.text, run.start, run.end, tuple(wrap for wrap in around if wrap.kind != "keys"))
        settled.append(run)
    return tuple(settled)


def _inside(around: tuple[Wrap, ...], keys: Wrap) -> bool:
    return any(wrap.kind == "bracket" and wrap.at == keys.at - 1 for wrap in around)


def _draft(token: Token, labels: Set[str]) -> _Draft:
    draft = _Draft(token.meta)
    if "marker" in token.meta:
        at, text = token.meta["marker"]
        end = at + len(text)
        draft.runs += [Run(text, at, end, (Wrap("marker", "", at),)), Run(" ", end, token.meta["start"])]
    base, around = token.meta["start"], []
    for child in token.children or ():
        at = base + child.meta["at"]
        if child.nesting > 0:
            around.append(Wrap(child.type.removesuffix("_open"), child.info, at))
        elif child.nesting < 0:
            wrap = around.pop()
            if wrap.kind == "link" and visible_end(draft.runs, wrap) != wrap.data:
                text, end = f" ({wrap.data})", at + child.meta["len"]
                draft.runs.append(Run(text, at, end, (*around, Wrap("target", "", at))))
        else:
            draft.runs += _runs(child, at, tuple(around), labels, draft)
    return draft


def visible_end(runs: list[Run], wrap: Wrap) -> str:
    """The words at the end of the runs that stand inside the wrap."""
    words: list[str] = []
    for run in reversed(runs):
        if wrap not in run.wraps:
            break
        words.append(run.text)
    return "".join(reversed(words))


def _runs(child: Token, at: int, around: tuple[Wrap, ...], labels: Set[str], draft: _Draft) -> Iterator[Run]:
    end = at + child.meta.get("len", len(child.content))
    if child.type == "text":
        for piece in _PIECE.finditer(child.content):
            text = piece.group() if piece.group().strip(" \t\n") else " "
            yield Run(text, at + piece.start(), at + piece.end(), around)
    elif child.type == "note_mark":
        known = (*around, Wrap("note", child.info, at)) if child.info in labels else around
        yield Run(child.content, at, end, known)
    elif child.type == "placeholder":
        yield Run(" ".join(child.content.split()), at, end, (*around, Wrap("placeholder", "", at)))
    elif child.type == "reference":
        yield Run(child.content, at, end, (*around, Wrap("ref", child.info, at)))
    elif child.type == "keys":
        yield Run(child.content, at, end, (*around, Wrap("keys", child.info, at)))
    else:
        if child.type == "stray":
            draft.strays.append(at)
        yield Run(child.content, at, end, around)


def _level_marks(drafts: list[_Draft]) -> None:
    """A line that opens a bracket stands on the level of what follows it, the one that closes it on the same."""
    open_on: list[int] = []
    for draft, following in zip(drafts, [*drafts[1:], None], strict=False):
        if draft.meta["kind"] != "mark":
            continue
        if draft.runs[0].text == "[":
            depth = following.meta["depth"] if following and following.meta["kind"] in ("li", "mark") else 0
            item = following is not None and following.meta["kind"] == "li"
            draft.meta["depth"] = max(int(str(depth)) - item, 0)
            open_on.append(int(str(draft.meta["depth"])))
        elif open_on:
            draft.meta["depth"] = open_on.pop()


def _span_blocks(drafts: list[_Draft]) -> None:
    """Pair a bracket that opens a block with one that closes a later block, and wrap all between."""
    pairs = _pairs(drafts)
    closes = {end: start for start, end in pairs.items()}
    active: list[Wrap] = []
    for draft in drafts:
        if not active and not draft.strays:
            continue
        runs = []
        for index, run in enumerate(draft.runs):
            if run.start in pairs and run.text == "[":
                following = draft.runs[index + 1 : index + 2]
                keys = next((wrap.data for after in following for wrap in after.wraps if wrap.kind == "keys"), "")
                active.append(Wrap("bracket", keys, run.start))
            runs.append(_around(run, active))
            if run.start in closes and run.text == "]":
                active.pop()
        draft.runs = runs


def _around(run: Run, active: Sequence[Wrap]) -> Run:
    """The run inside more brackets; a marker stays outermost."""
    if not active:
        return run
    first = [wrap for wrap in run.wraps if wrap.kind == "marker"]
    rest = [wrap for wrap in run.wraps if wrap.kind != "marker"]
    return Run(run.text, run.start, run.end, (*first, *active, *rest))


def _pairs(drafts: list[_Draft]) -> dict[int, int]:
    pairs: dict[int, int] = {}
    open_at: list[int] = []
    for draft in drafts:
        if not draft.strays:
            continue
        first, last = _edges(draft)
        for at in draft.strays:
            if at in first and len(open_at) < MAX_DEPTH:
                open_at.append(at)
            elif at in last and open_at:
                pairs[open_at.pop()] = at
    return pairs


def _edges(draft: _Draft) -> tuple[set[int], set[int]]:
    """Stray brackets with which the block begins (its marker aside), and those with which it ends."""
    strays, first, last = set(draft.strays), set(), set()
    for run in draft.runs:
        if run.text == "[" and run.start in strays:
            first.add(run.start)
        elif not any(wrap.kind == "marker" for wrap in run.wraps) and run.text != " ":
            break
    for run in reversed(draft.runs):
        if run.text == "]" and run.start in strays:
            last.add(run.start)
        elif not _TAIL.match(run.text):
            break
    return first, last

"""The bracket grammar over a clause: a tree with positions, lossless; what is wrong with it.

The dialect decides what is a bracket (docs/dialect.md), so that this tree and the page never disagree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from poa.text.markdown import Clause, Run, is_too_much, parse, showable
from poa.text.markdown_inline import MAX_DEPTH

from ..phrases import Words

_CODES = re.compile(r"\[([A-Z]{2,8}(?:, ?[A-Z]{2,8})*):(?: |\n|\Z)")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_TOO_DEEP = Words("Brackets are read %(most)s deep: this one is deeper, and only text.", most=MAX_DEPTH)
_ACROSS = Words(
    "This bracket opens in one paragraph, item or cell and closes in another. To stand over several it must begin the "
    "first and end the last, or open and close on lines of its own."
)


@dataclass(frozen=True, slots=True)
class Text:
    """Text between brackets, code points `start` to `end` of the clause."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Placeholder:
    """`{placeholder: what, owner, date}` as typed, and its parts; owner and due are "" when not given."""

    text: str
    start: int
    end: int
    what: str
    owner: str
    due: str


@dataclass(frozen=True, slots=True)
class Bracket:
    """A bracket from `start` to `end`, its codes, what it opens with (`head`) and what it holds; it closes with "]"."""

    keys: tuple[str, ...]
    head: str
    nodes: tuple[Node, ...]
    start: int
    end: int


Node = Text | Placeholder | Bracket


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at: kind unbalanced, empty, unknown_party, no_owner, unread; code points `start` to `end`."""

    kind: str
    message: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    body: int
    keys: tuple[str, ...] | None


def parse_brackets(text: str, codes: Set[str] = frozenset()) -> tuple[Node, ...]:
    """The brackets and placeholders of a clause as a tree; `serialise_brackets` gives the text back."""
    spans = sorted(_spans(text, parse(text, codes)), key=lambda span: (span.start, -span.end))
    return _nodes(text, spans, 0, len(text))


def serialise_brackets(nodes: Sequence[Node]) -> str:
    """The text of a tree, byte for byte what was parsed."""
    return "".join(
        f"{node.head}{serialise_brackets(node.nodes)}]" if isinstance(node, Bracket) else node.text for node in nodes
    )


def all_brackets(nodes: Sequence[Node]) -> Iterator[Bracket]:
    """All brackets of a tree, outer before inner, in the order of the text."""
    for node in nodes:
        if isinstance(node, Bracket):
            yield node
            yield from all_brackets(node.nodes)


def placeholders(nodes: Sequence[Node]) -> Iterator[Placeholder]:
    """All placeholders of a tree in the order of the text."""
    for node in nodes:
        if isinstance(node, Placeholder):
            yield node
        elif isinstance(node, Bracket):
            yield from placeholders(node.nodes)


def lint_brackets(text: str, codes: Set[str] = frozenset()) -> tuple[Finding, ...]:
    """What is wrong or doubtful in the brackets of a clause, in the order of the text."""
    if is_too_much(showable(text)):
        message = Words("This text is too long, or has too many marks, for its brackets to be read.")
        return (Finding("unread", message, 0, len(text)),) if "[" in text or "]" in text or "{" in text else ()
    nodes = parse_brackets(text, codes)
    findings = [*_strays(text, codes, nodes)]
    for bracket in all_brackets(nodes):
        if not text[bracket.start + len(bracket.head) : bracket.end - 1].strip():
            findings.append(Finding("empty", Words("This bracket holds nothing."), bracket.start, bracket.end))
        claimed = _CODES.match(text, bracket.start)
        if claimed and not bracket.keys:
            unknown = [code for code in re.split(", ?", claimed.group(1)) if code not in codes]
            message = Words("Not a party or circle of this plan: %(names)s.", names=", ".join(unknown))
            findings.append(Finding("unknown_party", message, bracket.start, claimed.end(1)))
    for placeholder in placeholders(nodes):
        if not placeholder.owner:
            message = Words("This placeholder has no owner: {placeholder: what, owner, date}.")
            findings.append(Finding("no_owner", message, placeholder.start, placeholder.end))
    return tuple(sorted(findings, key=lambda finding: (finding.start, finding.end)))


def fields(placeholder: str) -> tuple[str, str, str]:
    """What, owner and due date of `{placeholder: what, owner, date}`; what is not given is ""."""
    parts = [part.strip() for part in placeholder.strip("{}").partition(":")[2].split(",")]
    due = parts.pop() if len(parts) > 1 and _DATE.match(parts[-1]) else ""
    owner = parts.pop() if len(parts) > 1 else ""
    return ", ".join(parts), owner, due


def _runs(clause: Clause) -> Iterator[Run]:
    return (run for _, run in _blocks_runs(clause))


def _blocks_runs(clause: Clause) -> Iterator[tuple[int, Run]]:
    """Every run with the number of the paragraph, item or cell in which it stands."""
    number = 0
    for block in (*clause.blocks, *clause.notes):
        for runs in (block.runs, *(cell.runs for row in block.rows for cell in row)):
            number += 1
            for run in runs:
                yield number, run


def _spans(text: str, clause: Clause) -> Iterator[_Span]:
    """Brackets and placeholders; `keys` is None for a placeholder."""
    ends: dict[int, int] = {}
    keys: dict[int, tuple[tuple[str, ...], int]] = {}
    for run in _runs(clause):
        for wrap in run.wraps:
            if wrap.kind == "bracket":
                ends[wrap.at] = max(ends.get(wrap.at, 0), run.end)
            elif wrap.kind == "keys":
                keys[wrap.at - 1] = tuple(re.split(", ?", run.text.removesuffix(":"))), run.end
            elif wrap.kind == "placeholder":
                yield _Span(run.start, run.end, run.start, None)
    for start, end in ends.items():
        given, body = keys.get(start, ((), start + 1))
        yield _Span(start, end, body + (bool(given) and text.startswith(" ", body)), given)


def _nodes(text: str, spans: Sequence[_Span], start: int, end: int) -> tuple[Node, ...]:
    """Nodes of one level; `spans` are those between start and end, an outer one before the inner ones."""
    nodes: list[Node] = []
    index = 0
    while index < len(spans):
        span = spans[index]
        inner = index + 1
        while inner < len(spans) and spans[inner].start < span.end:
            inner += 1
        if start < span.start:
            nodes.append(Text(text[start : span.start], start, span.start))
        if span.keys is None:
            source = text[span.start : span.end]
            nodes.append(Placeholder(source, span.start, span.end, *fields(source)))
        else:
            held = _nodes(text, spans[index + 1 : inner], span.body, span.end - 1)
            nodes.append(Bracket(span.keys, text[span.start : span.body], held, span.start, span.end))
        start, index = span.end, inner
    if start < end:
        nodes.append(Text(text[start:end], start, end))
    return tuple(nodes)


def _strays(text: str, codes: Set[str], nodes: Sequence[Node]) -> Iterator[Finding]:
    """Brackets that are text, each with why: no other one belongs to it, it is too deep, or that one is elsewhere."""
    pairs = {bracket.start: bracket.end - 1 for bracket in all_brackets(nodes)}
    paired = pairs.keys() | pairs.values()
    open_ones: list[tuple[Run, int]] = []
    why: dict[Run, Words] = {}
    for block, run in _blocks_runs(parse(text, codes)):
        if run.end - run.start != 1 or run.text not in ("[", "]") or run.start in paired:
            continue
        why[run] = Words("This bracket is never closed.") if run.text == "[" else Words("This bracket is never opened.")
        if run.text == "[":
            open_ones.append((run, block))
        elif open_ones:
            opener, its_block = open_ones.pop()
            if its_block != block:
                why[opener] = why[run] = _ACROSS
            elif sum(start < run.start < end for start, end in pairs.items()) >= MAX_DEPTH:
                why[opener] = why[run] = _TOO_DEEP
    for run, message in why.items():
        yield Finding("unbalanced", message, run.start, run.end)

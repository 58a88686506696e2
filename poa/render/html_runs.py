"""Runs of visible text to inline HTML: wraps nested well, changes inside them, everything escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from itertools import groupby
from typing import NamedTuple

from poa.text.brackets import fields
from poa.text.markdown import Block, Run, Wrap
from poa.text.references import LOST

MOVED, BREAK, BRACKET, LINK, LEVEL, ALIGN = "moved", "break", "bracket", "link", "level", "align"
THREAD = "thread"
_NAMES = {
    ("insert", ""): "inserted",
    ("delete", ""): "deleted",
    ("insert", MOVED): "moved here",
    ("delete", MOVED): "moved away",
    ("insert", BREAK): "paragraph split",
    ("delete", BREAK): "paragraphs joined",
    ("format", ""): "emphasis changed",
    ("format", BRACKET): "bracket changed",
    ("format", LINK): "link changed",
    ("format", LEVEL): "level changed",
    ("format", ALIGN): "alignment changed",
}
_TAGS = {"em": "em", "strong": "strong", "link": "a", "note": "sup", "quoted": "mark"}


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a run and what became of it: op equal, insert, delete or format; `keys` are who did it.

    `kind` is moved for words that went elsewhere, break for the end of a paragraph, thread for the link to a comment
    (`text` is its id then); of a format it says which, none for emphasis; else "".
    """

    text: str
    wraps: tuple[Wrap, ...] = ()
    op: str = "equal"
    keys: tuple[str, ...] = ()
    kind: str = ""


class Label(NamedTuple):
    """What a reference is printed as, and where it leads to, if anywhere."""

    words: str
    href: str = ""


class Quoted(NamedTuple):
    """Words that a comment quotes: code points `start` to `end` of the source; `by` is a party's code or short name.

    `name` is what the link to the comment, `href`, is called; `key` tells comments apart.
    """

    start: int
    end: int
    key: str
    by: str
    name: str
    href: str


Refs = Mapping[str, Label]


@dataclass(slots=True)
class Page:
    """What one rendering must know: a prefix of ids, the notes' numbers, the parties' names, ids given so far.

    `refs` are the labels of the clauses that references name, by id, and `old_refs` those of deleted words; where there
    are none, references stand as they were typed. `quoted` are the comments on words, by key.
    """

    anchor: str = ""
    notes: dict[str, int] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    marks: dict[str, int] = field(default_factory=dict)
    refs: Refs | None = None
    old_refs: Refs | None = None
    quoted: Mapping[str, Quoted] = field(default_factory=dict)


def pieces(runs: Iterable[Run], op: str = "equal") -> list[Piece]:
    """Whole runs as pieces."""
    return [Piece(run.text, run.wraps, op) for run in runs]


def number_notes(notes: Sequence[Block]) -> dict[str, int]:
    """Label → number of each note, in the order of their definitions; the first of two alike counts."""
    numbers: dict[str, int] = {}
    for note in notes:
        numbers.setdefault(note.label, len(numbers) + 1)
    return numbers


def inline(parts: Sequence[Piece], page: Page) -> str:
    """HTML of the pieces; a change is one element round as many of them as its wraps allow."""
    out: list[str] = []
    open_wraps: list[Wrap] = []
    groups = [(change, list(group)) for change, group in groupby(_unmarked_blanks(parts), key=_grouped)]
    for index, ((op, keys, kind, marker), group) in enumerate(groups):
        if op == "equal":
            for part in group:
                _turn(out, open_wraps, part.wraps, part)
                out.append(_text(part, page))
            continue
        shared = _shared(group)
        _turn(out, open_wraps, shared, group[0])
        goes_on = marker and index + 1 < len(groups) and groups[index + 1][0] == (op, keys, kind, False)
        start, end = change_tags(op, keys, kind, page, tagged=not goes_on)
        out.append(start)
        inner: list[Wrap] = []
        for part in group:
            _turn(out, inner, part.wraps[len(shared) :], part)
            out.append(_text(part, page))
        _turn(out, inner, (), None)
        out.append(end)
    _turn(out, open_wraps, (), None)
    return "".join(out)


def _unmarked_blanks(parts: Sequence[Piece]) -> list[Piece]:
    """A blank that came or went with a marker before it or a break after it is no change that one need be told of."""
    told = list(parts)
    for index, here in enumerate(parts):
        if here.text != " " or here.op not in ("insert", "delete"):
            continue
        before, after = (parts[place] if 0 <= place < len(parts) else here for place in (index - 1, index + 1))
        alone = after is here or _grouped(after) != _grouped(here)
        if alone and (_is_marker(before) or after.kind == BREAK) and _grouped(before) != _grouped(here):
            told[index] = replace(here, op="equal")
    return told


def _is_marker(part: Piece) -> bool:
    return bool(part.wraps) and part.wraps[0].kind == "marker"


def _grouped(part: Piece) -> tuple[str, tuple[str, ...], str, bool]:
    """What makes one change: a list's marker stays by itself, so that it is always the item's first element."""
    return part.op, part.keys, part.kind, _is_marker(part)


def _shared(parts: list[Piece]) -> tuple[Wrap, ...]:
    """The wraps that stand around all of the parts."""
    shared = parts[0].wraps
    for part in parts[1:]:
        length = 0
        for here, there in zip(shared, part.wraps, strict=False):
            if here != there:
                break
            length += 1
        shared = shared[:length]
    return tuple(wrap for wrap in shared if wrap.kind not in ("commitment", "note"))


def _turn(out: list[str], stack: list[Wrap], wanted: tuple[Wrap, ...], part: Piece | None) -> None:
    """Close and open elements until exactly the wanted wraps are open."""
    same = 0
    while same < len(stack) and same < len(wanted) and stack[same] == wanted[same]:
        same += 1
    while len(stack) > same:
        out.append(f"</{_TAGS.get(stack.pop().kind, 'span')}>")
    for wrap in wanted[same:]:
        out.append(_open(wrap, part))
        stack.append(wrap)


def _open(wrap: Wrap, part: Piece | None) -> str:
    kind, data = wrap.kind, escape(wrap.data)
    if kind in ("em", "strong"):
        return f"<{kind}>"
    if kind == "link":
        return f'<a href="{data}" rel="nofollow noopener">'
    if kind == "note":
        return '<sup class="note-ref">'
    if kind == "quoted":
        return f'<mark class="quoted{" quoted-many" if " " in data else ""}" data-threads="{data}">'
    if kind == "bracket":
        return f'<span class="bracket" data-keys="{data}">' if data else '<span class="bracket">'
    if kind == "placeholder":
        return f'<span class="placeholder"{_placeholder(part.text if part else "")}>'
    if kind == "commitment":
        return f'<span class="{data}">'
    return f'<span class="{kind}">'


def _placeholder(text: str) -> str:
    """The owner and the due date of a placeholder as attributes."""
    _, owner, due = fields(text)
    given = (("owner", owner), ("due", due))
    return "".join(f' data-{name}="{escape(value)}"' for name, value in given if value)


def _text(part: Piece, page: Page) -> str:
    if part.kind == THREAD:
        return _thread(page.quoted[part.text])
    reference = next((wrap.data for wrap in part.wraps if wrap.kind == "ref"), None)
    if reference is not None:
        return _reference(part, reference, page)
    label = next((wrap.data for wrap in part.wraps if wrap.kind == "note"), None)
    if label is None:
        return escape(part.text, quote=False)
    if not part.text.startswith("["):
        return ""
    shown, number = escape(label), page.notes.get(label)
    if part.op == "delete" or number is None or any(wrap.kind == "link" for wrap in part.wraps):
        return shown
    count = page.marks[label] = page.marks.get(label, 0) + 1
    own = f"{page.anchor}ref-{number}" + (f"-{count}" if count > 1 else "")
    return f'<a href="#{escape(page.anchor)}note-{number}" id="{escape(own)}">{shown}</a>'


def _thread(quoted: Quoted) -> str:
    """The link to a comment where the words it quotes end: it has a name and shows a code, but adds no words."""
    shown = f'data-by="{escape(quoted.by)}" aria-label="{escape(quoted.name)}"'
    return f'<a class="quoted-by" id="q-{escape(quoted.key)}" href="{escape(quoted.href)}" {shown}></a>'


def _reference(part: Piece, named: str, page: Page) -> str:
    """The label of the clause that is referred to, with the item; what was taken out is said, never left out."""
    known = page.old_refs if part.op == "delete" else page.refs
    if known is None:
        return escape(part.text, quote=False)
    if not part.text.startswith("{"):
        return ""
    label = known.get(named[:36])
    if label is None:
        return LOST
    words = escape(label.words + named[36:], quote=False)
    if not label.href or any(wrap.kind == "link" for wrap in part.wraps):
        return words
    return f'<a href="{escape(label.href)}">{words}</a>'


def change_tags(op: str, keys: tuple[str, ...], kind: str, page: Page, *, tagged: bool) -> tuple[str, str]:
    """Start and end tag of a change, with its parties and the name that it is announced by."""
    tag, name = "span" if op == "format" else op[:3], _NAMES[op, kind]
    classes = [*(["format"] if op == "format" else []), *([kind] if kind else [])]
    classes += [f"party-{slug(key)}" for key in keys]
    if keys:
        name += f" by {_listed([page.names.get(key, key) for key in keys])}"
    css = f' class="{" ".join(classes)}"' if classes else ""
    codes = escape(" ".join(key.replace(" ", "_") for key in keys))
    parties = f' data-parties="{codes}"' if keys and tagged else ""
    return f'<{tag}{css}{parties} data-name="{escape(name)}">', f"</{tag}>"


def slug(key: str) -> str:
    """A party's or circle's key as the end of a class name."""
    return re.sub(r"[^a-z0-9]+", "-", key.lower()).strip("-") or "other"


def _listed(names: Sequence[str]) -> str:
    """ "A", "A and B", "A, B and C"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def cut(runs: Sequence[Run], lengths: Iterable[int]) -> Iterator[list[Run]]:
    """The runs cut into consecutive lists of the given visible lengths."""
    index, offset = 0, 0
    for wanted in lengths:
        taken: list[Run] = []
        while wanted > 0 and index < len(runs):
            run = runs[index]
            length = min(wanted, len(run.text) - offset)
            taken.append(part_of(run, offset, offset + length))
            wanted, offset = wanted - length, offset + length
            if offset >= len(run.text):
                index, offset = index + 1, 0
        yield taken


def part_of(run: Run, start: int, end: int) -> Run:
    """Part of a run; its place in the source is exact where the run shows the source as it is."""
    if (start, end) == (0, len(run.text)):
        return run
    if len(run.text) != run.end - run.start:
        return Run(run.text[start:end], run.start, run.end, run.wraps)
    return Run(run.text[start:end], run.start + start, run.start + end, run.wraps)

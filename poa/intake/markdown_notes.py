"""Footnotes of a plan's Markdown: each definition goes to the one clause that refers to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from poa.intake.markdown_lines import Chunk
from poa.text.markdown_inline import note_labels

Fail = Callable[[str, int], None]
Group = tuple[str, int | None, list[Chunk]]


def attach(groups: Sequence[Group], notes: Sequence[Chunk], fail: Fail) -> list[tuple[str, list[str]]]:
    """The text of each group with the notes it refers to after it, and their labels; calls `fail` for what is wrong."""
    defined = _defined(notes, fail)
    owner: dict[str, int] = {}
    texts = []
    for _, level, group in groups:
        labels = []
        for label, line in _references(group) if level is None else ():
            if label not in defined:
                fail(f"There is no note “[^{label}]:” for this reference.", line)
            elif label in owner and owner[label] != group[0].line:
                fail(f"Note {label} is referred to on line {owner[label]} already; a note belongs to one clause.", line)
            elif label not in owner:
                owner[label] = group[0].line
                labels.append(label)
        parts = [chunk.text for chunk in group] + [defined[label].text for label in labels]
        texts.append(("\n\n".join(parts).strip(), labels))
    for label, note in defined.items():
        if label not in owner:
            fail(f"No clause refers to note {label}.", note.line)
    return texts


def _defined(notes: Sequence[Chunk], fail: Fail) -> dict[str, Chunk]:
    defined: dict[str, Chunk] = {}
    for note in notes:
        if note.label in defined:
            fail(f"Note {note.label} is defined on line {defined[note.label].line} already.", note.line)
        defined.setdefault(note.label, note)
    return defined


def _references(group: Sequence[Chunk]) -> list[tuple[str, int]]:
    """Labels that are referred to, each with its line."""
    return [
        (label, chunk.line + offset)
        for chunk in group
        for offset, line in enumerate(chunk.text.split("\n"))
        for label in note_labels(line)
    ]

"""Footnotes of a plan's Markdown: each definition goes to the one clause that refers to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from poa.intake.markdown_lines import Chunk
from poa.text.markdown_inline import note_labels


class Fail(Protocol):
    """What is told of a mistake: the words, the line that it stands on, what the words name."""

    def __call__(self, template: str, line: int, **values: object) -> None: ...


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
                fail("There is no note “[^%(label)s]:” for this reference.", line, label=label)
            elif label in owner and owner[label] != group[0].line:
                fail(
                    "Note %(label)s is referred to on line %(other)s already; a note belongs to one clause.",
                    line,
                    label=label,
                    other=owner[label],
                )
            elif label not in owner:
                owner[label] = group[0].line
                labels.append(label)
        parts = [chunk.text for chunk in group] + [defined[label].text for label in labels]
        texts.append(("\n\n".join(parts).strip(), labels))
    for label, note in defined.items():
        if label not in owner:
            fail("No clause refers to note %(label)s.", note.line, label=label)
    return texts


def _defined(notes: Sequence[Chunk], fail: Fail) -> dict[str, Chunk]:
    defined: dict[str, Chunk] = {}
    for note in notes:
        if note.label in defined:
            fail(
                "Note %(label)s is defined on line %(other)s already.",
                note.line,
                label=note.label,
                other=defined[note.label].line,
            )
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

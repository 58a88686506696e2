"""What the checks of a whole plan are given and what they find."""

from __future__ import annotations

import re
from dataclasses import dataclass

from poa.text.markdown_inline import PLACEHOLDER
from poa.text.references import REFERENCE

_APART = re.compile(
    rf"{PLACEHOLDER.pattern}|{REFERENCE.pattern}|\[\^[^\]\[\s^]{{1,40}}\]|(?:https?://|mailto:)[^\s()\[\]]+"
)


@dataclass(frozen=True, slots=True)
class Item:
    """A clause as the checks see it: its id, kind and text, and the label it bears, if that is known."""

    id: str
    kind: str
    text: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at in a clause, code points `start` to `end`; `suggestion` is what could stand there."""

    clause: str
    start: int
    end: int
    kind: str
    message: str
    suggestion: str | None = None


def plain(text: str) -> str:
    """The text at the same length, with placeholders, references, note marks and addresses made meaningless signs."""
    return _APART.sub(lambda match: "\ufffc" * len(match.group()), text)

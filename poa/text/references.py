"""References from one clause to another by its identity, `{ref:UUID}` or `{ref:UUID(b)}`, printed as its label."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LOST = "[reference to a clause since taken out]"
# After the id the item that is meant, as its markers stand: `(b)`, `(a bis)`, `(b)(ii)`.
REFERENCE = re.compile(
    r"\{ref:([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})"
    r"((?:\([0-9a-z]{1,4}(?: (?:bis|ter|quater|quinquies))?\)){0,3})\}"
)


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a reference stands in a text, the id of the clause it names, in lower case, and the item, if it has one."""

    start: int
    end: int
    id: str
    item: str


def references(text: str) -> Iterator[Reference]:
    """The references in a text, in order; one after a backslash is only words."""
    if "{ref:" not in text:
        return
    for match in REFERENCE.finditer(text):
        slashes = len(text[: match.start()]) - len(text[: match.start()].rstrip("\\"))
        if slashes % 2 == 0:
            yield Reference(match.start(), match.end(), match.group(1).lower(), match.group(2))

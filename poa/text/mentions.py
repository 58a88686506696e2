"""Names after an `@` in what somebody wrote."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mention:
    """A name that follows an `@`, as the handle it is known by; code points `start` to `end`, the `@` with it."""

    start: int
    end: int
    handle: str


def mentions(text: str, handles: Iterable[str]) -> list[Mention]:
    """Where one of the handles stands after an `@`, small letters or capitals alike; of several the longest.

    An `@` after a letter or digit is part of an address, and a name that goes on with letters is another name.
    """
    known = sorted(set(handles), key=lambda handle: (-len(handle), handle))
    found: list[Mention] = []
    at = text.find("@")
    while at >= 0:
        begins = at == 0 or not text[at - 1].isalnum()
        handle = next((one for one in known if _stands(text, at + 1, one)), None) if begins else None
        if handle is not None:
            found.append(Mention(at, at + 1 + len(handle), handle))
        at = text.find("@", at + 1)
    return found


def _stands(text: str, at: int, handle: str) -> bool:
    end = at + len(handle)
    return text[at:end].lower() == handle.lower() and not text[end : end + 1].isalnum()

"""One thing that waits for a reader, and how such things are put in order."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace

from ..db import now


@dataclass(frozen=True)
class Item:
    """One thing that waits: `kind` says what is to be done, `subject` is the id of what the page of the act is about.

    `who` are those it comes from or is with, by code or name; `since` when it began to wait; `due` a day or a moment.
    `texts`: of a change of words, what it started from and what it would be.
    """

    plan_id: uuid.UUID
    kind: str
    subject: uuid.UUID
    clause_id: uuid.UUID | None = None
    who: tuple[str, ...] = ()
    since: dt.datetime | None = None
    due: dt.date | dt.datetime | None = None
    note: str = ""
    label: str = ""
    texts: tuple[str, str] | None = None

    @property
    def order(self) -> tuple[str, str]:
        """What is due first stands first; then what waits the longest."""
        return (self.due.isoformat() if self.due else "~", self.since.isoformat() if self.since else "")

    @property
    def late(self) -> bool:
        """Whether its day, or its moment, is over."""
        if self.due is None:
            return False
        return self.due < (now() if isinstance(self.due, dt.datetime) else now().date())

    def labelled(self, labels: dict[uuid.UUID, str]) -> Item:
        """The same with the label of its clause."""
        return replace(self, label=labels.get(self.clause_id, "")) if self.clause_id else self


def ordered(items: Iterable[Item]) -> list[Item]:
    """By due date, then by age."""
    return sorted(items, key=lambda item: item.order)

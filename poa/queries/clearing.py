"""What a delegation has to clear, one by one: its drafts, for the head; texts that changed since they were cleared."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from ..models import Amendment, AmendmentState, Plan, Role, User
from . import amendments, delegations
from .delegations import Entry
from .plans import label_map


@dataclass(frozen=True)
class Task:
    """One thing to clear: a draft of the delegation, or the text of a clause; with the delegation's brief for it."""

    key: str
    label: str
    amendment: Amendment | None
    entry: Entry | None

    @property
    def kind(self) -> str:
        """`draft` or `text`."""
        return "draft" if self.amendment is not None else "text"


def tasks(plan: Plan, reader: User) -> list[Task]:
    """The drafts that the reader may clear, the oldest first, then the changed texts in order; a few queries.

    Stale drafts are left out, for they are first carried to the current text; so is what the capital put on hold.
    """
    brief = {item.id: item for item in delegations.brief(plan, reader)}
    labels = label_map(plan)
    found: list[Task] = []
    for row in _drafts(plan, reader):
        place = row.clause_id or row.after_id
        entry = brief.get(place) if place else None
        found.append(Task(f"draft-{row.id}", labels.get(place, "") if place else "", row, entry))
    texts = [item for item in brief.values() if not item.is_section and item.state == "changed"]
    return [*found, *(Task(f"text-{item.id}", item.label, None, item) for item in texts)]


def _drafts(plan: Plan, reader: User) -> Sequence[Amendment]:
    if not reader.has(Role.HEAD):
        return ()
    wanted = AmendmentState.DRAFT.value
    return [row for row in amendments.waiting(plan, reader) if row.state == wanted and not row.stale]


def after(found: Sequence[Task], id: uuid.UUID) -> Task | None:
    """The one behind that of this draft or clause; None at the end."""
    keys = [task.key.split("-", 1)[1] for task in found]
    at = keys.index(str(id)) if str(id) in keys else -1
    return found[at + 1] if at + 1 < len(found) else None

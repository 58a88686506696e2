"""What a renumbering would change."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from ..models import Plan
from .labels import Place, labels
from .plans import places


@dataclass(frozen=True)
class Renumbered:
    """A clause whose label changes, with both labels."""

    clause: uuid.UUID
    old: str
    new: str


def renumbering(plan: Plan) -> list[Renumbered]:
    """The clauses, in order, that would bear another label if all were numbered anew; one query."""
    standing = places(plan)
    old = labels(standing, plan.interim_style)
    new = labels([Place(item.id, item.kind, item.level, None, item.retired) for item in standing], plan.interim_style)
    return [Renumbered(id, old[id], label) for id, label in _in_order(standing, new) if old[id] != label]


def _in_order(standing: list[Place], found: dict[uuid.UUID, str]) -> list[tuple[uuid.UUID, str]]:
    return [(item.id, found[item.id]) for item in standing if item.id in found]

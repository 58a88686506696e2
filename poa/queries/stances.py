"""What each party says of the words at a place, as the reader may know it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..models import Amendment, Clause, Plan, PositionKind, User
from .overlays import Place
from .positions import Cell, matrix, on_amendments

ACCEPTS = (PositionKind.SUPPORT.value, PositionKind.CAN_ACCEPT.value)
SILENT = "silent"
# As they are shown; of several that a party said of one wording the last of these counts.
ORDER = (*ACCEPTS, PositionKind.PENDING_CAPITAL.value, PositionKind.RESERVE.value, PositionKind.OPPOSE.value)


@dataclass(frozen=True)
class Answer:
    """What the parties say of the words at a place: who accepts (some of these support), is against, or is silent."""

    place: Place
    accepting: tuple[str, ...]
    against: tuple[tuple[str, str], ...]
    silent: tuple[str, ...]
    supporting: tuple[str, ...] = ()

    @property
    def agreed(self) -> bool:
        """Whether every party accepts: one unanswered proposal is not agreed."""
        return not self.silent and not self.against


class Stances:
    """What each party says of each clause and amendment, as the reader may know; a fixed number of queries."""

    def __init__(self, plan: Plan, reader: User, codes: Sequence[str] = ()) -> None:
        self.codes = codes or plan.codes
        self.cells: dict[tuple[uuid.UUID, str], Cell] = {}
        for cell in (*matrix(plan, reader).cells, *on_amendments(plan, reader)):
            self.cells[cell.subject, cell.party] = cell

    def of(self, clause: Clause, place: Place) -> Answer:
        """The answers to the one wording at a place."""
        said = self.on(clause, place.amendments)
        accepting = tuple(code for code in self.codes if said[code] in ACCEPTS)
        against = tuple((code, said[code]) for code in self.codes if said[code] not in (*ACCEPTS, SILENT))
        silent = tuple(code for code in self.codes if said[code] == SILENT)
        supporting = tuple(code for code in accepting if said[code] == PositionKind.SUPPORT.value)
        return Answer(place, accepting, against, silent, supporting)

    def on(self, clause: Clause, amendments: Sequence[Amendment]) -> Mapping[str, str]:
        """Code of a party → its position on a wording that these amendments have, or `silent`.

        Behind it stand its proposers and supporters. What was said of the clause is an answer only since it was tabled;
        whoever is against the clause or one of the amendments is against it.
        """
        behind = _behind(amendments)
        since = max((item.tabled_at for item in amendments if item.tabled_at), default=None)
        found: dict[str, str] = {}
        for code in self.codes:
            cells = [cell for item in amendments if (cell := self.cells.get((item.id, code))) is not None]
            on_clause = self.cells.get((clause.id, code))
            if on_clause is not None and (on_clause.position not in ACCEPTS or _answers(on_clause, since)):
                cells.append(on_clause)
            said = [cell.position for cell in cells]
            if code in behind:
                said.append(PositionKind.SUPPORT.value)
            found[code] = max(said, key=ORDER.index, default=SILENT)
        return found


def _answers(cell: Cell, since: dt.datetime | None) -> bool:
    return since is None or cell.at >= since


def _behind(amendments: Sequence[Amendment]) -> set[str]:
    """The codes of the parties that propose or support it, a bloc's each for itself."""
    proposing = {item.party.code for item in amendments if item.party}
    blocs = {party.code for item in amendments if item.sponsor for party in item.sponsor.parties}
    return proposing | blocs | {party.code for item in amendments for party in item.supporters}

"""Plans, their clauses and the immutable revisions of their text."""

from __future__ import annotations

import datetime as dt
import uuid
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, ForeignKey, Index, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Base, Identified, now
from .people import Party, User


class Kind(StrEnum):
    """What a clause is."""

    SECTION = "section"
    PREAMBLE = "preamble"
    CLAUSE = "clause"
    ACTION = "action"
    ANNEX = "annex"


class Cause(StrEnum):
    """What a revision came from."""

    IMPORT = "import"
    EDIT = "edit"
    MERGE = "merge"
    ADOPT_INSERT = "adopt_insert"
    ADOPT_DELETE = "adopt_delete"
    RETIRE = "retire"
    RESTORE = "restore"
    UNDO = "undo"
    LIFT = "lift"
    MOVE = "move"
    SCRUB = "scrub"


class Basis(StrEnum):
    """On what a settlement rests; recorded with it."""

    SESSION = "session"
    SILENCE = "silence"
    CONSENT = "consent"
    SOLE = "sole"
    EDITORIAL = "editorial"


plan_parties = Table(
    "plan_parties",
    Base.metadata,
    Column("plan_id", ForeignKey("plans.id"), primary_key=True),
    Column("party_id", ForeignKey("parties.id"), primary_key=True),
)


class Plan(Identified):
    """A plan of action: a title, its parties, an ordered list of clauses."""

    __tablename__ = "plans"
    title: Mapped[str]
    abbreviation: Mapped[str]
    marking: Mapped[str] = mapped_column(default="RESTRICTED")
    illustrative: Mapped[bool] = mapped_column(default=False)
    interim_style: Mapped[str] = mapped_column(default="bis")  # bis | letter
    last_event: Mapped[int] = mapped_column(default=0)  # the sequence of the plan's latest event; never shown
    created_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[dt.datetime] = mapped_column(default=now, index=True)

    parties: Mapped[list[Party]] = relationship(secondary=plan_parties, order_by=Party.position, lazy="selectin")

    @property
    def codes(self) -> list[str]:
        """The parties' codes, in the plan's order."""
        return [party.code for party in self.parties]

    @property
    def attributions(self) -> frozenset[str]:
        """What counts before the colon of a bracket: the parties' codes, and the names of the blocs among them."""
        return frozenset(self.codes) | {party.bloc for party in self.parties if party.bloc}


class Clause(Identified):
    """A permanent identity through every edit, move and renumbering.

    `position` orders the plan's clauses; `frozen_label` is the label printed at the last issue;
    `level` is a section's depth, 1 or 2. A section that is parked is not discussed for now, nor what is in it.
    """

    __tablename__ = "clauses"
    __table_args__ = (Index(None, "plan_id", "position"),)
    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("plans.id"))
    kind: Mapped[str]
    level: Mapped[int | None]
    position: Mapped[int]
    frozen_label: Mapped[str | None]
    retired_at: Mapped[dt.datetime | None]
    parked_at: Mapped[dt.datetime | None]
    parked_reason: Mapped[str | None]
    revision_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("revisions.id", use_alter=True, name="fk_clauses_revision_id")
    )

    plan: Mapped[Plan] = relationship()
    revision: Mapped[Revision] = relationship(foreign_keys=[revision_id], post_update=True)


class Revision(Identified):
    """One immutable text of one clause.

    `parts` is the path from the text before it: `[{"base", "text", "parties"}]`, whose bases joined are
    the previous text and whose texts joined are this one. `settlements` says what was settled and on what basis;
    `effects` what each touched amendment was before, so that an undo can put it back.
    """

    __tablename__ = "revisions"
    __table_args__ = (UniqueConstraint("clause_id", "number"),)
    clause_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("clauses.id"), index=True)
    number: Mapped[int]
    text: Mapped[str]
    cause: Mapped[str]
    basis: Mapped[str | None]
    meeting_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("meetings.id"))
    reason: Mapped[str | None]
    author_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    party_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("parties.id"))
    previous_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("revisions.id"))
    parts: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    settlements: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    effects: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    created_at: Mapped[dt.datetime] = mapped_column(default=now)

    clause: Mapped[Clause] = relationship(foreign_keys=[clause_id])
    author: Mapped[User] = relationship()
    party: Mapped[Party | None] = relationship()

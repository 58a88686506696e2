"""Amendments: a party's tracked changes, their versions and supporters."""

from __future__ import annotations

import datetime as dt
import uuid
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Identified, now
from .circles import Circle
from .people import Party, User
from .plans import Clause, Plan, Revision


class AmendmentKind(StrEnum):
    """What an amendment does to the plan."""

    MODIFY = "modify"
    INSERT = "insert"
    DELETE = "delete"
    MOVE = "move"
    ALTERNATIVE = "alternative"

    @property
    def whole(self) -> bool:
        """Whether it is adopted or left as one, not place by place in the overlay."""
        return self is not AmendmentKind.MODIFY

    @property
    def wordless(self) -> bool:
        """Whether it says what becomes of a clause without any words of its own."""
        return self in (AmendmentKind.DELETE, AmendmentKind.MOVE)


class AmendmentState(StrEnum):
    """Where an amendment stands; nobody rejects."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    TABLED = "tabled"
    MERGED = "merged"
    SUPERSEDED = "superseded"
    BRACKETED = "bracketed"
    WITHDRAWN = "withdrawn"


OPEN_STATES = (AmendmentState.DRAFT, AmendmentState.SUBMITTED, AmendmentState.TABLED)


class Package(Identified):
    """Amendments to several clauses that their proposers offer together: all of them, or none."""

    __tablename__ = "packages"
    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("plans.id"), index=True)
    circle_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("circles.id"), index=True)
    name: Mapped[str]
    made_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    settled_at: Mapped[dt.datetime | None]
    dissolved_at: Mapped[dt.datetime | None]

    circle: Mapped[Circle] = relationship()
    made_by: Mapped[User] = relationship()

    @property
    def state(self) -> str:
        """How it stands: open, settled or dissolved."""
        return "dissolved" if self.dissolved_at else "settled" if self.settled_at else "open"


class Amendment(Identified):
    """A change that a party, or a circle as one (`sponsor`), proposes, bound to the revision it started from.

    `circle` is who may read it; `intended` is the circle it is meant for, whose desk sees it once submitted.
    `text` and `revision` follow the clause as it is settled; what was submitted stands in `versions`. An `alternative`
    is a whole other text of its clause; a `move` names the clause to stand after (None: the beginning).
    `entered_by` put it in for a party, which has to confirm it; `late` ones are admitted by the co-chairs.
    """

    __tablename__ = "amendments"
    __table_args__ = (Index(None, "clause_id", "state"), Index(None, "plan_id", "state"))
    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("plans.id"))
    clause_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("clauses.id"))
    after_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("clauses.id"))
    kind: Mapped[str]
    clause_kind: Mapped[str | None]
    state: Mapped[str] = mapped_column(default=AmendmentState.DRAFT.value)
    stale: Mapped[bool] = mapped_column(default=False)
    package: Mapped[bool] = mapped_column(default=False)
    circle_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("circles.id"), index=True)
    intended_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("circles.id"))
    party_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("parties.id"))
    sponsor_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("circles.id"))
    package_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("packages.id"), index=True)
    author_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    revision_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("revisions.id"))
    text: Mapped[str]
    rationale: Mapped[str]
    entered_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    confirmed_at: Mapped[dt.datetime | None]
    late: Mapped[bool] = mapped_column(default=False)
    admitted_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    changed_at: Mapped[dt.datetime] = mapped_column(default=now)
    submitted_at: Mapped[dt.datetime | None]
    tabled_at: Mapped[dt.datetime | None]
    closed_at: Mapped[dt.datetime | None]

    plan: Mapped[Plan] = relationship()
    clause: Mapped[Clause | None] = relationship(foreign_keys=[clause_id])
    after: Mapped[Clause | None] = relationship(foreign_keys=[after_id])
    circle: Mapped[Circle] = relationship(foreign_keys=[circle_id])
    intended: Mapped[Circle] = relationship(foreign_keys=[intended_id])
    party: Mapped[Party | None] = relationship(lazy="joined")
    sponsor: Mapped[Circle | None] = relationship(foreign_keys=[sponsor_id], lazy="joined")
    cross_package: Mapped[Package | None] = relationship(lazy="joined")
    author: Mapped[User] = relationship(foreign_keys=[author_id])
    entered_by: Mapped[User | None] = relationship(foreign_keys=[entered_by_id])
    revision: Mapped[Revision | None] = relationship()
    versions: Mapped[list[AmendmentVersion]] = relationship(order_by="AmendmentVersion.number")
    supports: Mapped[list[Support]] = relationship(order_by="Support.created_at", lazy="selectin")

    @property
    def proposer(self) -> Party | Circle:
        """Whose it is: a party, or the circle that proposes as one. Either has a `code` and a `name`."""
        found = self.party or self.sponsor
        assert found is not None
        return found

    @property
    def bound_by(self) -> Package | None:
        """The open package with which alone it is settled; one that is not yet before its circle binds nobody there."""
        package = self.cross_package
        bound = package is not None and package.state == "open" and package.circle_id == self.circle_id
        return package if bound else None

    @property
    def unconfirmed(self) -> bool:
        """Whether it was entered for a party that has neither confirmed nor declined it."""
        submitted = self.state == AmendmentState.SUBMITTED.value
        return submitted and self.entered_by_id is not None and self.confirmed_at is None

    @property
    def supporters(self) -> list[Party]:
        """The parties that support it now, in the order they came."""
        return [support.party for support in self.supports if support.withdrawn_at is None]


class AmendmentVersion(Identified):
    """One wording of an amendment, kept for good: as drafted, submitted, rebased or left over by a settlement."""

    __tablename__ = "amendment_versions"
    __table_args__ = (UniqueConstraint("amendment_id", "number"),)
    amendment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("amendments.id"), index=True)
    number: Mapped[int]
    cause: Mapped[str]  # drafted | submitted | rebased | settled | restored | taken_over | bridged
    revision_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("revisions.id"))
    text: Mapped[str]
    rationale: Mapped[str]
    author_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[dt.datetime] = mapped_column(default=now)

    revision: Mapped[Revision | None] = relationship()
    author: Mapped[User] = relationship()


class Support(Identified):
    """A party's support of a tabled amendment; taken back, it is kept with its end."""

    __tablename__ = "supports"
    amendment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("amendments.id"), index=True)
    party_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("parties.id"))
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    withdrawn_at: Mapped[dt.datetime | None]

    party: Mapped[Party] = relationship(lazy="joined")

"""What waits for somebody of a party: the delegate, the head of delegation, the official."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload, selectinload

from ..db import session
from ..models import (
    AdRef,
    Amendment,
    AmendmentKind,
    AmendmentState,
    Bracket,
    Bridge,
    Circle,
    Clause,
    Comment,
    Consultation,
    Draft,
    Instruction,
    Meeting,
    Minute,
    Position,
    Role,
    Signoff,
    Support,
    User,
)
from ..policy import visible
from . import amendments, brackets, bridges, mentions
from .home_items import Item

Ids = Sequence[uuid.UUID]
Since = Mapping[uuid.UUID, dt.datetime]


def of_party(ids: Ids, reader: User, since: Since) -> Iterator[Item]:
    """What waits in these plans for the reader as one of a party; a fixed number of queries."""
    if reader.party_id is None:
        return
    if reader.has(Role.DELEGATE, Role.HEAD):
        yield from _drafts(ids, reader)
        yield from _instructions(ids, reader, since)
        yield from _consultations(ids, reader, since)
        yield from _owed(ids, reader)
    if reader.has(Role.HEAD):
        yield from _positions(ids, reader)
        yield from _ad_refs(ids, reader)
        yield from held(ids, reader, {reader.party.code} if reader.party else set())
        yield from consents(ids, reader, {reader.party.code} if reader.party else set())
    if reader.has(Role.OFFICIAL):
        yield from _to_sign(ids, reader)
        yield from _signed_ad_ref(ids, reader)


def _drafts(ids: Ids, reader: User) -> Iterator[Item]:
    """One's own drafts, for who does not clear them; those that are stale wait for the whole delegation already."""
    if reader.has(Role.HEAD):
        return
    query = select(Amendment).where(
        Amendment.plan_id.in_(ids),
        Amendment.author_id == reader.id,
        Amendment.party_id == reader.party_id,
        Amendment.state == AmendmentState.DRAFT.value,
        Amendment.stale.is_(False),
        visible(Amendment, reader),
    )
    for row in session.scalars(query.options(amendments.BASE)).unique():
        place = row.clause_id or row.after_id
        yield Item(row.plan_id, "draft", row.id, place, since=row.changed_at, note=row.kind, texts=words_of(row))


def words_of(row: Amendment) -> tuple[str, str] | None:
    """What a change of words started from and what it would be; None for the other kinds."""
    return (row.revision.text, row.text) if row.kind == AmendmentKind.MODIFY.value and row.revision else None


def _instructions(ids: Ids, reader: User, since: Since) -> Iterator[Item]:
    """Instructions that a colleague wrote down since the reader was here; the latest of each clause."""
    query = (
        select(Instruction, Circle.plan_id)
        .join(Circle, Circle.id == Instruction.circle_id)
        .where(Circle.plan_id.in_(ids), Instruction.user_id != reader.id, visible(Instruction, reader))
        .options(joinedload(Instruction.user))
        .order_by(Instruction.number)
    )
    latest = {row.clause_id: (row, plan_id) for row, plan_id in session.execute(query).unique()}
    for row, plan_id in latest.values():
        if (at := since.get(plan_id)) is not None and row.at > at:
            yield Item(plan_id, "instruction", row.clause_id, row.clause_id, (row.user.name,), row.at)


def _consultations(ids: Ids, reader: User, since: Since) -> Iterator[Item]:
    """Ministries that have not answered, with their dates, and those that have since the reader was here."""
    query = select(Consultation).where(
        Consultation.plan_id.in_(ids), Consultation.withdrawn_at.is_(None), visible(Consultation, reader)
    )
    for row in session.scalars(query).unique():
        if row.answered_at is None:
            kind, at, due = "ministry", row.created_at, row.due
            yield Item(row.plan_id, kind, row.id, None, (row.ministry,), at, due)
        elif row.plan_id not in since or row.answered_at > since[row.plan_id]:
            yield Item(row.plan_id, "answered", row.id, None, (row.ministry,), row.answered_at)


def _owed(ids: Ids, reader: User) -> Iterator[Item]:
    """Texts that the record of a meeting says the reader's party owes."""
    query = (
        select(Minute, Meeting)
        .join(Meeting, Meeting.id == Minute.meeting_id)
        .where(
            Meeting.plan_id.in_(ids),
            Minute.kind == "owes",
            Minute.done_at.is_(None),
            Minute.party_id == reader.party_id,
            visible(Minute, reader),
        )
    )
    for row, meeting in session.execute(query).unique():
        yield Item(meeting.plan_id, "owes", meeting.id, row.clause_id, (), row.at, row.due, row.text)


def _positions(ids: Ids, reader: User) -> Iterator[Item]:
    """Proposals of others before the reader's circles of which the party has said nothing."""
    supported = exists().where(
        Support.amendment_id == Amendment.id, Support.party_id == reader.party_id, Support.withdrawn_at.is_(None)
    )
    stated = exists().where(Position.amendment_id == Amendment.id, Position.party_id == reader.party_id)
    query = (
        select(Amendment)
        .where(
            Amendment.plan_id.in_(ids),
            Amendment.state == AmendmentState.TABLED.value,
            Amendment.party_id.is_distinct_from(reader.party_id),
            ~supported,
            ~stated,
            visible(Amendment, reader),
        )
        .options(joinedload(Amendment.sponsor).selectinload(Circle.parties), amendments.BASE)
    )
    for row in session.scalars(query).unique():
        if row.sponsor is not None and reader.party_id in {party.id for party in row.sponsor.parties}:
            continue
        place = row.clause_id or row.after_id
        who, at = (row.proposer.code,), row.tabled_at
        yield Item(row.plan_id, "position", row.id, place, who, at, note=row.kind, texts=words_of(row))


def _ad_refs(ids: Ids, reader: User) -> Iterator[Item]:
    """What the party agreed ad referendum and its capital has to confirm."""
    query = select(AdRef).where(
        AdRef.plan_id.in_(ids), AdRef.party_id == reader.party_id, AdRef.ended_at.is_(None), visible(AdRef, reader)
    )
    for row in session.scalars(query).unique():
        yield Item(row.plan_id, "ad_ref", row.id, row.clause_id, (), row.at, row.until)


def held(ids: Ids, reader: User, codes: set[str]) -> Iterator[Item]:
    """Brackets that one of these codes still holds, and for co-chairs those that are nobody's."""
    nobodys = reader.has(Role.CO_CHAIR)
    if not codes and not nobodys:
        return
    query = select(Bracket).where(Bracket.plan_id.in_(ids), Bracket.closed_at.is_(None), visible(Bracket, reader))
    for row in session.scalars(query).unique():
        if codes & set(brackets.holders(row)):
            yield Item(row.plan_id, "bracket", row.id, row.clause_id, (), row.opened_at, note=row.text)
        elif nobodys and not brackets.sides(row):
            yield Item(row.plan_id, "nobodys", row.id, row.clause_id, (), row.opened_at, note=row.text)


def consents(ids: Ids, reader: User, codes: set[str]) -> Iterator[Item]:
    """Bridging proposals that would replace what one of these codes proposed, and to which it has not answered."""
    if not codes:
        return
    query = (
        select(Bridge)
        .where(Bridge.plan_id.in_(ids), Bridge.state == "proposed", visible(Bridge, reader))
        .options(selectinload(Bridge.amendments), joinedload(Bridge.author))
    )
    for row in session.scalars(query).unique():
        if codes & (set(bridges.proponents(row)) - bridges.answers(row).keys()):
            yield Item(row.plan_id, "consent", row.id, row.clause_id, (_whose(row.author),), row.created_at)


def _whose(author: User) -> str:
    return author.party.code if author.party else author.name


def _to_sign(ids: Ids, reader: User) -> Iterator[Item]:
    """The latest draft of a plan that the party's sign-off is required for, unless it has been given."""
    query = (
        select(Draft)
        .where(Draft.plan_id.in_(ids), visible(Draft, reader))
        .options(selectinload(Draft.required))
        .order_by(Draft.number)
    )
    wanted = {
        row.plan_id: row
        for row in session.scalars(query).unique()
        if reader.party_id in {party.id for party in row.required}
    }
    given: dict[uuid.UUID, set[uuid.UUID]] = {}
    signed = select(Signoff.draft_id, Signoff.party_id).where(Signoff.draft_id.in_([row.id for row in wanted.values()]))
    for draft_id, party_id in session.execute(signed):
        given.setdefault(draft_id, set()).add(party_id)
    for row in wanted.values():
        mine = given.get(row.id, set())
        if reader.party_id not in mine:
            codes = tuple(party.code for party in row.required if party.id in mine)
            yield Item(row.plan_id, "sign", row.id, None, codes, row.issued_at, note=row.symbol)


def _signed_ad_ref(ids: Ids, reader: User) -> Iterator[Item]:
    query = (
        select(Signoff, Draft)
        .join(Draft, Draft.id == Signoff.draft_id)
        .where(
            Draft.plan_id.in_(ids),
            Signoff.party_id == reader.party_id,
            Signoff.kind == "signed_ad_ref",
            Signoff.confirmed_at.is_(None),
            visible(Draft, reader),
        )
    )
    for row, draft in session.execute(query).unique():
        yield Item(draft.plan_id, "sign_ad_ref", draft.id, None, (), row.at, row.ad_ref_until, draft.symbol)


def talk(ids: Ids, reader: User) -> Iterator[Item]:
    """Open threads that the reader began and in which somebody else has the last word."""
    query = (
        select(Comment, Clause.plan_id)
        .join(Clause, Clause.id == Comment.clause_id)
        .where(
            Clause.plan_id.in_(ids),
            Comment.author_id == reader.id,
            Comment.thread_id.is_(None),
            Comment.resolved_at.is_(None),
            visible(Comment, reader),
        )
        .options(selectinload(Comment.replies).joinedload(Comment.author))
    )
    for row, plan_id in session.execute(query).unique():
        last = row.replies[-1] if row.replies else None
        if last is not None and last.author_id != reader.id:
            who = last.party.code if last.party else last.author.name
            yield Item(plan_id, "reply", row.id, row.clause_id, (who,), last.created_at, note=last.body)


def mentioned(ids: Ids, reader: User) -> Iterator[Item]:
    """Comments that mention the reader, who has not answered yet."""
    for row in mentions.waiting(reader):
        said = row.comment
        if said.clause.plan_id in ids:
            who = said.author.name
            yield Item(said.clause.plan_id, "mention", said.id, said.clause_id, (who,), said.created_at, note=said.body)


__all__ = ["consents", "held", "mentioned", "of_party", "talk"]

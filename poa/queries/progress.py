"""How far the negotiation of a plan is, draft by draft and now: clauses by status, pairs of brackets."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from ..db import session
from ..models import Draft, Kind, Plan, User
from ..policy import reader_circles, visible
from ..text.compilations import count_pairs
from .plans import clauses_in_order
from .statuses import statuses

MOST = 8  # so many drafts can be told apart in one picture; the latest ones


@dataclass(frozen=True)
class Step:
    """A draft, or the text as it stands now (without an id): its clauses by status, headings left out, and brackets."""

    id: uuid.UUID | None
    symbol: str
    at: dt.datetime | None
    counts: Mapping[str, int]
    pairs: int


def steps(plan: Plan, reader: User) -> list[Step]:
    """The drafts that the reader has, the first one first, and the text now; a fixed number of queries."""
    query = (
        select(Draft.id, Draft.symbol, Draft.as_of, Draft.content_hash)
        .where(Draft.plan_id == plan.id, visible(Draft, reader))
        .order_by(Draft.number.desc())
    )
    rows = list(reversed(session.execute(query.limit(MOST)).all()))
    known = _counted([row.content_hash for row in rows])
    return [*(Step(row.id, row.symbol, row.as_of, *known[row.content_hash]) for row in rows), _now(plan, reader)]


def _now(plan: Plan, reader: User) -> Step:
    clauses = clauses_in_order(plan.id)
    texts = {clause.id: clause.revision.text for clause in clauses}
    known = statuses(plan, texts, reader_circles(reader))
    counts = Counter(known[clause.id].status for clause in clauses if clause.kind != Kind.SECTION.value)
    pairs = sum(count_pairs(text, plan.attributions) for text in texts.values() if "[" in text)
    return Step(None, "", None, counts, pairs)


Counted = tuple[Mapping[str, int], int]
_COUNTED: dict[str, Counted] = {}  # a draft never changes: content hash → clauses by status, pairs


def _counted(hashes: Sequence[str]) -> dict[str, Counted]:
    new = [item for item in hashes if item not in _COUNTED]
    if len(_COUNTED) > 10_000:
        _COUNTED.clear()
        new = list(hashes)
    query = select(Draft.content_hash, Draft.content).where(Draft.content_hash.in_(new))
    for content_hash, content in session.execute(query) if new else ():
        _COUNTED[content_hash] = _count(json.loads(content))
    return {item: _COUNTED[item] for item in hashes}


def _count(content: dict[str, Any]) -> Counted:
    codes = frozenset({party["code"] for party in content["parties"]} | set(content["circles"]))
    counts = Counter(item["status"] for item in content["clauses"] if item["kind"] != Kind.SECTION.value)
    return counts, sum(count_pairs(item["text"], codes) for item in content["clauses"])

"""Brackets in the text: the rows follow what stands there; what an edit may not do to them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence, Set

from sqlalchemy import select

from ..db import now, session
from ..errors import Invalid
from ..models import Amendment, AmendmentKind, Bracket, Cause, Clause, Plan, Revision
from ..phrases import Words
from ..queries.brackets import objecting_to
from ..queries.overlays import Place
from ..text import Locus, Variant, bracket_changes, compose, lint_brackets
from ..text.bracket_places import BracketPlace, bracket_places

_UNREADABLE = frozenset({"unbalanced", "unread"})
_SHOWN = 60


def follow(clause: Clause, revision: Revision) -> None:
    """Open a row for each place that came into brackets with this revision, close those that are gone, move the rest.

    A place is the same when it reads the same, or begins where it began with the same parties behind its options. Who
    objects to a new one was said when it was bracketed, stands in the text, or is everybody else.
    """
    places = bracket_places(revision.text, clause.plan.attributions)
    standing = [] if revision.previous_id is None else _open(clause.id)
    if not places and not standing:
        return
    rows = _matched(standing, places, revision)
    named = {
        item["text"].strip(): item.get("objecting", [])
        for item in revision.settlements
        if item.get("take") == "bracket"
    }
    for place in places:
        row = rows.get(place.start)
        if row is None:
            said = named.get(revision.text[place.start : place.end].strip(), [])
            row = _opened(clause, revision, place, said)
        row.start, row.depth = place.start, place.depth
        row.text = revision.text[place.start : place.end]
        row.options = [_option(option.text, option.keys, option.base) for option in place.options]
    kept = {row.id for row in rows.values()}
    for row in standing:
        if row.id not in kept:
            row.closed_at, row.closed_revision_id = now(), revision.id
            row.outcome = _outcome(revision)
    session.flush()


def _open(clause_id: uuid.UUID) -> list[Bracket]:
    query = select(Bracket).where(Bracket.clause_id == clause_id, Bracket.closed_at.is_(None))
    return list(session.scalars(query.order_by(Bracket.start, Bracket.depth)))


def _option(text: str, keys: Sequence[str], base: bool) -> dict[str, object]:
    return {"text": text, "parties": list(keys), "base": base}


def _outcome(revision: Revision) -> str:
    if not revision.text or revision.cause == Cause.UNDO.value:
        return "gone"
    return "lifted" if revision.cause == Cause.LIFT.value else "settled"


def _matched(standing: Sequence[Bracket], places: Sequence[BracketPlace], revision: Revision) -> dict[int, Bracket]:
    """Start of a place → its row: by place and words, by words alone, by place and parties, the surest first."""
    moved = _moved(revision)
    text = revision.text
    found: dict[int, Bracket] = {}
    left = list(standing)

    def match(rule: str) -> None:
        for place in places:
            for row in left if place.start not in found else ():
                same = row.text == text[place.start : place.end]
                here = moved(row.start) == place.start
                parties = [option["parties"] for option in row.options] == [list(item.keys) for item in place.options]
                if {"both": same and here, "words": same, "parties": here and parties}[rule]:
                    found[place.start] = row
                    left.remove(row)
                    break

    for rule in ("both", "words", "parties"):
        match(rule)
    return found


class _moved:  # noqa: N801 (reads as a function)
    """Where a code point of the text before stands in a revision; -1 when it was changed."""

    def __init__(self, revision: Revision) -> None:
        self.spans: list[tuple[int, int, int]] = []
        before = after = 0
        for part in revision.parts:
            if part["base"] == part["text"]:
                self.spans.append((before, before + len(part["base"]), after - before))
            before += len(part["base"])
            after += len(part["text"])

    def __call__(self, at: int) -> int:
        return next((at + shift for start, end, shift in self.spans if start <= at < end), -1)


def _opened(clause: Clause, revision: Revision, place: BracketPlace, named: Sequence[str]) -> Bracket:
    wanting, objecting = _sides(clause.plan, place, named)
    row = Bracket(
        plan_id=clause.plan_id,
        clause_id=clause.id,
        opened_revision_id=revision.id,
        start=place.start,
        text="",
        depth=place.depth,
        options=[],
        wanting=wanting,
        objecting=objecting,
    )
    session.add(row)
    return row


def _sides(plan: Plan, place: BracketPlace, named: Sequence[str]) -> tuple[list[str], list[str]]:
    """Who wants the words, who objects. Where a deletion is all that is proposed, the words are those that stand.

    Where several want other words, they object to one another's. Where one wording alone is proposed and nobody is
    named against it, everybody else is: one unanswered proposal is not agreed.
    """
    known = plan.attributions
    proposing = _codes((key for item in place.options if not item.base for key in item.keys), known)
    keeping = _codes((*(key for item in place.options if item.base for key in item.keys), *named), known)
    keeping = [code for code in keeping if code not in proposing]
    alone = sum(not item.base and not known.isdisjoint(item.keys) for item in place.options) == 1
    if alone and not keeping:
        keeping = [p.code for p in plan.parties if p.code not in proposing and p.bloc not in proposing]
    deletes = all(item.base or not item.text for item in place.options)
    return (keeping, proposing) if deletes else (proposing, keeping)


def _codes(keys: Iterable[str], known: Set[str]) -> list[str]:
    return [key for key in dict.fromkeys(keys) if key in known]


def in_brackets(place: Place) -> str:
    """A place of the desk as the text has it when it is bracketed: `[shall] [JP, VN: will]`."""
    return compose(Locus(place.base, tuple(Variant(item.text, item.parties) for item in place.variants)))


def objecting(place: Place, named: Sequence[str]) -> tuple[str, ...]:
    """Who is to be held to object at a place that is bracketed: those named, or who said so before all.

    `Invalid` for a code that is no party's, or one that wants words here.
    """
    wanting = {code for variant in place.variants for code in variant.parties}
    plan = session.get_one(Plan, place.amendments[0].plan_id)
    for code in named:
        if code not in plan.attributions or code in wanting:
            raise Invalid(
                "%(code)s is no party of this plan, or proposes words here itself.", field="objecting", code=code[:20]
            )
    if named:
        return tuple(dict.fromkeys(named))
    known = objecting_to(plan.id, [item.id for item in place.amendments])
    return tuple(code for code in known if code not in wanting)


def check_amendment(amendment: Amendment) -> None:
    """Refuse an amendment whose text has an odd bracket, or takes out or forges one of another party's."""
    plan = session.get_one(Plan, amendment.plan_id)
    base = amendment.revision.text if amendment.revision and amendment.kind == AmendmentKind.MODIFY.value else ""
    check(base, amendment.text, plan.attributions, own={amendment.proposer.code})


def check(old: str, new: str, codes: Set[str], *, own: Set[str] = frozenset(), field: str = "text") -> None:
    """Refuse a text that takes a bracket out, puts one in another's name, changes another's words or is unbalanced.

    `own` are the codes in whose name it is written. Odd brackets that stood before may stay. Raises `Invalid` with the
    place.
    """
    if not any(sign in text for text in (old, new) for sign in "[]"):
        return
    check_balance(old, new, codes, field)
    for change in bracket_changes(old, new, codes):
        before = set(change.old.keys) if change.old else set()
        after = set(change.new.keys) if change.new else set()
        bracket = change.bracket
        text = new if change.kind == "forged" else old
        shown = Words(
            "“%(words)s” at %(place)s",
            words=_short(text[bracket.start : bracket.end]),
            place=_place(text, bracket.start),
        )
        if change.kind == "removed" or (change.kind == "forged" and before - after):
            raise Invalid(
                "The bracket %(shown)s goes when those who hold it lift it, not by an edit.", field=field, shown=shown
            )
        if change.kind == "forged" and not after - before <= own:
            who = ", ".join(sorted(after - before - own))
            raise Invalid(
                "The bracket %(shown)s speaks for %(who)s, which only %(who)s can.", field=field, shown=shown, who=who
            )
        if change.kind == "changed" and not before <= own:
            raise Invalid(
                "The words in the bracket %(shown)s are another’s; only those can change them.",
                field=field,
                shown=shown,
            )


def check_balance(old: str, new: str, codes: Set[str], field: str) -> None:
    """Refuse a text with more odd brackets than the one before; `Invalid` with the place of the first."""
    found = [finding for finding in lint_brackets(new, codes) if finding.kind in _UNREADABLE]
    known = [finding for finding in lint_brackets(old, codes) if finding.kind in _UNREADABLE] if found else []
    if len(found) > len(known):
        raise Invalid(
            "%(finding)s It stands at %(place)s.",
            field=field,
            finding=found[0].message,
            place=_place(new, found[0].start),
        )


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _SHOWN else f"{words[: _SHOWN - 1]}…"


def _place(text: str, at: int) -> Words:
    """A place for people: line and character, both from 1."""
    before = text[:at]
    return Words("line %(line)s, character %(at)s", line=before.count("\n") + 1, at=at - before.rfind("\n"))

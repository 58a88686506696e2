"""Two frozen drafts, clause by clause: what is new, gone, moved, renumbered or worded otherwise."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from poa.render.canonical import DraftContent

Clause = Mapping[str, Any]


@dataclass(frozen=True)
class Pair:
    """One clause in the earlier and the later draft; `old` or `new` is None where it has no such clause."""

    old: Clause | None
    new: Clause | None
    moved: bool = False

    @property
    def clause(self) -> Clause:
        """The later one where there is one."""
        found = self.new if self.new is not None else self.old
        assert found is not None
        return found

    @property
    def change(self) -> str:
        """`inserted`, `deleted`, `changed`, `moved` or `same`, the first that holds."""
        if self.old is None:
            return "inserted"
        if self.new is None:
            return "deleted"
        if self.old["text"] != self.new["text"]:
            return "changed"
        return "moved" if self.moved else "same"

    @property
    def what(self) -> tuple[str, ...]:
        """What happened to the clause, in words; empty where all that is printed of it stayed as it was."""
        if self.old is None or self.new is None:
            return (self.change,)
        words = ["words changed"] if self.old["text"] != self.new["text"] else []
        words += ["moved"] if self.moved else []
        words += ["renumbered"] if self.old["label"] != self.new["label"] else []
        if self.old["status"] != self.new["status"]:
            words.append(f"status {_plain(self.old['status'])} → {_plain(self.new['status'])}")
        return tuple(words)


def compare(content: DraftContent, against: DraftContent | None) -> tuple[Pair, ...]:
    """Every clause of both drafts in print order: the later draft's, a deleted clause where it stood before.

    Without an earlier draft every clause is paired with itself.
    """
    if against is None:
        return tuple(Pair(clause, clause) for clause in content["clauses"])
    before = {clause["id"]: clause for clause in against["clauses"]}
    after = {clause["id"] for clause in content["clauses"]}
    stayed = _stayed(list(before), [clause["id"] for clause in content["clauses"] if clause["id"] in before])
    gone = _deleted_after(against["clauses"], after)
    pairs = [Pair(clause, None) for clause in gone.get(None, ())]
    for clause in content["clauses"]:
        key = clause["id"]
        pairs.append(Pair(before.get(key), clause, moved=key in before and key not in stayed))
        pairs += [Pair(lost, None) for lost in gone.get(key, ())]
    return tuple(pairs)


def _deleted_after(clauses: Sequence[Clause], kept: set[str]) -> dict[str | None, list[Clause]]:
    """The deleted clauses under the kept clause that each stood behind, None at the start."""
    gone: dict[str | None, list[Clause]] = {}
    last: str | None = None
    for clause in clauses:
        if clause["id"] in kept:
            last = clause["id"]
        else:
            gone.setdefault(last, []).append(clause)
    return gone


def _stayed(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """The longest run of `after` that is in the order of `before` (patience sorting); the others moved."""
    place = {key: index for index, key in enumerate(before)}
    tops: list[int] = []
    ends: list[int] = []
    previous: list[int] = []
    for index, key in enumerate(after):
        pile = bisect_left(tops, place[key])
        previous.append(ends[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [place[key]]
        ends[pile : pile + 1] = [index]
    found = set()
    index = ends[-1] if ends else -1
    while index >= 0:
        found.add(after[index])
        index = previous[index]
    return found


def _plain(status: str) -> str:
    return status.replace("_", " ")

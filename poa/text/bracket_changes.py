"""What an edit did to the brackets of a text: which went, which were put there, in which the words changed."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass

from poa.text.brackets import Bracket, all_brackets, parse_brackets
from poa.text.redline import diff


@dataclass(frozen=True, slots=True)
class BracketChange:
    """One change: `old` and `new` are the bracket in either text, None where it does not stand.

    kind "removed": it went, or lost some of its codes. "forged": it was put there, or names a code that it did not
    name. "changed": its own words changed, those of the brackets inside it aside. One bracket can have two changes.
    """

    kind: str
    old: Bracket | None
    new: Bracket | None

    @property
    def bracket(self) -> Bracket:
        """The bracket spoken of: the old one, of a forged one the new one."""
        chosen = self.new if self.kind == "forged" else self.old
        assert chosen is not None
        return chosen


def bracket_changes(old: str, new: str, codes: Set[str] = frozenset()) -> tuple[BracketChange, ...]:
    """What an edit from `old` to `new` did to the brackets: first those of the old text in order, then forged ones.

    A bracket that only moved is not changed. Two brackets are the same when they read the same, or when the
    diff keeps their opening or their closing.
    """
    befores, afters = (list(all_brackets(parse_brackets(text, codes))) for text in (old, new))
    pairs = _pairs(old, new, befores, afters)
    changes: list[BracketChange] = []
    forged: list[BracketChange] = []
    for before in befores:
        after = pairs.get(before.start)
        if after is None:
            changes.append(BracketChange("removed", before, None))
            continue
        if not set(after.keys) <= set(before.keys):
            forged.append(BracketChange("forged", before, after))
        elif set(after.keys) != set(before.keys):
            changes.append(BracketChange("removed", before, after))
        if _own_words(old, before) != _own_words(new, after):
            changes.append(BracketChange("changed", before, after))
    kept = {after.start for after in pairs.values()}
    forged += [BracketChange("forged", None, after) for after in afters if after.start not in kept]
    return (*changes, *sorted(forged, key=lambda change: change.bracket.start))


def _own_words(text: str, bracket: Bracket) -> tuple[str, ...]:
    """The words of a bracket with a gap for each bracket inside it."""
    return tuple("" if isinstance(node, Bracket) else text[node.start : node.end] for node in bracket.nodes)


def _pairs(old: str, new: str, befores: Sequence[Bracket], afters: Sequence[Bracket]) -> dict[int, Bracket]:
    """Start of an old bracket → the new bracket that it became."""
    places = _Places(old, new)
    pairs: dict[int, Bracket] = {}
    taken: set[int] = set()

    def pair(before: Bracket, after: Bracket | None) -> None:
        if after is not None and before.start not in pairs and after.start not in taken:
            pairs[before.start] = after
            taken.add(after.start)

    opens = {after.start: after for after in afters}
    closes = {after.end - 1: after for after in afters}
    for before in befores:
        after = opens.get(places.of(before.start))
        if after is not None and old[before.start : before.end] == new[after.start : after.end]:
            pair(before, after)
    alike: dict[str, list[Bracket]] = defaultdict(list)
    for after in reversed(afters):
        if after.start not in taken:
            alike[new[after.start : after.end]].append(after)
    for before in befores:
        same = alike.get(old[before.start : before.end])
        if same and before.start not in pairs:
            pair(before, same.pop())
    for before in befores:
        pair(before, opens.get(places.of(before.start)))
    for before in befores:
        pair(before, closes.get(places.of(before.end - 1)))
    return pairs


class _Places:
    """Where a code point of the old text stands in the new one."""

    def __init__(self, old: str, new: str) -> None:
        self._spans: list[tuple[int, int, int]] = []
        before = after = 0
        for change in diff(old, new):
            if change.op == "equal":
                self._spans.append((before, before + len(change.text), after - before))
            before += len(change.text) * (change.op != "insert")
            after += len(change.text) * (change.op != "delete")
        self._starts = [start for start, _, _ in self._spans]

    def of(self, at: int) -> int:
        """The place in the new text, -1 when the diff does not keep that code point."""
        index = bisect_right(self._starts, at) - 1
        if index < 0:
            return -1
        _, end, shift = self._spans[index]
        return at + shift if at < end else -1

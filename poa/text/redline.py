"""Two texts to the changes between them, by word, so that they read as a lawyer would mark them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from poa.text.alignment import Hunk, hunks, trim
from poa.text.cleanup import tidy, weight
from poa.text.words import pieces, tokens, tokens_of

Step = tuple[str, str, str]
"""What stays, then what goes, then what comes in its place."""

# Tokens in a piece, as a rule: a word and the blank after it.
_IN_PIECE = 2
# A change of more pieces, old by new, is not looked into.
_LARGE = 400
# Pieces around a change that tell how good its boundary is.
_AROUND = 2


@dataclass(frozen=True, slots=True)
class Change:
    """A run of text; `op` is "equal", "delete" or "insert". A replacement is a delete and then an insert."""

    op: str
    text: str


class Cut:
    """A text cut for comparing: into words with the blanks after them where that is safe, else into tokens."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.pieces = pieces(text)

    @cached_property
    def tokens(self) -> list[str]:
        """Its tokens."""
        return tokens(self.text)


def diff(old: str, new: str) -> tuple[Change, ...]:
    """The changes from `old` to `new`, in order, none empty, no two neighbours with the same op."""
    changes: list[Change] = []
    for equal, deleted, inserted in steps(Cut(old), Cut(new)):
        if equal:
            changes.append(Change("equal", equal))
        if deleted:
            changes.append(Change("delete", deleted))
        if inserted:
            changes.append(Change("insert", inserted))
    return tuple(changes)


def steps(old: Cut, new: Cut) -> Iterator[Step]:
    """What stays, then what goes and what comes there, until the texts end; whole tokens."""
    if old.text == new.text:
        return iter([(old.text, "", "")])
    if old.pieces is None or new.pieces is None:
        return _plain(old.tokens, new.tokens, tidy(old.tokens, new.tokens, hunks(old.tokens, new.tokens)))
    return _fine(old.pieces, new.pieces, tidy(old.pieces, new.pieces, hunks(old.pieces, new.pieces, _IN_PIECE)))


def _plain(old: Sequence[str], new: Sequence[str], found: list[Hunk]) -> Iterator[Step]:
    """The hunks as text."""
    at = 0
    for i1, i2, j1, j2 in found:
        yield "".join(old[at:i1]), "".join(old[i1:i2]), "".join(new[j1:j2])
        at = i2
    yield "".join(old[at:]), "", ""


def _fine(old: list[str], new: list[str], found: list[Hunk]) -> Iterator[Step]:
    """The hunks of pieces as text, without the tokens that both sides of one share."""
    at, equal = 0, ""
    for hunk in found:
        i1, i2, j1, j2 = hunk
        equal += "".join(old[at:i1])
        at = i2
        if i1 == i2 or j1 == j2:
            yield equal, "".join(old[i1:i2]), "".join(new[j1:j2])
            equal = ""
            continue
        large = (i2 - i1) * (j2 - j1) > _LARGE
        first, second = (_opened if large else _tokens)(old, i1, i2), (_opened if large else _tokens)(new, j1, j2)
        if len(first) == 2 == len(second) and first[1] == second[1]:
            # One word for another, as most changes are.
            yield equal, first[0], second[0]
            equal = first[1]
            continue
        low, high, _, new_high = trim(first, second, (0, len(first), 0, len(second)))
        if large or high - low == 1 == new_high - low or _apart(first, second, low, high, new_high):
            yield equal + "".join(first[:low]), "".join(first[low:high]), "".join(second[low:new_high])
            equal = "".join(first[high:])
        else:
            *inside, last = _by_tokens(old, hunk, first, second)
            for stays, goes, comes in inside:
                yield equal + stays, goes, comes
                equal = ""
            equal += last[0]
    yield equal + "".join(old[at:]), "", ""


def _tokens(units: list[str], start: int, end: int) -> Sequence[str]:
    return tokens_of(units[start]) if end - start == 1 else list(chain.from_iterable(map(tokens_of, units[start:end])))


def _opened(units: list[str], start: int, end: int) -> Sequence[str]:
    """The span with only its first and last unit as tokens."""
    if end - start == 1:
        return tokens_of(units[start])
    return [*tokens_of(units[start]), *units[start + 1 : end - 1], *tokens_of(units[end - 1])]


def _apart(old: Sequence[str], new: Sequence[str], low: int, high: int, new_high: int) -> bool:
    """Whether the trimmed sides are one change: nothing that counts is in both, and it can stand nowhere else."""
    if low < high and low < new_high:
        return not any(map(weight, {*old[low:high]}.intersection(new[low:new_high])))
    units, end = (old, high) if low < high else (new, new_high)
    return not (low and units[low - 1] == units[end - 1]) and not (end < len(units) and units[low] == units[end])


def _by_tokens(units: list[str], hunk: Hunk, old: Sequence[str], new: Sequence[str]) -> Iterator[Step]:
    """The changes inside a hunk of pieces, given its tokens on either side; `units` are the old text's pieces."""
    before = _tokens(units, max(0, hunk[0] - _AROUND), hunk[0])
    after = _tokens(units, hunk[1], min(len(units), hunk[1] + _AROUND))
    low, high = len(before), len(before) + len(old)
    first, second = [*before, *old, *after], [*before, *new, *after]
    found = [(i1 + low, i2 + low, j1 + low, j2 + low) for i1, i2, j1, j2 in hunks(old, new)]
    found = tidy(first, second, found, low, high)
    return _plain(old, new, [(i1 - low, i2 - low, j1 - low, j2 - low) for i1, i2, j1, j2 in found])


def reject(changes: Iterable[Change]) -> str:
    """The old text, byte for byte."""
    return "".join(change.text for change in changes if change.op != "insert")


def accept(changes: Iterable[Change]) -> str:
    """The new text, byte for byte."""
    return "".join(change.text for change in changes if change.op != "delete")

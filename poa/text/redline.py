"""Two texts to the changes between them, by word, so that they read as a lawyer would mark them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from poa.text.alignment import Hunk, exact_hunks, hunks
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


@dataclass(frozen=True, slots=True, init=False)
class Change:
    """A run of text; `op` is "equal", "delete" or "insert". A replacement is a delete and then an insert."""

    op: str
    text: str

    def __init__(self, op: str, text: str) -> None:
        # What the dataclass would write here takes twice as long, and a document has thousands of changes.
        _set_op(self, op)
        _set_text(self, text)


_set_op = Change.__dict__["op"].__set__
_set_text = Change.__dict__["text"].__set__


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


def steps(old: Cut, new: Cut) -> list[Step]:
    """What stays, then what goes and what comes there, until the texts end; whole tokens."""
    if old.text == new.text:
        return [(old.text, "", "")]
    found = _steps(old, new, hunks)
    if "".join([equal + put for equal, _, put in found]) != new.text:
        # Two tokens have the same hash.
        found = _steps(old, new, exact_hunks)
    return found


def _steps(old: Cut, new: Cut, find: Callable[[list[str], list[str], int], list[Hunk]]) -> list[Step]:
    """The steps by words with their blanks, or by tokens where words are not apart."""
    if old.pieces is None or new.pieces is None:
        return _plain(old.tokens, new.tokens, tidy(old.tokens, new.tokens, find(old.tokens, new.tokens, 1)))
    return _fine(old.pieces, new.pieces, tidy(old.pieces, new.pieces, find(old.pieces, new.pieces, _IN_PIECE)))


def _plain(old: Sequence[str], new: Sequence[str], found: list[Hunk]) -> list[Step]:
    """The hunks as text."""
    made: list[Step] = []
    at = 0
    for i1, i2, j1, j2 in found:
        made.append(("".join(old[at:i1]), "".join(old[i1:i2]), "".join(new[j1:j2])))
        at = i2
    made.append(("".join(old[at:]), "", ""))
    return made


def _fine(old: list[str], new: list[str], found: list[Hunk]) -> list[Step]:
    """The hunks of pieces as text, without the tokens that both sides of one share."""
    made: list[Step] = []
    at, equal = 0, ""
    for i1, i2, j1, j2 in found:
        equal += "".join(old[at:i1])
        at = i2
        if i1 == i2:
            made.append((equal, "", new[j1] if j2 - j1 == 1 else "".join(new[j1:j2])))
            equal = ""
        elif j1 == j2:
            made.append((equal, old[i1] if i2 - i1 == 1 else "".join(old[i1:i2]), ""))
            equal = ""
        elif i2 - i1 == 1 == j2 - j1 and (
            len(first := tokens_of(old[i1])) == 2 == len(second := tokens_of(new[j1])) and first[1] == second[1]
        ):
            # One word for another, as most changes are.
            made.append((equal, first[0], second[0]))
            equal = first[1]
        else:
            *inside, last = _inside(old, new, (i1, i2, j1, j2))
            for stays, goes, comes in inside:
                made.append((equal + stays, goes, comes))
                equal = ""
            equal += last[0]
    made.append((equal + "".join(old[at:]), "", ""))
    return made


def _inside(old: list[str], new: list[str], hunk: Hunk) -> list[Step]:
    """The changes inside a hunk of pieces with two sides."""
    i1, i2, j1, j2 = hunk
    large = (i2 - i1) * (j2 - j1) > _LARGE
    cut = _opened if large else _tokens
    first, second = cut(old, i1, i2), cut(new, j1, j2)
    low, high, new_high = 0, len(first), len(second)
    while low < high and low < new_high and first[low] == second[low]:
        low += 1
    while low < high and low < new_high and first[high - 1] == second[new_high - 1]:
        high, new_high = high - 1, new_high - 1
    if large or high - low == 1 == new_high - low or _apart(first, second, low, high, new_high):
        return [
            ("".join(first[:low]), "".join(first[low:high]), "".join(second[low:new_high])),
            ("".join(first[high:]), "", ""),
        ]
    return _by_tokens(old, hunk, [*first], [*second])


def _tokens(units: list[str], start: int, end: int) -> Sequence[str]:
    if end - start == 1:
        return tokens_of(units[start])
    return list(chain.from_iterable(map(tokens_of, units[start:end])))


def _opened(units: list[str], start: int, end: int) -> list[str]:
    """The span with only its first and last unit as tokens."""
    if end - start == 1:
        return [*tokens_of(units[start])]
    return [*tokens_of(units[start]), *units[start + 1 : end - 1], *tokens_of(units[end - 1])]


def _apart(old: Sequence[str], new: Sequence[str], low: int, high: int, new_high: int) -> bool:
    """Whether the trimmed sides are one change: nothing that counts is in both, and it can stand nowhere else."""
    if low < high and low < new_high:
        return not any(map(weight, {*old[low:high]}.intersection(new[low:new_high])))
    units, end = (old, high) if low < high else (new, new_high)
    return not (low and units[low - 1] == units[end - 1]) and not (end < len(units) and units[low] == units[end])


def _by_tokens(units: list[str], hunk: Hunk, old: list[str], new: list[str]) -> list[Step]:
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

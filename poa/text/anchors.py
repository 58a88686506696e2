"""Carry a quoted range to a new text: it follows its words, or is None; never on the wrong ones.

Ranges are W3C text-position and text-quote selectors (Web Annotation Data Model) in code points.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from poa.text.redline import Change, diff
from poa.text.words import kind, tokens

CONTEXT = 32
# A quote that was moved is known again only when it says enough: so many words or clusters, or its old neighbours.
_TELLING = 3
_MOST_PLACES = 1_000


@dataclass(frozen=True, slots=True)
class Anchor:
    """Code points `start` to `end` of a text, what stands there, and what stands before and after it."""

    start: int
    end: int
    quote: str
    prefix: str
    suffix: str


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A run that both texts share, or a change: old `start` to `end` became new `new_start` to `new_end`."""

    start: int
    end: int
    new_start: int
    new_end: int
    common: bool


def anchor_at(text: str, start: int, end: int) -> Anchor:
    """The anchor on code points `start` to `end` of `text`, with 32 code points of context."""
    return Anchor(start, end, text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT])


def find_quote(text: str, quote: str, prefix: str = "", suffix: str = "") -> tuple[Anchor, ...]:
    """Every place where `quote` stands in `text` with this before and after it (as far as given)."""
    if not quote:
        return ()
    return tuple(
        anchor_at(text, at, at + len(quote))
        for at in _occurrences(text, quote)
        if text.endswith(prefix, 0, at) and text.startswith(suffix, at + len(quote))
    )


def relocate(anchor: Anchor, old: str, new: str) -> Anchor | None:
    """Where the anchor's words are in `new`, or None when they are gone or nobody can say.

    The range follows edits around and inside it as long as half of its letters stay; when its words were moved it
    follows them. An anchor whose quote does not stand at its place in `old` is first looked for by its context.
    """
    anchored = _standing(anchor, old)
    if anchored is None:
        return None
    if old == new:
        return anchored
    stretches = list(_stretches(diff(old, new)))
    return _followed(anchored, stretches, old, new) or _moved(anchored, stretches, new)


def _standing(anchor: Anchor, old: str) -> Anchor | None:
    """The anchor as it stands in the old text; by quote and context when the position is off."""
    if not anchor.quote.strip():
        return None
    if 0 <= anchor.start < anchor.end <= len(old) and old[anchor.start : anchor.end] == anchor.quote:
        return anchor_at(old, anchor.start, anchor.end)
    found = find_quote(old, anchor.quote, anchor.prefix, anchor.suffix)
    return found[0] if len(found) == 1 else None


def _stretches(changes: tuple[Change, ...]) -> Iterator[_Stretch]:
    at = new_at = 0
    for index, change in enumerate(changes):
        size = len(change.text)
        if change.op == "equal":
            yield _Stretch(at, at + size, new_at, new_at + size, True)
            at, new_at = at + size, new_at + size
        elif change.op == "delete":
            follower = changes[index + 1] if index + 1 < len(changes) else None
            put_in = len(follower.text) if follower and follower.op == "insert" else 0
            yield _Stretch(at, at + size, new_at, new_at + put_in, False)
            at, new_at = at + size, new_at + put_in
        elif index == 0 or changes[index - 1].op != "delete":
            yield _Stretch(at, at, new_at, new_at + size, False)
            new_at += size


def _followed(anchor: Anchor, stretches: list[_Stretch], old: str, new: str) -> Anchor | None:
    """The range from the first to the last of its words that stay, with the replacements inside it."""
    start, end, kept = len(new) + 1, -1, 0
    for stretch in stretches:
        low, high = max(anchor.start, stretch.start), min(anchor.end, stretch.end)
        if low >= high:
            continue
        if stretch.common:
            shift = stretch.new_start - stretch.start
            start, end = min(start, low + shift), max(end, high + shift)
            kept += _letters(old[low:high])
        elif stretch.start >= anchor.start and stretch.end <= anchor.end and stretch.new_start < stretch.new_end:
            start, end = min(start, stretch.new_start), max(end, stretch.new_end)
    if start >= end or kept == 0 or 2 * kept < _letters(anchor.quote):
        return None
    return _trimmed(anchor, new, start, end)


def _trimmed(anchor: Anchor, new: str, start: int, end: int) -> Anchor | None:
    """The range without white space at an edge where the quote had none."""
    while start < end and new[start].isspace() and not anchor.quote[0].isspace():
        start += 1
    while start < end and new[end - 1].isspace() and not anchor.quote[-1].isspace():
        end -= 1
    return anchor_at(new, start, end) if start < end else None


def _moved(anchor: Anchor, stretches: list[_Stretch], new: str) -> Anchor | None:
    """The one place where the same words were put in anew; by their old neighbours when there are several."""
    added = [(stretch.new_start, stretch.new_end) for stretch in stretches if not stretch.common]
    found = [at for at in _occurrences(new, anchor.quote) if _put_in(added, at, at + len(anchor.quote))]
    if not found:
        return None
    near = {at: _nearness(anchor, new, at) for at in found}
    best = max(near.values())
    first = [at for at in found if near[at] == best]
    if len(first) > 1 or (best == 0 and _words(anchor.quote) < _TELLING):
        return None
    return anchor_at(new, first[0], first[0] + len(anchor.quote))


def _put_in(added: list[tuple[int, int]], start: int, end: int) -> bool:
    """Whether at least four fifths of the range are new words, so that it is not another's old place."""
    covered = sum(max(0, min(end, high) - max(start, low)) for low, high in added)
    return 5 * covered >= 4 * (end - start)


def _nearness(anchor: Anchor, new: str, at: int) -> int:
    """How many of the words before and after the quote are still its neighbours there."""
    before = tokens(new[max(0, at - CONTEXT) : at])[::-1]
    after = tokens(new[at + len(anchor.quote) : at + len(anchor.quote) + CONTEXT])
    return _same_words(tokens(anchor.prefix)[::-1], before) + _same_words(tokens(anchor.suffix), after)


def _same_words(first: list[str], second: list[str]) -> int:
    same = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        same += kind(one) in {"word", "cluster"}
    return same


def _occurrences(text: str, quote: str) -> Iterator[int]:
    """Where the quote stands; of very many places only the first."""
    at = text.find(quote)
    for _ in range(_MOST_PLACES):
        if at < 0:
            return
        yield at
        at = text.find(quote, at + 1)


def _letters(text: str) -> int:
    return sum(not char.isspace() for char in text)


def _words(text: str) -> int:
    return sum(kind(token) in {"word", "cluster"} for token in tokens(text))

"""Carry a quoted range to a new text: it follows its words, or is None; never on the wrong ones.

Ranges are W3C text-position and text-quote selectors (Web Annotation Data Model) in code points.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from poa.errors import Invalid
from poa.text.lines import Lines
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
    """The anchor on code points `start` to `end` of `text`, with 32 code points of context.

    Raises `Invalid` for a range that is not in the text.
    """
    if not 0 <= start <= end <= len(text):
        raise Invalid(
            "There are no characters %(start)s to %(end)s: the text has %(length)s.",
            field="anchor",
            start=start,
            end=end,
            length=len(text),
        )
    return Anchor(start, end, text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT])


def find_quote(text: str, quote: str, prefix: str = "", suffix: str = "") -> tuple[Anchor, ...]:
    """Where `quote` stands in `text` with this before and after it (as far as given); at most 1,000 places."""
    if not quote:
        return ()
    found = (at + len(prefix) for at in _occurrences(text, prefix + quote + suffix))
    return tuple(anchor_at(text, at, at + len(quote)) for at in found)


def relocate(anchor: Anchor, old: str, new: str) -> Anchor | None:
    """Where the anchor's words are in `new`, or None when they are gone or nobody can say.

    The range follows edits around and inside it as long as half of its letters stay; when its words were moved it
    follows them. Lines are told apart before words, so that those of alike paragraphs that changed places are not taken
    for each other. An anchor whose quote does not stand at its place in `old` is first looked for by its context; an
    empty one is nowhere.
    """
    anchored = _standing(anchor, old)
    if anchored is None:
        return None
    if old == new:
        return anchored
    lines = Lines(old, new)
    size = len(anchored.quote)
    twins = [anchor_at(old, at, at + size) for at in _occurrences(old, anchored.quote) if at != anchored.start]
    became = lines.became(anchored.start, anchored.end)
    if became:
        (start, end), (new_start, new_end) = became
        part = anchor_at(old[start:end], anchored.start - start, anchored.end - start)
        found = _by_words(part, old[start:end], new[new_start:new_end], twins)
        if found:
            return anchor_at(new, new_start + found.start, new_start + found.end)
    found = _by_words(anchored, old, new, twins)
    return None if found and _of_another(anchored, found, lines, old, new) else found


def _of_another(anchor: Anchor, found: Anchor, lines: Lines, old: str, new: str) -> bool:
    """Whether it was led into what another line became, and is not surely its own words put in there.

    They are its own when the other line did not have them there, and they say enough with their old neighbours.
    """
    telling = _words(anchor.quote) + _nearness(anchor, new, found.start, found.end) >= _TELLING
    for (start, end), (new_start, new_end) in lines.of_others((anchor.start, anchor.end), (found.start, found.end)):
        line = old[start:end]
        changed = [item for item in _stretches(diff(line, new[new_start:new_end])) if not item.common]
        low, high = max(found.start, new_start) - new_start, min(found.end, new_end) - new_start
        went = [(item.start, item.end) for item in changed if item.new_start < high and low < item.new_end]
        had = any(
            at < last and first < at + len(anchor.quote)
            for at in _occurrences(line, anchor.quote)
            for first, last in went
        )
        if not telling or had or not _put_in(changed, low, high):
            return True
    return False


def _by_words(anchor: Anchor, old: str, new: str, twins: Sequence[Anchor]) -> Anchor | None:
    """Where the diff of the texts leads the anchor, or where its words stand anew and not rather those of a twin."""
    stretches = list(_stretches(diff(old, new)))
    followed = _followed(anchor, stretches, old, new)
    if followed:
        return _truer(anchor, followed, stretches, old, new)
    moved = _moved(anchor, stretches, old, new)
    if moved is None:
        return None
    near = _nearness(anchor, new, moved.start, moved.end)
    return None if any(_nearness(twin, new, moved.start, moved.end) > near for twin in twins) else moved


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
            kept += _letters(old[low:high], anchor.quote)
        elif stretch.start >= anchor.start and stretch.end <= anchor.end and stretch.new_start < stretch.new_end:
            start, end = min(start, stretch.new_start), max(end, stretch.new_end)
    if start >= end or kept == 0 or 2 * kept < _letters(anchor.quote, anchor.quote):
        return None
    return _trimmed(anchor, new, start, end)


def _trimmed(anchor: Anchor, new: str, start: int, end: int) -> Anchor | None:
    """The range without white space at an edge where the quote had none."""
    while start < end and new[start].isspace() and not anchor.quote[0].isspace():
        start += 1
    while start < end and new[end - 1].isspace() and not anchor.quote[-1].isspace():
        end -= 1
    return anchor_at(new, start, end) if start < end else None


def _truer(anchor: Anchor, followed: Anchor, stretches: list[_Stretch], old: str, new: str) -> Anchor | None:
    """Where the range went, or the one place where its very words have more of their old neighbours than there.

    When paragraphs change places, a few words of the one that stay may be words of the other. None when the words
    there are rather those of another place that said the same and is gone.
    """
    least = _nearness(anchor, new, followed.start, followed.end)
    near = _near(anchor, old, new)
    own = near.pop(followed.start, None)
    best = max(near.values(), default=0)
    first = [at for at, much in near.items() if much == best]
    if best > least and len(first) == 1 and best > _claim(anchor, stretches, old, new, first[0]):
        return anchor_at(new, first[0], first[0] + len(anchor.quote))
    taken = own is not None and any(much > own for much in _twins(anchor, stretches, old, new, followed.start))
    return None if taken else followed


def _twins(anchor: Anchor, stretches: list[_Stretch], old: str, new: str, at: int) -> Iterator[int]:
    """Of each place of `old` with the same words that did not stay: how many of its neighbours are at the new place."""
    size = len(anchor.quote)
    for start in _occurrences(old, anchor.quote):
        stretch = stretches[bisect_right(stretches, start, key=lambda item: item.start) - 1]
        stayed = stretch.common and start + size <= stretch.end
        if start != anchor.start and not stayed:
            yield _nearness(anchor_at(old, start, start + size), new, at, at + size)


def _claim(anchor: Anchor, stretches: list[_Stretch], old: str, new: str, at: int) -> int:
    """The neighbours kept by the words that stand there already, the same but not the anchor's; 0 without such."""
    end = at + len(anchor.quote)
    stretch = stretches[bisect_right(stretches, at, key=lambda item: item.new_start) - 1]
    if not stretch.common or end > stretch.new_end:
        return 0
    start = stretch.start + at - stretch.new_start
    return _nearness(anchor_at(old, start, start + len(anchor.quote)), new, at, end)


def _moved(anchor: Anchor, stretches: list[_Stretch], old: str, new: str) -> Anchor | None:
    """The one place where the same words were put in anew, or have more of their old neighbours than those there."""
    changed = [stretch for stretch in stretches if not stretch.common]
    size = len(anchor.quote)
    near = {
        at: much
        for at, much in _near(anchor, old, new).items()
        if _put_in(changed, at, at + size) or much > _claim(anchor, stretches, old, new, at)
    }
    best = max(near.values(), default=0)
    first = [at for at, much in near.items() if much == best]
    if len(first) != 1 or (best == 0 and _words(anchor.quote) < _TELLING):
        return None
    return anchor_at(new, first[0], first[0] + size)


def _near(anchor: Anchor, old: str, new: str) -> dict[int, int]:
    """Where the anchor's very words stand in `new`, and how many of their neighbours they have there."""
    return {
        at: _nearness(anchor, new, at, at + len(anchor.quote))
        for at in _occurrences(new, anchor.quote)
        if _whole(anchor, old, new, at)
    }


def _whole(anchor: Anchor, old: str, new: str, at: int) -> bool:
    """Whether a quote of whole words is whole words there, and no piece of longer ones."""
    return (not _inside(new, at) or _inside(old, anchor.start)) and (
        not _inside(new, at + len(anchor.quote)) or _inside(old, anchor.end)
    )


def _inside(text: str, at: int) -> bool:
    """Whether a place is between two letters, digits or marks."""
    return 0 < at < len(text) and all(unicodedata.category(char)[0] in "LMN" for char in text[at - 1 : at + 1])


def _put_in(changed: list[_Stretch], start: int, end: int) -> bool:
    """Whether at least four fifths of the range are new words, so that it is not another's old place."""
    covered = sum(max(0, min(end, item.new_end) - max(start, item.new_start)) for item in changed)
    return 5 * covered >= 4 * (end - start)


def _nearness(anchor: Anchor, new: str, start: int, end: int) -> int:
    """How many of the words before and after the quote are still neighbours of that range."""
    before = tokens(new[max(0, start - CONTEXT) : start])[::-1]
    after = tokens(new[end : end + CONTEXT])
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


def _letters(text: str, quote: str) -> int:
    """The letters and digits; of a quote without any, all that is not white space."""
    if any(map(str.isalnum, quote)):
        return sum(map(str.isalnum, text))
    return sum(not char.isspace() for char in text)


def _words(text: str) -> int:
    return sum(kind(token) in {"word", "cluster"} for token in tokens(text))

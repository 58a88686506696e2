"""The places of a text that stand in brackets, each with the wordings one may choose; the text with one chosen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from poa.errors import Invalid
from poa.text.bracket_lifting import lift_bracket
from poa.text.bracket_loci import decompose
from poa.text.brackets import Bracket, Node, parse_brackets
from poa.text.overlays import Locus

NO_WORDS = -1


@dataclass(frozen=True, slots=True)
class Option:
    """A wording that one may choose, and the codes behind it; `base`: it is what stood before anybody proposed."""

    text: str
    keys: tuple[str, ...]
    base: bool = False


@dataclass(frozen=True, slots=True)
class BracketPlace:
    """Brackets side by side that are alternatives of each other, or one alone; `depth` counts from 1.

    `brackets` are where each begins, with the index of its option (of `delete`: the option without words).
    """

    start: int
    end: int
    depth: int
    options: tuple[Option, ...]
    brackets: tuple[tuple[int, int], ...]


def bracket_places(text: str, codes: Set[str] = frozenset()) -> tuple[BracketPlace, ...]:
    """The places of a clause in the order of the text, an outer one before those in it."""
    if "[" not in text:
        return ()
    return tuple(_places(text, parse_brackets(text, codes), codes, 1))


def choose(text: str, place: BracketPlace, choice: int, codes: Set[str] = frozenset()) -> str:
    """The text with one option of a place chosen, or `NO_WORDS`: its brackets gone, blanks and lines in order."""
    kept = next((start for start, option in place.brackets if option == choice), None)
    wanted = place.options[choice].text if choice != NO_WORDS else ""
    if kept is None and wanted:  # only `delete "…"` has the words
        kept = place.brackets[0][0]
    if not wanted:
        kept = None
        text, place = _with_words_inside(text, place)
    for start, _option in reversed(place.brackets):
        text = lift_bracket(text, start, start == kept, codes)
    return text


def _with_words_inside(text: str, place: BracketPlace) -> tuple[str, BracketPlace]:
    """`shall [SG: delete "shall"]` as `[shall]`, so that the words go with the bracket."""
    base = place.options[0]
    lone = len(place.brackets) == 1 and base.base and place.brackets[0][1] != 0
    before = text[: place.start].rstrip()
    if not lone or not base.text or not before.endswith(base.text):
        return text, place
    start = len(before) - len(base.text)
    text = f"{text[:start]}[{base.text}]{text[place.end :]}"
    return text, BracketPlace(start, start + len(base.text) + 2, place.depth, place.options, ((start, 0),))


def _places(text: str, nodes: Sequence[Node], codes: Set[str], depth: int) -> Iterator[BracketPlace]:
    for group in _groups(nodes):
        yield _place(text, group, codes, depth)
        for bracket in group:
            yield from _places(text, bracket.nodes, codes, depth + 1)


def _groups(nodes: Sequence[Node]) -> Iterator[list[Bracket]]:
    """Runs of brackets with nothing between them but white space without a paragraph break."""
    group: list[Bracket] = []
    for node in nodes:
        if isinstance(node, Bracket):
            group.append(node)
        elif group and (node.text.strip() or node.text.count("\n") > 1):
            yield group
            group = []
    if group:
        yield group


def _place(text: str, group: Sequence[Bracket], codes: Set[str], depth: int) -> BracketPlace:
    start, end = group[0].start, group[-1].end
    try:
        locus = decompose(text[start:end], codes)
    except Invalid:  # what the page reads as brackets and this reader does not: words as they stand
        locus = Locus("", ())
    based = len(group) > 1 and not group[0].keys
    if len(locus.variants) != len(group) - based:
        options = tuple(Option(text[item.start + len(item.head) : item.end - 1], item.keys) for item in group)
        if len(group) == 1 and locus.base and not locus.variants:
            options = (Option(locus.base, ()),)
        return BracketPlace(start, end, depth, options, tuple((item.start, n) for n, item in enumerate(group)))
    retained = tuple(key for variant in locus.variants if variant.text == locus.base for key in variant.keys)
    options = (Option(locus.base, retained, base=True),) if locus.base else ()
    brackets = [(group[0].start, 0)] if based else []
    for bracket, variant in zip(group[based:], locus.variants, strict=True):
        if locus.base and variant.text == locus.base:
            brackets.append((bracket.start, 0))
            continue
        options += (Option(variant.text, variant.keys),)
        brackets.append((bracket.start, len(options) - 1))
    return BracketPlace(start, end, depth, options, tuple(brackets))

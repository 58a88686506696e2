"""A clause with all that is proposed to it in square brackets; the same without a name; how many pairs a text has.

Pure functions of texts: what they give is kept, whoever asks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from functools import lru_cache

from poa.text.bracket_loci import compose
from poa.text.brackets import all_brackets, lint_brackets, parse_brackets
from poa.text.markdown_inline import PAIR_PART, attribution, bracket_pairs
from poa.text.overlays import Common, Locus, Variant, overlay

Wording = tuple[str, tuple[str, ...]]
"""A whole text that is proposed, and the codes behind it: the proposer, then the supporters."""

_MARKS = re.compile(r"[\[\]{}\\|\n*_]")
_LINK = re.compile(r"\((?:https?|mailto):", re.IGNORECASE)
_WRONG = frozenset({"unbalanced", "empty", "unknown_party"})


@lru_cache(maxsize=16_384)
def compiled(
    base: str,
    wordings: tuple[Wording, ...],
    alternatives: tuple[Wording, ...] = (),
    deleted: tuple[str, ...] = (),
    codes: frozenset[str] = frozenset(),
) -> str:
    """The clause with every place where a wording differs in brackets; `decompose` reads each place back.

    Around it all, if there are any: `[…] [JP: alt 1: …] [SG: delete "…"]`, the alternatives to the whole clause in the
    order given and who wants it deleted. Wordings come in the order in which they were tabled.
    """
    inner = _laid(base, wordings, codes)
    if not alternatives and not deleted:
        return inner
    grouped = _grouped(alternatives).items()
    wanted = {_alternative(number, text): keys for number, (text, keys) in enumerate(grouped, start=1)}
    return _whole(inner, wanted, deleted, codes)


@lru_cache(maxsize=4096)
def inserted(text: str, keys: tuple[str, ...], codes: frozenset[str] = frozenset()) -> str:
    """A new clause as a compilation shows it: `[JP: …]`."""
    return _whole("", {text: keys}, (), codes)


@lru_cache(maxsize=16_384)
def unattributed(text: str, codes: frozenset[str]) -> str:
    """The text with the codes gone from its brackets: `[shall] [will]`, `[delete "…"]`.

    What would then be read as codes again goes into quotes, what would become a link is set apart by a blank.
    """
    pairs = bracket_pairs(text)
    closing: dict[int, tuple[str, str]] = {}
    pieces: list[str] = []
    at = 0
    for match in PAIR_PART.finditer(text):
        start = match.start()
        if match[0] == "[" and (found := attribution(text, start + 1, codes)) is not None:
            pieces.append(text[at : start + 1])
            at = found[1] + text.startswith(" ", found[1])
            quote = '"' if attribution(text, at, codes) is not None else ""
            pieces.append(quote)
            end = pairs.get(start, -1)
            closing[end] = (quote, " " if _LINK.match(text, end + 1) else "")
        elif start in closing:
            quote, blank = closing[start]
            pieces.append(f"{text[at:start]}{quote}]{blank}")
            at = start + 1
    return "".join((*pieces, text[at:]))


@lru_cache(maxsize=16_384)
def count_pairs(text: str, codes: frozenset[str] = frozenset()) -> int:
    """How many pairs of brackets a text has, as the page shows it: a link is none."""
    if "[" not in text:
        return 0
    if "](" not in text and "\\" not in text and "\n" not in text:
        return len(bracket_pairs(text))
    return sum(1 for _ in all_brackets(parse_brackets(text, codes)))


def _laid(base: str, wordings: Sequence[Wording], codes: Set[str]) -> str:
    """Place by place; where brackets could not be paired so (a row of a table, say), the clause as one place."""
    if not wordings:
        return base
    who = {f"{number:06}": keys for number, (_, keys) in enumerate(wordings)}
    parts = overlay(base, dict(zip(who, (text for text, _ in wordings), strict=True)))
    text = "".join(part.text if isinstance(part, Common) else compose(part, who) for part in parts)
    plain = not any(_MARKS.search(words) for words in (base, *(words for words, _ in wordings)))
    if plain or not _is_wrong(text, codes) or _is_wrong(base, codes):
        return text
    whole = _whole(base, {words: keys for words, keys in _grouped(wordings).items() if words != base}, (), codes)
    return text if _is_wrong(whole, codes) else whole


def _whole(base: str, wanted: Mapping[str, tuple[str, ...]], deleted: tuple[str, ...], codes: Set[str]) -> str:
    """Whole texts as one place: what has several lines, with each bracket opened and closed on a line of its own."""
    deleting = [f'[{", ".join(deleted)}: delete "…"]'] if deleted else []
    if any("\n" in text for text in (base, *wanted)):
        items = [f"[{', '.join(keys)}:\n{text}\n]" for text, keys in wanted.items()]
        lines = "\n".join([*([f"[\n{base}\n]"] if base else []), *items, *deleting])
        if not _is_wrong(lines, codes):
            return lines
    place = compose(Locus(base.strip(), tuple(Variant(text, keys) for text, keys in wanted.items())))
    return " ".join([place, *deleting])


def _is_wrong(text: str, codes: Set[str]) -> bool:
    return any(finding.kind in _WRONG for finding in lint_brackets(text, codes))


def _grouped(wordings: Sequence[Wording]) -> dict[str, tuple[str, ...]]:
    """The same words once, with all that are behind them: the proposers, then the supporters."""
    behind: dict[str, list[tuple[str, ...]]] = {}
    for text, keys in wordings:
        behind.setdefault(text, []).append(keys)
    return {
        text: tuple(dict.fromkeys([*(keys[0] for keys in some if keys), *(key for keys in some for key in keys)]))
        for text, some in behind.items()
    }


def _alternative(number: int, text: str) -> str:
    """`alt 1: …`; what has several lines begins on one of its own."""
    return f"alt {number}:\n\n{text}" if "\n" in text else f"alt {number}: {text}"

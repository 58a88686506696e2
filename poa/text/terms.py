"""The checks of the legal scrub over a whole plan: terms, abbreviations, commitment words, references, manner."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set

from poa.text.finding import Finding, Item, plain
from poa.text.manner import manner
from poa.text.references import references

from ..phrases import Words

__all__ = ["KINDS", "Finding", "Item", "findings"]

# What a finding's kind is called, in the order in which they are shown.
KINDS = {
    "commitment": Words("Words of a treaty"),
    "reference": Words("References"),
    "definition": Words("Definitions"),
    "term": Words("Defined terms"),
    "abbreviation": Words("Abbreviations"),
    "preamble": Words("Preambular paragraphs"),
    "infinitive": Words("Action lines"),
    "bracket": Words("Brackets"),
    "space": Words("Spaces"),
    "quotes": Words("Quotation marks"),
    "dashes": Words("Dashes"),
}

_DEFINED = re.compile(
    r"[\"“](?P<means>[^\"“”\n]{1,80})[\"”]\s+(?:means?|refers? to)\b"
    r"|\(\s*(?:(?:hereinafter|hereafter),?\s+(?:(?:also\s+)?(?:referred to as|called|known as)\s+)?)?(?:the\s+)?"
    r"[\"“](?P<named>[^\"“”\n]{1,80})[\"”]\s*\)"
)
_TREATY = (
    (re.compile(r"\bshall\b", re.IGNORECASE), Words("“%(word)s” binds, and this is no treaty."), "will endeavour to"),
    (
        re.compile(r"\b(?:agrees?|(?:have|has) agreed)\b(?! on\s+a\b)"),
        Words("“%(word)s” is a word of agreements."),
        None,
    ),
    (
        re.compile(r"\b(?:Contracting )?(?:Parties|Party)\b"),
        Words("“%(word)s” belongs in a treaty: name who is meant."),
        None,
    ),
)
# What is written with a capital as if it had been defined.
_LIKE_TERM = re.compile(
    r"\bthe ((?:[A-Z][a-z]+ ){0,3}(?:Committee|Group|Programme|Project|Fund|Mechanism|Initiative|Platform|Network|"
    r"Facility|Framework|Coordinator|Centre|Council|Forum|Participants|Members|Partners|Board|Unit))\b"
)
_ABBREVIATION = re.compile(r"(?<![\w&-])([A-Z][A-Z0-9&]*[A-Z][A-Z0-9]{0,8})s?(?![\w&])")
_KNOWN = frozenset({"ASEAN", "UN", "USD", "EUR", "JPY", "SGD", "COVID", "UTC"})
_ROMAN = re.compile(r"[IVXLCDM]+\Z")
_SAID = re.compile(
    r"\b[Pp]ara(?:graph)?s? (\d{1,4}(?:[A-Z]| (?:bis|ter|quater|quinquies))?)(?![\w.])(?!\s*(?:\([a-z]+\)\s*)?of\b)"
)
_ITEM = re.compile(r"\([0-9a-z]{1,4}(?: [a-z]+)?\)")


def findings(items: Sequence[Item], codes: Set[str] = frozenset()) -> list[Finding]:
    """All that the checks find, in the order of the plan; `codes` are the parties and circles that head a bracket."""
    texts = [plain(item.text) for item in items]
    found = [
        *_treaty_words(items, texts),
        *_terms(items, texts, codes),
        *_abbreviations(items, texts, codes),
        *_references(items, texts),
        *manner(items, texts, codes),
    ]
    order = {item.id: index for index, item in enumerate(items)}
    return sorted(found, key=lambda finding: (order[finding.clause], finding.start, finding.end, finding.kind))


def _treaty_words(items: Sequence[Item], texts: Sequence[str]) -> Iterator[Finding]:
    for item, text in zip(items, texts, strict=True):
        for pattern, message, suggestion in _TREATY:
            for match in pattern.finditer(text):
                said = Words(message.template, word=match.group())
                yield Finding(item.id, match.start(), match.end(), "commitment", said, suggestion)


_Place = tuple[int, int]


def _terms(items: Sequence[Item], texts: Sequence[str], codes: Set[str]) -> Iterator[Finding]:
    """Terms that are defined twice, used before or without a definition, or written with other capitals."""
    defined: dict[str, tuple[_Place, _Place]] = {}
    inside: set[_Place] = set()
    for index, (item, text) in enumerate(zip(items, texts, strict=True)):
        for match in _DEFINED.finditer(text):
            name = match.lastgroup or ""
            term, start, end = match.group(name).strip(), match.start(name), match.end(name)
            if not term:
                continue
            inside.add((index, start))
            if term in defined:
                said = Words("“%(term)s” has been defined before.", term=term)
                yield Finding(item.id, start, end, "definition", said)
            else:
                defined[term] = ((index, match.start()), (index, match.end()))
    for term, (begins, ends) in defined.items():
        if not _is_abbreviation(term, codes):
            yield from _uses(items, texts, term, begins, ends, inside)
    yield from _undefined(items, texts, defined.keys())


def _uses(
    items: Sequence[Item], texts: Sequence[str], term: str, begins: _Place, ends: _Place, inside: set[_Place]
) -> Iterator[Finding]:
    """A term before its definition (the first time), and wherever after it its capitals are others."""
    early = False
    word = re.compile(rf"(?<!\w){re.escape(term)}s?(?!\w)", re.IGNORECASE)
    for index, (item, text) in enumerate(zip(items, texts, strict=True)):
        for match in word.finditer(text) if item.kind != "section" else ():
            place = (index, match.start())
            if begins <= place < ends or place in inside:
                continue
            same = match.group().startswith(term)
            if not same and (place < begins or _capital_of_sentence(text, match, term)):
                continue
            if not same:
                said = Words("“%(term)s” is defined with other capitals.", term=term)
                suggestion = term + match.group()[len(term) :]
                yield Finding(item.id, match.start(), match.end(), "term", said, suggestion)
            elif place < begins and not early:
                early = True
                said = Words("“%(term)s” is defined only further on.", term=term)
                yield Finding(item.id, match.start(), match.end(), "term", said)


def _capital_of_sentence(text: str, match: re.Match[str], term: str) -> bool:
    """Whether a term has its capital only because it begins a sentence."""
    found = match.group()[: len(term)]
    return found[1:] == term[1:] and found[0].isupper() and not text[: match.start()].rstrip(" \n*_[(")[-1:].isalnum()


def _undefined(items: Sequence[Item], texts: Sequence[str], defined: Set[str]) -> Iterator[Finding]:
    """What reads as a defined term and is defined nowhere, the first time that it is used."""
    told: set[str] = set()
    for item, text in zip(items, texts, strict=True):
        for match in _LIKE_TERM.finditer(text) if item.kind != "section" else ():
            term = match.group(1)
            if term in told or any(term == known or term.endswith(f" {known}") for known in defined):
                continue
            told.add(term)
            said = Words("“%(term)s” reads as a defined term, and is defined nowhere.", term=term)
            yield Finding(item.id, match.start(1), match.end(1), "term", said)


def _is_abbreviation(term: str, codes: Set[str]) -> bool:
    return _ABBREVIATION.fullmatch(term) is not None and term not in codes


def _abbreviations(items: Sequence[Item], texts: Sequence[str], codes: Set[str]) -> Iterator[Finding]:
    """Abbreviations used before or without being introduced in parentheses, or introduced twice."""
    introduced: dict[str, _Place] = {}
    first: dict[str, tuple[_Place, Finding]] = {}
    for index, (item, text) in enumerate(zip(items, texts, strict=True)):
        if item.kind == "section":
            continue
        for match in _ABBREVIATION.finditer(text):
            name = match.group(1)
            if name in codes or name in _KNOWN or _ROMAN.match(name):
                continue
            place = (index, match.start())
            if not _introduces(text, match):
                said = Words("“%(name)s” has not been introduced: write it out, then (%(name)s).", name=name)
                first.setdefault(name, (place, Finding(item.id, match.start(1), match.end(1), "abbreviation", said)))
            elif name in introduced:
                said = Words("“%(name)s” has been introduced before.", name=name)
                yield Finding(item.id, match.start(1), match.end(1), "abbreviation", said)
            else:
                introduced[name] = place
    yield from (finding for name, (place, finding) in first.items() if place < introduced.get(name, (len(items), 0)))


def _introduces(text: str, match: re.Match[str]) -> bool:
    """Whether it stands by itself in parentheses after words, or before its words in parentheses."""
    before = text[: match.start()].rstrip('"“ ')
    after = text[match.end() :].lstrip('"” ')
    alone = before.endswith("(") and before[:-1].rstrip()[-1:].isalpha() and after.startswith(")")
    return alone or re.match(r"\((?:the )?[A-Z][a-z]+ ", after) is not None


def _references(items: Sequence[Item], texts: Sequence[str]) -> Iterator[Finding]:
    """References by identity, and by a typed number where labels are known, that point nowhere."""
    known = {item.id.lower(): item.text for item in items}
    labels = {item.label for item in items if item.label}
    for item, text in zip(items, texts, strict=True):
        for reference in references(item.text):
            message = _wrong(known.get(reference.id), reference.item)
            if message:
                yield Finding(item.id, reference.start, reference.end, "reference", message)
        for match in _SAID.finditer(text) if labels else ():
            if match.group(1) not in labels:
                message = Words("No paragraph %(label)s is in the plan.", label=match.group(1))
                yield Finding(item.id, match.start(), match.end(), "reference", message)


def _wrong(text: str | None, item: str) -> str:
    """What is wrong with a reference to a clause of this text, if anything; the last item named must be there."""
    if text is None:
        return Words("This refers to a clause that is not in the plan.")
    for marker in _ITEM.findall(item):
        if not re.search(rf"^\s*{re.escape(marker)}(?=\s|$)", text, re.MULTILINE):
            return Words("The clause that this refers to has no item %(item)s.", item=marker)
    return ""

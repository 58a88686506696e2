"""Checks of how a clause is written: participles, infinitives, brackets, spaces, quotation marks, dashes."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence, Set

from poa.text.brackets import lint_brackets
from poa.text.finding import Finding, Item

from ..phrases import Words


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_WORDS = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LIKE_PARTICIPLES = _listed("mindful aware conscious cognisant cognizant desirous intent bound eager hopeful grateful")
_ING_VERBS = _listed("bring sing ring string swing spring cling fling sling sting wing")
_TION_VERBS = _listed("mention position commission condition function petition auction caution question")
_MENT_VERBS = _listed("implement complement supplement document augment experiment comment cement")
_ED_VERBS = _listed("embed shed wed")
_S_VERBS = _listed("focus canvas bias")
_NO_VERBS = _listed(
    "the a an each all every both this that these those it they asean japan parties countries members there in on for "
    "with by at as will should may shall"
)
_SPACES = re.compile(r"(?<=\S) {2,}(?=\S)")
_SPACED_HYPHEN = re.compile(r"(?<=\w) (?:--?|—) (?=\w)")
_JOINED = re.compile(r"(?<![\w–—-])(\w+)([-–—])(\w+)(?![\w–—-])")
_RANGE = re.compile(r"(?<![\w.–—-])(\d{1,4})([-–])(\d{1,4})(?![\w–—-])")
_OWN_QUOTES = re.compile(r"\b(?:delete|retain) (\"[^\"\n]*\"|“[^”\n]*”)")
_MARKER = re.compile(r"^\s*\([0-9a-z]{1,4}(?: [a-z]+)?\)(?=\s|$)", re.MULTILINE)


def manner(items: Sequence[Item], texts: Sequence[str], codes: Set[str]) -> Iterator[Finding]:
    """What is wrong with the writing of these clauses; `texts` are theirs with what is no prose taken out."""
    for item, text in zip(items, texts, strict=True):
        yield from _opening(item, text)
        yield from _brackets(item, text, codes)
        yield from _spaces(item, text)
        yield from _dashes(item, text)
    yield from _mixed_quotes(items, texts)
    yield from _mixed_dashes(items, texts)


def _opening(item: Item, text: str) -> Iterator[Finding]:
    """A preambular clause opens with a participle, an action line with an infinitive."""
    words = [match for match, _ in zip(_WORDS.finditer(_head(text)), range(3), strict=False)]
    word = next((match for match in words if not _is_adverb(match.group())), None)
    if word is None:
        return
    if item.kind == "preamble" and not _is_participle(word.group().lower()):
        said = Words("A preambular paragraph opens with a participle, such as “Recalling”.")
        yield Finding(item.id, word.start(), word.end(), "preamble", said)
    if item.kind == "action" and not _may_be_infinitive(word.group().lower()):
        said = Words("An action line opens with a verb in the infinitive, such as “Promote”.")
        yield Finding(item.id, word.start(), word.end(), "infinitive", said)


def _head(text: str) -> str:
    """The beginning of a text, with the heads of brackets made signs without meaning."""
    return re.sub(r"\[[^\[\]:\s]+(?:, ?[^\[\]:\s]+)*: ", lambda match: "\ufffc" * len(match.group()), text[:300])


def _is_adverb(word: str) -> bool:
    return word.lower() in ("and", "also", "further", "to") or (len(word) > 4 and word.lower().endswith("ly"))


def _is_participle(word: str) -> bool:
    return word.endswith("ing") or word.endswith("ed") or word in _LIKE_PARTICIPLES


def _may_be_infinitive(word: str) -> bool:
    if word in _NO_VERBS:
        return False
    endings = (
        ("ing", _ING_VERBS),
        ("tion", _TION_VERBS),
        ("ment", _MENT_VERBS),
        ("s", _S_VERBS),
    )
    if word.endswith("ed") and not word.endswith("eed") and word not in _ED_VERBS:
        return False
    return word.endswith("ss") or not any(word.endswith(end) and word not in verbs for end, verbs in endings)


def _brackets(item: Item, text: str, codes: Set[str]) -> Iterator[Finding]:
    for found in lint_brackets(item.text, codes):
        yield Finding(item.id, found.start, found.end, "bracket", found.message)
    open_at: list[int] = []
    for match in re.finditer(r"[()]", _MARKER.sub(lambda marker: "\ufffc" * len(marker.group()), text)):
        if match.group() == "(":
            open_at.append(match.start())
        elif open_at:
            open_at.pop()
        else:
            yield Finding(item.id, match.start(), match.end(), "bracket", Words("This parenthesis was never opened."))
    for start in open_at:
        yield Finding(item.id, start, start + 1, "bracket", Words("This parenthesis is never closed."))


def _spaces(item: Item, text: str) -> Iterator[Finding]:
    for line in re.finditer(r"[^\n]+", text):
        if not line.group().lstrip().startswith("|"):
            for match in _SPACES.finditer(line.group()):
                start, end = line.start() + match.start(), line.start() + match.end()
                yield Finding(item.id, start, end, "space", Words("More than one blank."), " ")


def _dashes(item: Item, text: str) -> Iterator[Finding]:
    for match in _SPACED_HYPHEN.finditer(text):
        if not _in_table(text, match.start()):
            yield Finding(
                item.id, match.start() + 1, match.end() - 1, "dashes", Words("A dash between words is “–”."), "–"
            )


def _in_table(text: str, at: int) -> bool:
    return text[text.rfind("\n", 0, at) + 1 :].lstrip().startswith("|")


_QUOTES = (
    ('"', "“”", Words("Most of the plan has quotation marks of the other kind.")),
    ("'", "’", Words("Most of the plan has apostrophes of the other kind.")),
)


def _mixed_quotes(items: Sequence[Item], texts: Sequence[str]) -> Iterator[Finding]:
    """Straight marks where most of the plan's are curled, or the other way round."""
    for straight, curled, said in _QUOTES:
        found = [
            (item, at, sign)
            for item, text in zip(items, texts, strict=True)
            for at, sign in enumerate(_OWN_QUOTES.sub(lambda match: "\ufffc" * len(match.group()), text))
            if sign == straight or sign in curled
        ]
        odd = sum(sign == straight for _item, _at, sign in found)
        if not 0 < odd < len(found):
            continue
        rare_straight = odd * 2 <= len(found)
        for item, at, sign in found:
            if (sign == straight) is rare_straight:
                yield Finding(
                    item.id, at, at + 1, "quotes", said, _curled(item.text, at, sign) if rare_straight else straight
                )


def _curled(text: str, at: int, sign: str) -> str:
    if sign == "'":
        return "’"
    return "“" if at == 0 or text[at - 1] in " \n([—–*_" else "”"


def _mixed_dashes(items: Sequence[Item], texts: Sequence[str]) -> Iterator[Finding]:
    """The same two words, or numbers in general, joined by different dashes: the rarer ones."""
    joined: dict[tuple[str, ...], list[tuple[Item, int, str]]] = defaultdict(list)
    for item, text in zip(items, texts, strict=True):
        for match in _RANGE.finditer(text):
            joined[()].append((item, match.start(2), match.group(2)))
        for match in _JOINED.finditer(text):
            if not (match.group(1).isdigit() and match.group(3).isdigit()):
                pair = (match.group(1).lower(), match.group(3).lower())
                joined[pair].append((item, match.start(2), match.group(2)))
    for found in joined.values():
        usual = Counter(sign for _item, _at, sign in found).most_common(1)[0][0]
        for item, at, sign in found:
            if sign != usual:
                yield Finding(item.id, at, at + 1, "dashes", Words("Elsewhere another dash stands here."), usual)

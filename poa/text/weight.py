"""Words that carry the substance of a clause: commitment words, numbers, negations; and which of them changed."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from poa.text.references import references

from ..phrases import Words

_NUMBER_WORDS = (
    "zero|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|hundred|thousand|million|billion|trillion|half|"
    "quarter|third|twice|double|triple|per cent|percent"
)
WEIGHTY = re.compile(
    # "May" with a capital is a month, "No." a number's sign.
    r"\b(?:(?P<commitment>shall|will|should|(?-i:may|MAY)|must|endeavou?r(?:s|ed|ing)?(?: to)?)"
    r"|(?P<negation>not|no(?!\.)|nor|neither|never|none|nothing|nobody|cannot|without|except|\w{2,6}n['’]t)"
    rf"|(?P<number>\d+(?:[.,–-]\d+)*|{_NUMBER_WORDS}))\b",
    re.IGNORECASE,
)
_NAMES = {
    "commitment": Words("commitment word"),
    "number": Words("number"),
    "negation": Words("negation"),
    "reference": Words("reference"),
}


def weighty_changes(old: str, new: str) -> list[str]:
    """What an editorial change should leave alone and did not, each in words; commas in a number are its style."""
    before, after = _weights(old), _weights(new)
    found = []
    for op, start, end, first, last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if op == "equal":
            continue
        gone, come = before[start:end], after[first:last]
        for index in range(max(len(gone), len(come))):
            was = gone[index] if index < len(gone) else None
            now = come[index] if index < len(come) else None
            found.append(_said(was, now))
    return found


def _said(was: tuple[str, str] | None, now: tuple[str, str] | None) -> str:
    if was is not None and now is not None:
        return Words("The %(kind)s “%(was)s” became “%(now)s”.", kind=_NAMES[was[0]], was=was[1], now=now[1])
    if was is not None:
        return Words("The %(kind)s “%(was)s” was taken out.", kind=_NAMES[was[0]], was=was[1])
    assert now is not None
    return Words("The %(kind)s “%(now)s” came in.", kind=_NAMES[now[0]], now=now[1])


def _weights(text: str) -> list[tuple[str, str]]:
    """Kind and word of each in order, references among them; what stands in a reference's id is no number."""
    found = []
    plain = text
    for reference in references(text):
        found.append((reference.start, "reference", text[reference.start : reference.end].lower()))
        plain = plain[: reference.start] + " " * (reference.end - reference.start) + plain[reference.end :]
    for match in WEIGHTY.finditer(plain):
        word = match.group().lower()
        kind = match.lastgroup or ""
        found.append((match.start(), kind, word.replace(",", "") if kind == "number" else word))
    return [(kind, word) for _start, kind, word in sorted(found)]

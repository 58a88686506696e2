"""Text to tokens, lossless, for every script the parties write in.

A token is a word, a number with its separators, one run of white space, one mark, or a whole `{…}`, `[^n]`,
link target or address; in scripts written without spaces, one grapheme cluster. No token splits a cluster.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import accumulate, chain, pairwise
from typing import Any, TypeVar

import regex

_Value = TypeVar("_Value")
_LONG = 64
_REMEMBERED = 50_000

# Blocks of the scripts written without spaces: Thai, Lao, Tibetan, Burmese, Khmer, Tai, Balinese, kana, Bopomofo,
# Han, Yi, Javanese.
UNSPACED = (
    "\u0e00-\u109f\u1780-\u17ff\u1950-\u19ff\u1a20-\u1aaf\u1b00-\u1b7f\u2e80-\u2fdf\u3005-\u3007\u3031-\u3035\u303b"
    "\u3041-\u30ff\u3100-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\ua4cf\ua980-\ua9df\ua9e0-\ua9ff"
    "\uaa60-\uaadf\uf900-\ufaff\uff66-\uff9f\U0001aff0-\U0001b16f\U00020000-\U0003ffff"
)
# Code points that never join a neighbour to one cluster, as long as a text has no others: the quick way.
SIMPLE = (
    "\x00-\u02ff\u0370-\u0482\u048a-\u0590\u1e00-\u200b\u200e-\u20cf\u2100-\u2cee\u2e00-\u3029\u3030-\u3098"
    "\u309b-\ua66e\uac00-\ud7a3\uf900-\ufb1d\uff00-\uff9d\U00020000-\U0003ffff"
)

# What joins two digits to one number: points, signs of a range or a ratio, as ASCII, Arabic and East Asia write them.
_IN_NUMBERS = ".,:/\u2012-\u2014\u2212\u066b\u066c\u301c\uff0c\uff0e\uff0f\uff1a\uff5e"


def _pattern(letter: str, other: str, *quick: str) -> str:
    """The alternatives of a token, first that fits.

    `letter` is a letter or mark of a script with spaces or any digit, `other` whatever stands for itself;
    `quick` are tried before both.
    """
    return "|".join(
        (
            # The first ones are for speed alone: most of a text is plain words, blanks, commas and full stops.
            r" (?!\s)",
            r"[A-Za-z]+(?=[ .,;\n])",
            r"[,;.](?=\s)",
            *quick,
            r"https?://[^\s<>|\[\]{}()\"]*[^\s<>|\[\]{}()\".,;:!?'’”*_]",
            rf"{letter}+(?:[-\u2010\u2011'’]{letter}+|(?<=\d)[{_IN_NUMBERS}](?=\d){letter}+"
            rf"|(?<=\d)[\xa0\u2009\u202f](?=\d\d\d(?!\d)){letter}+)*",
            r"[^\S\n]*\n(?:[^\S\n]*\n)+",
            r"[^\S\n]*\n",
            r"[^\S\n]+",
            r"\{placeholder:[^{}]{0,500}+\}",
            r"\{[^{}\n]*+\}",
            r"\[\^[^\]\[\s]+\]",
            r"(?<=\])\((?:[^()\s]|\([^()\s]*\))*(?:[ \t]\"[^\"\n]*\")?\)",
            r"\\[!-/:-@\[-`{-~]",
            r"\*+|_+|-+|=+|~+|`+|\.+",
            other,
        )
    )


# An unspaced letter that plainly is a cluster of its own, as most are, and halves of characters all in one.
_ALONE = (rf"[[[{UNSPACED}]&&\p{{GCB=Other}}]--\p{{Nd}}](?=\p{{GCB=Other}})", "[\ud800-\udfff]+")
# Flags apart: `\X` alone takes quadratic time on a run of them.
_CLUSTER = r"[\U0001f1e6-\U0001f1ff]{2}(?=[\U0001f1e6-\U0001f1ff])|\X"
_COMPLEX = re.compile(f"[^{SIMPLE}]")
_TOKEN = re.compile(_pattern(f"[^\\W_{UNSPACED}]", ".", f"[{UNSPACED}]"), re.DOTALL)
_TOKEN_MARKED = regex.compile(
    _pattern(rf"[[[\p{{L}}\p{{M}}\p{{N}}\u200c\u200d]--[{UNSPACED}]]\p{{Nd}}]", _CLUSTER, *_ALONE),
    regex.DOTALL | regex.V1,
)
_CLUSTERS = regex.compile(_CLUSTER)
# What a text that falls into pieces is made of: no clusters, no unspaced scripts, no blanks but space and line end.
_PLAIN = re.compile(
    "[\n -~\xa1-\u02ff\u0370-\u0482\u048a-\u0590\u1e00-\u1fff\u2010-\u2027\u2030-\u205e\u20a0-\u20cf\u2100-\u2bff"
    "\uac00-\ud7a3]*"
)
_PLACEHOLDER = "{placeholder:"
_LONGEST_PLACEHOLDER = 500 + len("{placeholder:}")
# What may belong to one cluster with what stands before it, and with what comes after it; Indic letters join over a
# mark between them.
_JOINS_BEFORE = regex.compile(
    r"[^\p{GCB=Other}\p{GCB=Control}\n\r]|\p{Extended_Pictographic}"
    r"|[\u0900-\u0dff\u1000-\u109f\u1700-\u1cff\ua800-\uabff\U00011000-\U00011fff]",
    regex.V1,
)
_JOINS_AFTER = regex.compile(r"\p{GCB=Prepend}", regex.V1)
_KINDS = re.compile(
    rf"(?P<space>[\s\u200b])|(?P<cluster>(?!\d)[{UNSPACED}\u3001-\u3003\u3008-\u301f\uff01-\uff65])|(?P<word>\w)"
)


def tokens(text: str) -> list[str]:
    """The tokens of `text`, in order; joined they are `text` again, code point for code point."""
    found = pieces(text)
    if found is not None:
        return list(chain.from_iterable(map(tokens_of, found)))
    if _COMPLEX.search(text) is not None:
        return _whole_clusters(text, _TOKEN_MARKED.findall(text))
    return _TOKEN.findall(text)


def pieces(text: str) -> list[str] | None:
    """The words of `text`, each with what touches it and the blanks after it: runs of whole tokens.

    None for a text where a token may go beyond a blank, or where words are not apart.
    """
    if _PLAIN.fullmatch(text) is None:
        return None
    cut = text.replace(" ", " \0")
    if "\n" in text:
        cut = cut.replace("\n", "\n\0").replace("\0\n", "\n")
    cut = cut.replace("\0 ", " ")
    if "{" in text:
        cut = _glued(cut)
    found = cut.split("\0")
    if '"' in text and "](" in text and any("](" in one and two[:1] == '"' for one, two in pairwise(found)):
        return None
    if not found[-1]:
        found.pop()
    return found


def _glued(cut: str) -> str:
    """The text without the cuts inside braces that are one token."""
    parts: list[str] = []
    done = at = 0
    while (end := cut.find("}", at)) >= 0:
        start = cut.rfind("{", at, end)
        at = end + 1
        if start >= 0:
            whole = cut[start:at].replace("\0", "")
            if "\n" not in whole or (whole.startswith(_PLACEHOLDER) and len(whole) <= _LONGEST_PLACEHOLDER):
                parts += cut[done:start], whole
                done = at
    return "".join((*parts, cut[done:])) if parts else cut


def _whole_clusters(text: str, found: list[str]) -> list[str]:
    """The tokens found, joined wherever one ends inside a grapheme cluster."""
    firsts, lasts = "".join({token[0] for token in found}), "".join({token[-1] for token in found})
    if _JOINS_BEFORE.search(firsts) is None and _JOINS_AFTER.search(lasts) is None:
        return found
    clusters = set(accumulate(map(len, _CLUSTERS.findall(text))))
    ends = list(accumulate(map(len, found)))
    if clusters.issuperset(ends):
        return found
    cuts = [0, *(end for end in ends if end in clusters)]
    return [text[start:end] for start, end in pairwise(cuts)]


class _Remembered(dict[str, _Value]):
    """What a function of a token gave before; long tokens are worked out each time, so that memory stays bounded."""

    def __init__(self, classify: Callable[[str], _Value]) -> None:
        super().__init__()
        self._classify = classify

    def __missing__(self, token: str) -> _Value:
        value = self._classify(token)
        if len(token) <= _LONG:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[token] = value
        return value


_memories: list[_Remembered[Any]] = []


def remembered(classify: Callable[[str], _Value]) -> Callable[[str], _Value]:
    """The same function, fast for tokens that come again."""
    memory = _Remembered(classify)
    _memories.append(memory)
    return memory.__getitem__


def forget() -> None:
    """Forget every token, as in a process that has just begun: so that a benchmark can tell what that takes."""
    for memory in _memories:
        memory.clear()


@remembered
def tokens_of(piece: str) -> tuple[str, ...]:
    """The tokens of one of the `pieces` of a text, or the parts of a token."""
    return tuple(_TOKEN.findall(piece) if _COMPLEX.search(piece) is None else tokens(piece))


@remembered
def kind(token: str) -> str:
    """What a token is: para (white space with a paragraph break), space, cluster (unspaced script), word, mark."""
    # A blank may be one cluster with a mark, and so one token with the word that goes on after it.
    match = _KINDS.match(token.lstrip() or token)
    if match is None:
        return "mark"
    if match.lastgroup == "space":
        return "para" if token.count("\n") > 1 else "space"
    return match.lastgroup or "mark"

"""A place where texts differ written in brackets, as a compilation has it, and read back to the same place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import takewhile

from poa.errors import Invalid
from poa.text.markdown import parse
from poa.text.markdown_inline import CHAIR, PAIR_PART
from poa.text.overlays import Locus, Variant

_HEAD = re.compile(r'\[([^\[\]{}:"\\\n]+):(?: |(?=\n))')
_NO_CODE = re.compile(r'[\[\]{}:,"\\\n]|\A\s|\s\Z|\A\Z')
_QUOTED = re.compile(r'"(.*)"|“(.*)”', re.DOTALL)
_SAID = re.compile(r'(delete|retain) (?:"(.*)"|“(.*)”)', re.DOTALL)
_NOTE = re.compile(r"\^[^\]\[\s^]{1,40}")
_UNCLOSED = re.compile(r"\{placeholder:[^{}]*\Z")
_ESCAPED = re.compile(r"\\([\\\[\]{])")
_LONGEST_QUOTE = 80


@dataclass(frozen=True, slots=True)
class _Item:
    """One bracket of a locus: its codes and, without its head and its closing, what it holds."""

    keys: tuple[str, ...]
    body: str


def compose(locus: Locus, who: Mapping[str, Sequence[str]] | None = None) -> str:
    """A locus as bracketed text: `[shall] [JP, VN: will] [SG: delete "shall"]`; `decompose` reads it back.

    The keys of the variants are codes, or `who` gives the codes behind each key, proposers first. A variant that says
    what the base says names those who want it kept: `[MY: retain "shall"]` stands instead of `[shall]`. White space
    that all the words have at an edge stands outside the brackets; other white space at an edge, an odd bracket and
    what would read as something else goes into quotes. Raises `Invalid` for a key that can be no code.
    """
    texts = [text for text in (locus.base, *(variant.text for variant in locus.variants)) if text]
    before, after = _edges(texts)
    base = _trimmed(locus.base, before, after)
    lines = _needs_lines(texts, before, after)
    parts = []
    if _base_stands(locus):
        parts.append(f"[{_body(base, lines, _reads_otherwise(base))}]")
    for variant in locus.variants:
        codes = _codes(variant.keys, who or {})
        text = _trimmed(variant.text, before, after)
        if not codes:
            parts.append(f"[{_body(text, lines, _reads_otherwise(text))}]")
        elif variant.text == locus.base:
            parts.append(f'[{codes}: retain "{_escaped(base)}"]')
        elif not variant.text:
            parts.append(f"[{codes}: delete {_named(base)}]")
        else:
            body = _body(text, lines, _SAID.fullmatch(text) is not None)
            parts.append(f"[{codes}:{'' if body.startswith(chr(10)) else ' '}{body}]")
    return before + ("\n" if lines else " ").join(parts) + after


def decompose(text: str, codes: Set[str] | None = None) -> Locus:
    """The locus that `compose` wrote, or that people wrote in the same way.

    With `codes` a head counts only when it names these (or `Chair`); without, whatever stands before a colon counts.
    A retained base is a variant that equals the base. Raises `Invalid` when anything but brackets stands there.
    """
    items = list(_items(text, codes))
    inner = text.strip()
    before = text[: len(text) - len(text.lstrip())] if inner else ""
    after = text[len(text.rstrip()) :] if inner else ""
    if not items and text:
        raise Invalid("There is no bracket here.", field="text")
    base: str | None = None
    named = ""
    found: list[tuple[str | None, tuple[str, ...]]] = []
    for index, item in enumerate(items):
        said = _SAID.fullmatch(item.body) if item.keys else None
        if said is not None:
            quoted = _unescaped(said.group(2) if said.group(2) is not None else said.group(3))
            base = quoted if base is None and said.group(1) == "retain" else base
            named = named or quoted
            found.append((None if said.group(1) == "retain" else "", item.keys))
        elif not item.keys and index == 0:
            base = _wording(item.body)
        else:
            found.append((_wording(item.body), item.keys))
    original = _widened(named if base is None else base, before, after)
    variants = ((original if said is None else _widened(said, before, after), keys) for said, keys in found)
    return Locus(original, tuple(Variant(said, keys) for said, keys in variants))


def kept_words(body: str, attributed: bool) -> str:
    """What a bracket's body puts into the text when its words are kept: without the quotes that `compose` gives."""
    said = _SAID.fullmatch(body) if attributed else None
    if said is not None:
        quoted = said.group(2) if said.group(2) is not None else said.group(3)
        return "" if quoted == "…" else _unescaped(quoted)
    words = _wording(body)
    return words if body == _body(words, False, _reads_otherwise(words)) else body


def _edges(texts: Sequence[str]) -> tuple[str, str]:
    """The white space that all texts have in common at their beginning and at their end."""
    if not texts or any(text.isspace() for text in texts):
        return "", ""
    before = _common([text[: len(text) - len(text.lstrip())] for text in texts])
    after = _common([text[len(text.rstrip()) :][::-1] for text in texts])[::-1]
    return before, after


def _common(texts: Sequence[str]) -> str:
    """What all of the texts begin with."""
    columns = zip(*texts, strict=False)
    return "".join(column[0] for column in takewhile(lambda column: len(set(column)) == 1, columns))


def _trimmed(text: str, before: str, after: str) -> str:
    return text[len(before) : len(text) - len(after)] if text else ""


def _widened(text: str, before: str, after: str) -> str:
    return before + text + after if text else ""


def _needs_lines(texts: Sequence[str], before: str, after: str) -> bool:
    """Whether list items, tables or notes are among the texts, so that brackets open and close on own lines."""
    if not any("\n" in text for text in (before, after, *texts)):
        return False
    clauses = [parse(text) for text in texts]
    return any(clause.notes or any(block.kind != "p" for block in clause.blocks) for clause in clauses)


def _base_stands(locus: Locus) -> bool:
    """Whether the base has a bracket of its own: it has words that no `retain` gives, or a variant has no codes."""
    keyless = any(not variant.keys for variant in locus.variants)
    retained = any(variant.text == locus.base for variant in locus.variants)
    return keyless or (bool(locus.base) and not retained)


def _codes(keys: Sequence[str], who: Mapping[str, Sequence[str]]) -> str:
    """The codes behind the keys, first each one's proposer, then the supporters."""
    behind = [who.get(key, (key,)) for key in keys]
    codes = dict.fromkeys(
        [*(code for some in behind for code in some[:1]), *(code for some in behind for code in some)]
    )
    for code in codes:
        if _NO_CODE.search(code):
            raise Invalid("“%(code)s” cannot stand as a code before the colon of a bracket.", field="keys", code=code)
    return ", ".join(codes)


def _reads_otherwise(text: str) -> bool:
    """Whether a bracket without codes would be taken for an attributed one or for a note's mark."""
    return _HEAD.match(f"[{text}") is not None or _NOTE.fullmatch(text) is not None


def _body(text: str, lines: bool, quoted: bool) -> str:
    if not text or text.isspace() or not _is_safe(text):
        return f'"{_escaped(text)}"'
    if lines:
        return f"\n{text}\n"
    if quoted or text != text.strip() or _QUOTED.fullmatch(text):
        return f'"{_escaped(text)}"'
    return text


def _named(base: str) -> str:
    """The words to be deleted, which the base's own bracket has in full."""
    short = len(base) <= _LONGEST_QUOTE and "\n" not in base
    return f'"{_escaped(base)}"' if short else '"…"'


def _is_safe(text: str) -> bool:
    """Whether brackets around the text are paired with each other, whatever stands before and after."""
    depth = end = 0
    closing = text.count("]")
    for match in PAIR_PART.finditer(text):
        sign = match[0]
        if sign == "[":
            depth += 1
        elif sign == "]":
            depth -= 1
        if not 0 <= depth <= closing:
            return False
        end = match.end()
    return not depth and not text.endswith("\\", end) and _UNCLOSED.search(text) is None


def _escaped(text: str) -> str:
    """The text for quotes: as it is when that can be read back, or with its brackets and backslashes escaped."""
    if "\\" not in text and _is_safe(text):
        return text
    for sign in "\\[]{":
        text = text.replace(sign, f"\\{sign}")
    return text


def _unescaped(text: str) -> str:
    return "".join(_ESCAPED.split(text))


def _wording(body: str) -> str:
    if len(body) > 1 and body.startswith("\n") and body.endswith("\n"):
        return body[1:-1]
    quoted = _QUOTED.fullmatch(body)
    if quoted is None:
        return body
    return _unescaped(quoted.group(1) if quoted.group(1) is not None else quoted.group(2))


def _items(text: str, codes: Set[str] | None) -> Iterator[_Item]:
    """The outermost brackets of a text that holds nothing else."""
    depth = start = end = 0
    for match in PAIR_PART.finditer(text):
        sign = match[0]
        if not depth and (sign != "[" or text[end : match.start()].strip()):
            break
        if sign == "[":
            start = start if depth else match.start()
            depth += 1
        elif sign == "]":
            depth -= 1
            if not depth:
                end = match.end()
                yield _item(text[start:end], codes)
    if depth or text[end:].strip():
        raise Invalid("Something stands outside the brackets.", field="text")


def _item(source: str, codes: Set[str] | None) -> _Item:
    head = _HEAD.match(source)
    keys = tuple(re.split(", ?", head.group(1))) if head else ()
    known = head is not None and (codes is None or all(key in codes or key == CHAIR for key in keys))
    return _Item(keys, source[head.end() : -1]) if head and known else _Item((), source[1:-1])

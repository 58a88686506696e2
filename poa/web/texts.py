"""Clauses and their changes as HTML for the pages; what is immutable is rendered once and kept."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from flask import g, url_for
from markupsafe import Markup

from ..models import Amendment, AmendmentKind, Plan, Revision
from ..queries.drafts import Content, credits_between
from ..queries.plans import label_map
from ..queries.revisions import credits_over
from ..render import html
from ..render.html import Label, Quoted
from ..render.pdf_compare import compare
from ..text import Common, Credit, Locus, overlay
from ..text.quotes import visible
from ..text.references import LOST, REFERENCE, references

# The labels of the clauses that a text refers to; a tuple, so that what is rendered can be kept by it.
Refs = tuple[tuple[str, Label], ...]


@lru_cache(maxsize=4096)
def _clause(text: str, codes: frozenset[str], anchor: str, refs: Refs) -> Markup:
    # poa.render.html escapes everything it was given; this is the one door by which its HTML comes in.
    return Markup(html.clause(text, codes=codes, anchor=anchor, refs=dict(refs)))


@lru_cache(maxsize=1024)
def _quoted(text: str, codes: frozenset[str], anchor: str, refs: Refs, quoted: tuple[Quoted, ...]) -> Markup:
    return Markup(html.clause(text, codes=codes, anchor=anchor, refs=dict(refs), quoted=quoted))


@lru_cache(maxsize=4096)
def _redline(
    old: str,
    new: str,
    codes: frozenset[str],
    deleted: tuple[Credit, ...],
    inserted: tuple[Credit, ...],
    names: tuple[tuple[str, str], ...],
    refs: tuple[Refs, Refs],
) -> Markup:
    old_refs, new_refs = (dict(item) for item in refs)
    return Markup(
        html.redline(
            old,
            new,
            codes=codes,
            deleted=deleted,
            inserted=inserted,
            names=dict(names),
            refs=new_refs,
            old_refs=old_refs,
        )
    )


def _refs(plan: Plan, *texts: str) -> Refs:
    """The labels, and pages, of the clauses that these texts refer to and that stand in the plan now."""
    return _named(_labels(plan) if any("{ref:" in text for text in texts) else {}, *texts)


def _labels(plan: Plan) -> dict[str, Label]:
    """The labels of the plan's clauses, read once for a page."""
    kept: dict[uuid.UUID, dict[str, Label]] = g.setdefault("clause_labels", {})
    if plan.id not in kept:
        kept[plan.id] = {
            str(id): Label(words, url_for("clauses.show", clause_id=id)) for id, words in label_map(plan).items()
        }
    return kept[plan.id]


def _named(known: Mapping[str, Label], *texts: str) -> Refs:
    """Those of the labels that these texts name."""
    found = {reference.id for text in texts for reference in references(text)}
    return tuple((id, known[id]) for id in sorted(found & known.keys()))


def labelled(plan: Plan, text: str) -> str:
    """A text, or a piece of one, as words, with the labels of the clauses that it refers to."""
    if "{ref:" not in text:
        return text
    known = _labels(plan)
    named = {match: known.get(match.group(1).lower()) for match in REFERENCE.finditer(text)}
    for match in reversed(named):
        label = named[match]
        text = text[: match.start()] + (label.words + match.group(2) if label else LOST) + text[match.end() :]
    return text


def plain(plan: Plan | None, text: str) -> str:
    """The words of a clause without its marks, for lists."""
    return visible(text) if plan is None else labelled(plan, visible(text))


def names_of(plan: Plan) -> tuple[tuple[str, str], ...]:
    """Code and name of each party, for screen readers."""
    return tuple((party.code, party.name) for party in plan.parties)


def clause(plan: Plan, text: str, anchor: str, quoted: tuple[Quoted, ...] = ()) -> Markup:
    """A clause's text; `anchor` keeps its footnotes' ids apart from others on the page.

    `quoted` are the words that comments are on, as far as the reader sees these (see `quotes`).
    """
    if quoted:
        return _quoted(text, plan.attributions, anchor, _refs(plan, text), quoted)
    return _clause(text, plan.attributions, anchor, _refs(plan, text))


def amendment(plan: Plan, changed: Amendment) -> Markup:
    """An amendment as tracked changes of its party; of one that moves a clause, the clause's words."""
    base = changed.revision.text if changed.revision else ""
    if changed.kind == AmendmentKind.MOVE.value:
        return clause(plan, base, f"m-{changed.id}")
    return by_party(plan, base, changed.text, changed.proposer.code)


def by_party(plan: Plan, old: str, new: str, code: str | None) -> Markup:
    """Two texts as tracked changes, all by one party (or by nobody in particular)."""
    keys = (code,) if code else ()
    deleted = (Credit(0, len(old), keys),) if keys and old else ()
    inserted = (Credit(0, len(new), keys),) if keys and new else ()
    refs = _refs(plan, old, new)
    return _redline(old, new, plan.attributions, deleted, inserted, names_of(plan), (refs, refs))


def between(plan: Plan, chain: Sequence[Revision]) -> Markup:
    """The redline from the first of these consecutive revisions to the last, with who wanted each change."""
    deleted, inserted = credits_over(chain[1:])
    old, new = chain[0].text, chain[-1].text
    refs = _refs(plan, old, new)
    return _redline(old, new, plan.attributions, deleted, inserted, names_of(plan), (refs, refs))


Wordings = tuple[tuple[str, tuple[str, ...]], ...]


def laid_over(plan: Plan, base: str, wordings: Wordings, anchor: str) -> Markup:
    """A clause with all these wordings of it in the text, each with its parties (the proposer first).

    Wordings that touch across a line break cannot stand in one line: then each follows the other as its own redline.
    """
    if not wordings:
        return clause(plan, base, anchor)
    behind = {str(index): codes for index, (_text, codes) in enumerate(wordings)}
    parts = overlay(base, {str(index): text for index, (text, _codes) in enumerate(wordings)})
    loci = [part for part in parts if isinstance(part, Locus)]
    if any("\n" in text for locus in loci for text in (locus.base, *(item.text for item in locus.variants))):
        return Markup().join(by_party(plan, base, text, codes[0]) for text, codes in wordings)
    new, deleted, inserted, at = "", [], [], 0
    for part in parts:
        if isinstance(part, Common):
            new, at = new + part.text, at + len(part.text)
            continue
        everybody = tuple(dict.fromkeys(code for item in part.variants for key in item.keys for code in behind[key]))
        deleted.append(Credit(at, at + len(part.base), everybody))
        at += len(part.base)
        for variant in part.variants:
            gap = "" if not variant.text or not new or new[-1].isspace() or variant.text[0].isspace() else " "
            gap = gap if variant is not part.variants[0] else ""
            codes = tuple(dict.fromkeys(code for key in variant.keys for code in behind[key]))
            inserted.append(Credit(len(new), len(new) + len(gap + variant.text), codes))
            new += gap + variant.text
    refs = _refs(plan, base, new)
    return _redline(base, new, plan.attributions, tuple(deleted), tuple(inserted), names_of(plan), (refs, refs))


Row = tuple[dict[str, Any], Markup]


def draft(plan: Plan, content: Content) -> list[Row]:
    """A draft's clauses as they were frozen, each with its HTML."""
    labels = _frozen(content)
    return [(item, _frozen_clause(plan, item, labels)) for item in content["clauses"]]


def _frozen(content: Content) -> dict[str, Label]:
    """The labels as they were frozen, each leading to its clause on the page of the draft."""
    return {item["id"]: Label(item["label"] or "", f"#c-{item['id']}") for item in content["clauses"]}


def _frozen_clause(plan: Plan, item: dict[str, Any], labels: Mapping[str, Label]) -> Markup:
    return _clause(item["text"], plan.attributions, f"d-{item['id']}", _named(labels, item["text"]))


def draft_redline(plan: Plan, old: Content, new: Content) -> list[Row]:
    """Two drafts of a plan clause by clause, in the later one's order; a clause that is gone stands where it was.

    What became of it stands under `change` (as in the PDF), and `moved` says that it stands elsewhere than before.
    """
    wanted = credits_between(old, new)
    labels, old_labels = _frozen(new), _frozen(old)
    rows: list[Row] = []
    for pair in compare(new, old):
        item = {**pair.clause, "moved": pair.moved}
        if pair.change in ("same", "moved"):
            rows.append((item, _frozen_clause(plan, item, labels)))
            continue
        was_text, now_text = (side["text"] if side else "" for side in (pair.old, pair.new))
        deleted, inserted = wanted.get(item["id"], ((), ()))
        refs = _named(old_labels, was_text), _named(labels, was_text, now_text)
        html = _redline(was_text, now_text, plan.attributions, deleted, inserted, names_of(plan), refs)
        rows.append((item | {"change": pair.change}, html))
    return rows

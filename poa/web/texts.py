"""Clauses and their changes as HTML for the pages; what is immutable is rendered once and kept."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from ..models import Amendment, AmendmentKind, Plan, Revision
from ..queries.drafts import Content, credits_between
from ..queries.revisions import credits_over
from ..render import html
from ..render.pdf_compare import compare
from ..text import Credit


@lru_cache(maxsize=4096)
def _clause(text: str, codes: frozenset[str], anchor: str) -> Markup:
    # poa.render.html escapes everything it was given; this is the one door by which its HTML comes in.
    return Markup(html.clause(text, codes=codes, anchor=anchor))


@lru_cache(maxsize=4096)
def _redline(
    old: str,
    new: str,
    codes: frozenset[str],
    deleted: tuple[Credit, ...],
    inserted: tuple[Credit, ...],
    names: tuple[tuple[str, str], ...],
) -> Markup:
    return Markup(html.redline(old, new, codes=codes, deleted=deleted, inserted=inserted, names=dict(names)))


def names_of(plan: Plan) -> tuple[tuple[str, str], ...]:
    """Code and name of each party, for screen readers."""
    return tuple((party.code, party.name) for party in plan.parties)


def clause(plan: Plan, text: str, anchor: str) -> Markup:
    """A clause's text; `anchor` keeps its footnotes' ids apart from others on the page."""
    return _clause(text, plan.attributions, anchor)


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
    return _redline(old, new, plan.attributions, deleted, inserted, names_of(plan))


def between(plan: Plan, chain: Sequence[Revision]) -> Markup:
    """The redline from the first of these consecutive revisions to the last, with who wanted each change."""
    deleted, inserted = credits_over(chain[1:])
    return _redline(chain[0].text, chain[-1].text, plan.attributions, deleted, inserted, names_of(plan))


Row = tuple[dict[str, Any], Markup]


def draft(plan: Plan, content: Content) -> list[Row]:
    """A draft's clauses as they were frozen, each with its HTML."""
    return [(item, clause(plan, item["text"], f"d-{item['id']}")) for item in content["clauses"]]


def draft_redline(plan: Plan, old: Content, new: Content) -> list[Row]:
    """Two drafts of a plan clause by clause, in the later one's order; a clause that is gone stands where it was.

    What became of it stands under `change` (as in the PDF), and `moved` says that it stands elsewhere than before.
    """
    wanted = credits_between(old, new)
    rows: list[Row] = []
    for pair in compare(new, old):
        item = {**pair.clause, "moved": pair.moved}
        if pair.change in ("same", "moved"):
            rows.append((item, clause(plan, item["text"], f"d-{item['id']}")))
            continue
        was_text, now_text = (side["text"] if side else "" for side in (pair.old, pair.new))
        deleted, inserted = wanted.get(item["id"], ((), ()))
        html = _redline(was_text, now_text, plan.attributions, deleted, inserted, names_of(plan))
        rows.append((item | {"change": pair.change}, html))
    return rows

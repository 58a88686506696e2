"""Clauses and their changes as HTML for the pages; what is immutable is rendered once and kept."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from markupsafe import Markup

from ..models import Amendment, Plan, Revision
from ..queries.drafts import parts_of
from ..render import html
from ..text import Credit, credits


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


def codes_of(plan: Plan) -> frozenset[str]:
    """The codes that count in an attributed bracket."""
    blocs = {party.bloc for party in plan.parties if party.bloc}
    return frozenset(plan.codes) | blocs


def names_of(plan: Plan) -> tuple[tuple[str, str], ...]:
    """Code and name of each party, for screen readers."""
    return tuple((party.code, party.name) for party in plan.parties)


def clause(plan: Plan, text: str, anchor: str) -> Markup:
    """A clause's text; `anchor` keeps its footnotes' ids apart from others on the page."""
    return _clause(text, codes_of(plan), anchor)


def amendment(plan: Plan, changed: Amendment) -> Markup:
    """An amendment as tracked changes of its party."""
    base = changed.revision.text if changed.revision else ""
    return by_party(plan, base, changed.text, changed.party.code)


def by_party(plan: Plan, old: str, new: str, code: str | None) -> Markup:
    """Two texts as tracked changes, all by one party (or by nobody in particular)."""
    keys = (code,) if code else ()
    deleted = (Credit(0, len(old), keys),) if keys and old else ()
    inserted = (Credit(0, len(new), keys),) if keys and new else ()
    return _redline(old, new, codes_of(plan), deleted, inserted, names_of(plan))


def between(plan: Plan, chain: Sequence[Revision]) -> Markup:
    """The redline from the first of these consecutive revisions to the last, with who wanted each change."""
    deleted, inserted = credits([parts_of(revision) for revision in chain[1:]])
    return _redline(chain[0].text, chain[-1].text, codes_of(plan), deleted, inserted, names_of(plan))

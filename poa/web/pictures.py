"""The state of a negotiation in pictures: the values, and the words that go with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from ..models import Plan, User
from ..queries import home, progress
from ..queries.progress import Step
from ..render import svg

STATUSES = ("agreed", "closed", "agreed_in_group", "contested", "open")


@dataclass(frozen=True)
class Picture:
    """A drawing with its name, its key (`swatch`, words) and the same values as a table: heads, then rows."""

    id: str
    title: str
    drawing: Markup
    key: Sequence[tuple[Markup, str]]
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]


def of(plan: Plan, reader: User) -> list[Picture]:
    """Clauses by status and brackets, draft by draft, and amendments by party; those of nothing are left out."""
    steps = progress.steps(plan, reader)
    found = [_statuses(steps), _brackets(steps), _parties(plan, home.by_party(plan, reader))]
    return [picture for picture in found if picture is not None]


def _words() -> dict[str, str]:
    return {
        "open": _("open"),
        "contested": _("contested"),
        "agreed_in_group": _("agreed in group"),
        "agreed": _("agreed"),
        "closed": _("closed"),
    }


def _name(step: Step) -> str:
    return step.symbol or _("now")


def _statuses(steps: Sequence[Step]) -> Picture | None:
    if not sum(steps[-1].counts.values()):
        return None
    words, used = _words(), [key for key in STATUSES if any(step.counts.get(key) for step in steps)]
    rows = [
        svg.Bar(_name(step), tuple(svg.Part(key.replace("_", "-"), step.counts.get(key, 0)) for key in STATUSES))
        for step in steps
    ]
    said = ", ".join(f"{words[key]} {steps[-1].counts.get(key, 0)}" for key in used)
    title = _("Clauses by status")
    drawing = svg.bars("by-status", title, _("Draft by draft. Now: %(counts)s.", counts=said), rows)
    return Picture(
        "by-status",
        title,
        # poa.render.svg escapes every word it was given; this is the one door by which its pictures come in.
        Markup(drawing),
        _key("by-status", [(key.replace("_", "-"), words[key]) for key in used]),
        [_("Draft"), *(words[key] for key in used), _("all")],
        [[_name(s), *(str(s.counts.get(key, 0)) for key in used), str(sum(s.counts.values()))] for s in steps],
    )


def _brackets(steps: Sequence[Step]) -> Picture | None:
    if not any(step.pairs for step in steps):
        return None
    title = _("Pairs of square brackets in the text")
    last = steps[-1].pairs
    words = ngettext("%(num)s pair stands now.", "%(num)s pairs stand now.", last)
    drawing = svg.steps("brackets", title, words, [(_name(step), step.pairs) for step in steps])
    rows = [[_name(step), str(step.pairs)] for step in steps]
    return Picture("brackets", title, Markup(drawing), (), [_("Draft"), _("pairs")], rows)


def _parties(plan: Plan, counts: dict[str, tuple[int, int]]) -> Picture | None:
    if not counts:
        return None
    order = {code: index for index, code in enumerate(plan.codes)}
    codes = sorted(counts, key=lambda code: (-sum(counts[code]), order.get(code, -1), code))
    rows = [
        svg.Bar(
            code,
            (svg.Part("tabled", counts[code][0]), svg.Part("settled", counts[code][1])),
            f"party-{code.lower()}" if code in order else "",
        )
        for code in codes
    ]
    title = _("Amendments by party")
    table, done = sum(item[0] for item in counts.values()), sum(item[1] for item in counts.values())
    words = _("On the table: %(table)s. Dealt with: %(done)s.", table=table, done=done)
    drawing = svg.bars("by-party", title, words, rows)
    keys = [("tabled", _("on the table")), ("settled", _("dealt with"))]
    heads = [_("Party"), _("on the table"), _("dealt with")]
    return Picture(
        "by-party",
        title,
        Markup(drawing),
        _key("by-party", keys),
        heads,
        [[code, str(counts[code][0]), str(counts[code][1])] for code in codes],
    )


def _key(id: str, series: Sequence[tuple[str, str]]) -> list[tuple[Markup, str]]:
    return [(Markup(svg.swatch(id, key)), words) for key, words in series]

"""The reading room: the plan as a document, in four views, with a margin that speaks of what stands beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from ..errors import Invalid
from ..guards import needs, reader
from ..models import AmendmentKind, Clause, Draft, Plan
from ..phrases import Words
from ..policy import Permission, may
from ..queries import comments, compilations, drafts, plans, positions, reading, revisions, rounds
from ..queries.plans import ClauseView
from ..queries.reading import Margin
from . import quotes, texts, threads

pages = Blueprint("reading", __name__)

NOTHING = Margin()
NOTES = 2  # of a kind beside one clause; the others are a link
NOWHERE = Words(
    "There is no “%(place)s” here. Write a number such as 7, 7(b), PP2 or II A, "
    "or p3 l14 for page and line of the latest draft."
)
VIEWS = ("clean", "redline", "amendments", "compilation")


@dataclass(frozen=True)
class Shown:
    """A clause as a view shows it; one that stands in no text of its own (proposed, taken out) has no `view`."""

    id: str
    kind: str
    level: int | None
    label: str
    text: str
    html: Markup
    view: ClauseView | None = None
    margin: Margin = NOTHING
    notes: tuple[str, ...] = ()
    change: str = ""


def page(plan: Plan, *, problem: str = "", view: str = "") -> str:
    """The reading room as it is asked for: `view`, `against` (a draft), and what to show."""
    issued = drafts.drafts(plan, reader())
    view = view or request.args.get("view", "clean")
    view = view if view in VIEWS and (view != "redline" or issued) else "clean"
    against = _against(issued) if view == "redline" else None
    asked = _asked()
    named = request.args.get("attributed") != "false"
    try:
        found = reading.read(plan, reader(), asked)
    except Invalid as error:
        found, problem = reading.read(plan, reader()), error.message
    compiled = compilations.compilation(plan, reader(), attributed=named) if view == "compilation" else None
    return render_template(
        "plans/show.html",
        plan=plan,
        page="plan",
        problem=problem,
        view=view,
        beside_words=beside,
        against=against,
        issued=issued,
        asked=asked,
        reading=found,
        compiled=compiled,
        attributed=named,
        shown=list(_compiled(plan, found, compiled) if compiled else _shown(plan, found, view, against)),
        sections=positions.sections(plan),
        counts=counts(found.clauses),
        latest=issued[0] if issued else None,
        deadline=rounds.next_deadline(rounds.rounds(plan, reader())),
        **rights(plan),
    )


def rights(plan: Plan) -> dict[str, Any]:
    """What the reader may do beside a clause, and how many notes of a kind stand there."""
    return {
        "most": NOTES,
        "may_comment": may(reader(), Permission.COMMENT, plan),
        "may_amend": may(reader(), Permission.AMEND, plan),
        "may_speak": may(reader(), Permission.SPEAK, plan),
        "may_edit": may(reader(), Permission.PLAN_EDIT, plan),
        "may_merge": may(reader(), Permission.MERGE, plan),
    }


def counts(clauses: tuple[ClauseView, ...]) -> dict[str, int]:
    """How many clauses there are of each status."""
    found: dict[str, int] = {}
    for clause in clauses:
        if not clause.is_section:
            found[clause.status] = found.get(clause.status, 0) + 1
    return found


def _asked() -> reading.Asked:
    given = request.args
    return reading.Asked(
        party=given.get("party", ""),
        status=given.get("status", ""),
        area=given.get("area", ""),
        waiting=given.get("waiting") == "1",
    )


def _against(issued: list[Draft]) -> Draft:
    """The draft that the redline compares with: the one asked for, else the latest that the reader knows."""
    wanted = request.args.get("against")
    return next((draft for draft in issued if str(draft.id) == wanted), issued[0])


def _shown(plan: Plan, found: reading.Reading, view: str, against: Draft | None) -> Iterator[Shown]:
    """The clauses that were asked for, as the view has them."""
    rows: Callable[[ClauseView], Markup] = {"amendments": _inline(plan, found)}.get(view, _clean(plan))
    gone: dict[str, list[Shown]] = {}
    if against is not None:
        rows, gone = _redlined(plan, against)
    yield from gone.get("", ())
    for item in found.clauses:
        if item.id not in found.shown:
            continue
        margin = found.margins[item.id]
        html = Markup() if item.is_section and view == "clean" else rows(item)
        yield Shown(str(item.id), item.kind, item.level, item.label, item.text, html, item, margin)
        yield from gone.get(str(item.id), ())
        if view == "amendments":
            yield from _proposed(plan, margin)


def _clean(plan: Plan) -> Callable[[ClauseView], Markup]:
    """The text as it stands, with the words marked that a comment quotes."""
    said = comments.anchored(plan, reader())
    return lambda item: texts.clause(plan, item.text, str(item.id), quotes.quoted(said.get(item.id, ())))


def _redlined(plan: Plan, against: Draft) -> tuple[Callable[[ClauseView], Markup], dict[str, list[Shown]]]:
    """The text since a draft: each clause against what was frozen, and what was taken out, by what it stood after."""
    frozen = {item["id"]: item for item in drafts.content(against)["clauses"]}
    chains = revisions.chains_since(plan, {id: item["number"] for id, item in frozen.items()})
    standing = {str(clause.id) for clause in plans.clauses_in_order(plan.id)}
    gone: dict[str, list[Shown]] = {}
    last = ""
    for id, item in frozen.items():
        if id in standing:
            last = id
            continue
        html = texts.by_party(plan, item["text"], "", None)
        taken = Shown(id, item["kind"], item["level"], item["label"] or "", item["text"], html, change=_("taken out"))
        gone.setdefault(last, []).append(taken)

    def row(item: ClauseView) -> Markup:
        if str(item.id) not in frozen:
            return texts.by_party(plan, "", item.text, None)
        chain = chains.get(item.id, [])
        return texts.between(plan, chain) if len(chain) > 1 else texts.clause(plan, item.text, str(item.id))

    return row, gone


def _inline(plan: Plan, found: reading.Reading) -> Callable[[ClauseView], Markup]:
    """Every tabled change of words laid over its clause, each in its parties' ink."""

    def row(item: ClauseView) -> Markup:
        tabled = [
            (note.text, note.parties)
            for note in found.margins[item.id].amendments
            if note.kind == AmendmentKind.MODIFY.value
            and note.state == "tabled"
            and not note.stale
            and note.revision_id == item.revision_id
        ]
        return texts.laid_over(plan, item.text, tuple(tabled), str(item.id))

    return row


def _proposed(plan: Plan, margin: Margin) -> Iterator[Shown]:
    """The new clauses that are proposed after this one."""
    for note in margin.amendments:
        if note.kind == AmendmentKind.INSERT.value and note.state == "tabled":
            html = texts.by_party(plan, "", note.text, note.parties[0])
            kind = note.clause_kind or "clause"
            yield Shown(f"a-{note.id}", kind, None, _("new"), note.text, html, change=_("proposed"))


def _compiled(plan: Plan, found: reading.Reading, compiled: compilations.Compilation) -> Iterator[Shown]:
    """The compilation text; what is proposed after a clause is shown with it."""
    views = {item.id: item for item in found.clauses}
    follows = not found.clauses or len(found.shown) == len(found.clauses)
    for item in compiled.clauses:
        view = views.get(item.id)
        follows = item.id in found.shown if view else follows
        if not follows:
            continue
        html = Markup() if item.kind == "section" else texts.clause(plan, item.text, f"k-{item.id}")
        row = Shown(str(item.id), item.kind, item.level, item.label, item.text, html, notes=item.notes)
        yield replace(row, view=view, margin=found.margins[view.id]) if view else replace(row, change=_("proposed"))


@pages.get("/clauses/<uuid:clause_id>/notes")
@needs(Permission.READ, Clause)
def notes(clause: Clause) -> ResponseReturnValue:
    """What stands beside one clause, for a page that is open already; else its own page has it."""
    if not threads.in_part():
        return redirect(url_for("clauses.show", clause_id=clause.id))
    found = reading.read(clause.plan, reader())
    view = next((item for item in found.clauses if item.id == clause.id), None)
    margin = found.margins.get(clause.id, NOTHING)
    return render_template("plans/notes.html", plan=clause.plan, item=view, margin=margin, **rights(clause.plan))


@pages.get("/plans/<uuid:plan_id>/goto")
@needs(Permission.READ, Plan)
def goto(plan: Plan) -> ResponseReturnValue:
    """Go to `7(b)`, `PP2`, `II A` or `p3 l14` of the latest draft; the reading room says so when there is none."""
    wanted = " ".join(request.args.get("to", "").split())[:60]
    place = find(plan, wanted)
    if place is None:
        return page(plan, problem=Words(NOWHERE.template, place=wanted)), 404
    kept: dict[str, Any] = {key: value for key, value in request.args.items() if key in ("view", "against")}
    return redirect(url_for("plans.show", plan_id=plan.id, **kept) + f"#{place}")


PRINTED = re.compile(r"p(?:age|\.)?\s*(\d{1,4})(?:[\s,]*l(?:ine|\.)?\s*(\d{1,3}))?", re.IGNORECASE)
ITEMS = re.compile(r"\(\s*(\w{1,8})\s*\)")


def find(plan: Plan, wanted: str) -> str | None:
    """The anchor of a place that was named as people name it; None where there is none."""
    if match := PRINTED.fullmatch(wanted):
        return _printed(plan, int(match[1]), int(match[2] or 1))
    items = "".join(f"-{item.lower()}" for item in ITEMS.findall(wanted))
    label = ITEMS.sub("", wanted).strip(" .,").casefold()
    if not label:
        return None
    section = ""
    for view in plans.clause_views(plan, reader()):
        if view.is_section:
            section = view.label if view.level == 1 else section
        names = {view.label.casefold()}
        if view.is_section and view.level != 1:
            names = {f"{section}{gap}{view.label}".casefold() for gap in (" ", ".", ". ", "")}
        if label in names or label.removeprefix("para ").removeprefix("paragraph ") in names:
            return f"c-{view.id}{items}"
    return None


def _printed(plan: Plan, number: int, line: int) -> str | None:
    """The clause in that line of that page of the latest draft's own PDF, as the reader knows it."""
    issued = drafts.drafts(plan, reader())
    document = drafts.document_of(issued[0], "clean") if issued else None
    found = document.clause_at(number, line) if document else None
    return f"c-{found}" if found else None


def beside(margin: Margin) -> str:
    """How much stands beside a clause, in words: `2 amendments, 1 comment`."""
    said = []
    if margin.brief and margin.brief.instruction:
        said.append(_("our instruction"))
    if count := len(margin.amendments):
        said.append(ngettext("%(num)s amendment", "%(num)s amendments", count))
    if count := len(margin.comments):
        said.append(ngettext("%(num)s comment", "%(num)s comments", count))
    if count := sum(len(codes) for _name, codes in margin.positions):
        said.append(ngettext("%(num)s position", "%(num)s positions", count))
    return ", ".join(said)

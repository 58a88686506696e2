"""Amendments: the list, one by one, writing them, and what their party, the desk and supporters do with them."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ..actions import amendments as actions
from ..db import transaction
from ..errors import Invalid, Stale
from ..guards import needs, reader
from ..models import Amendment, AmendmentState, Clause, Plan
from ..policy import Permission, may
from ..queries import amendments, circles, plans
from ..text import check_text, merge
from . import texts
from .clauses import uuid_of

pages = Blueprint("amendments", __name__)

ACTS = {
    "edit": (Permission.AMENDMENT_EDIT, ("draft",)),
    "submit": (Permission.AMENDMENT_SUBMIT, ("draft",)),
    "take_back": (Permission.AMENDMENT_RETURN, ("submitted",)),
    "table": (Permission.AMENDMENT_TABLE, ("submitted",)),
    "support": (Permission.AMENDMENT_SUPPORT, ("tabled",)),
    "withdraw": (Permission.AMENDMENT_WITHDRAW, ("draft", "submitted", "tabled")),
    "rebase": (Permission.AMENDMENT_REBASE, ("draft", "submitted", "tabled")),
}


def acts(amendment: Amendment) -> set[str]:
    """What the reader may do with it now."""
    who = reader()
    found = {act for act, (need, states) in ACTS.items() if amendment.state in states and may(who, need, amendment)}
    if "rebase" in found and not _moved(amendment):
        found.discard("rebase")
    if "support" in found and who.party in amendment.supporters:
        found.discard("support")
        found.add("end_support")
    return found


def _moved(amendment: Amendment) -> bool:
    clause = amendment.clause
    return clause is not None and clause.retired_at is None and amendment.revision_id != clause.revision_id


@pages.get("/plans/<uuid:plan_id>/amendments")
@needs(Permission.READ, Plan)
def index(plan: Plan) -> ResponseReturnValue:
    """The plan's amendments, filtered by state and party."""
    state, party = request.args.get("state", ""), request.args.get("party", "")
    known = {item.value for item in AmendmentState}
    found = amendments.of_plan(plan, reader(), states=[state] if state in known else (), party=party or None)
    return render_template(
        "amendments/index.html",
        plan=plan,
        page="amendments",
        amendments=found,
        waiting=amendments.waiting(plan, reader()),
        labels=plans.label_map(plan),
        state=state,
        party=party,
        states=[item.value for item in AmendmentState],
    )


@pages.get("/amendments/<uuid:amendment_id>")
@needs(Permission.READ, Amendment)
def show(amendment: Amendment) -> ResponseReturnValue:
    """One amendment: its words as tracked changes, who is behind it, what may be done with it."""
    return _page(amendment)


def _page(amendment: Amendment) -> str:
    plan = amendment.plan
    submitted = amendments.submitted_wording(amendment)
    changed = submitted is not None and submitted.revision_id != amendment.revision_id
    base = submitted.revision.text if submitted and submitted.revision else ""
    return render_template(
        "amendments/show.html",
        plan=plan,
        page="amendments",
        amendment=amendment,
        html=texts.amendment(plan, amendment),
        submitted_html=texts.by_party(plan, base, submitted.text, amendment.party.code)
        if submitted and changed
        else None,
        versions=amendments.versions(amendment) if amendment.party_id == reader().party_id else [],
        labels=plans.label_map(plan),
        acts=acts(amendment),
        circles=[item for item in circles.circles(plan.id, reader()) if item.kind != "own"],
        moved=_moved(amendment),
    )


@pages.get("/clauses/<uuid:clause_id>/amend")
@needs(Permission.AMEND, Clause)
def new(clause: Clause) -> ResponseReturnValue:
    """The editor on a clause."""
    return _editor(clause, {"text": clause.revision.text, "revision": str(clause.revision_id), "kind": "modify"})


def _editor(clause: Clause, given: dict[str, str], problem: Invalid | Stale | None = None) -> str:
    plan = clause.plan
    return render_template(
        "amendments/new.html",
        plan=plan,
        page="plan",
        clause=clause,
        label=plans.label_of(clause),
        given=given,
        html=texts.by_party(plan, clause.revision.text, given.get("text", ""), _code()),
        problem=problem if isinstance(problem, Invalid) else None,
        stale=problem if isinstance(problem, Stale) else None,
        circle=_code(),
    )


def _code() -> str | None:
    party = reader().party
    return party.code if party else None


@pages.post("/clauses/<uuid:clause_id>/amend")
@needs(Permission.AMEND, Clause)
def create(clause: Clause) -> ResponseReturnValue:
    """Keep a draft in the delegation, or show the editor again with everything that was typed."""
    given = _given("text", "revision", "kind", "rationale", "package")
    try:
        with transaction():
            made = actions.propose(
                reader(),
                clause,
                revision_id=uuid_of(given["revision"]),
                kind=given["kind"] or "modify",
                text=given["text"],
                rationale=given["rationale"],
                package=bool(given["package"]),
            )
    except Invalid as error:
        return _editor(clause, given, error), 422
    except Stale as error:
        return _editor(clause, given | {"revision": error.current}, error), 409
    flash("Kept as a draft that only your delegation reads. Your head of delegation submits it.", "done")
    return redirect(url_for("amendments.show", amendment_id=made.id))


def _given(*names: str) -> dict[str, str]:
    return {name: request.form.get(name, "").replace("\r\n", "\n") for name in names}


@pages.post("/clauses/<uuid:clause_id>/preview")
@needs(Permission.AMEND, Clause)
def preview(clause: Clause) -> ResponseReturnValue:
    """The tracked changes of what is being typed, as the server will compute them; writes nothing."""
    given = _given("text", "kind")
    text = "" if given["kind"] == "delete" else given["text"]
    try:
        text = check_text(text, "text") if text else ""
    except Invalid as error:
        return render_template("amendments/preview.html", problem=error), 422
    html = texts.by_party(clause.plan, clause.revision.text, text, _code())
    return render_template("amendments/preview.html", html=html, unchanged=text == clause.revision.text)


@pages.get("/plans/<uuid:plan_id>/amend")
@needs(Permission.AMEND, Plan)
def new_insert(plan: Plan) -> ResponseReturnValue:
    """The editor of a new clause."""
    return _insert_editor(plan, {"after": request.args.get("after", ""), "kind": "clause"})


def _insert_editor(plan: Plan, given: dict[str, str], problem: Invalid | None = None) -> str:
    return render_template(
        "amendments/insert.html",
        plan=plan,
        page="plan",
        clauses=plans.clause_views(plan, reader()),
        given=given,
        problem=problem,
        circle=_code(),
    )


@pages.post("/plans/<uuid:plan_id>/amend")
@needs(Permission.AMEND, Plan)
def create_insert(plan: Plan) -> ResponseReturnValue:
    """Keep a draft of a new clause in the delegation."""
    given = _given("after", "kind", "text", "rationale")
    try:
        with transaction():
            made = actions.propose_insert(
                reader(),
                plan,
                after=plans.standing_clause(plan, given["after"]),
                text=given["text"],
                rationale=given["rationale"],
                kind=given["kind"] or "clause",
            )
    except Invalid as error:
        return _insert_editor(plan, given, error), 422
    flash("Kept as a draft that only your delegation reads. Your head of delegation submits it.", "done")
    return redirect(url_for("amendments.show", amendment_id=made.id))


@pages.get("/amendments/<uuid:amendment_id>/edit")
@needs(Permission.AMENDMENT_EDIT, Amendment)
def edit(amendment: Amendment) -> ResponseReturnValue:
    """The editor on a draft."""
    version = str(amendments.version_number(amendment))
    given = {"text": amendment.text, "rationale": amendment.rationale, "version": version}
    return _draft_editor(amendment, given | {"package": "1" if amendment.package else ""})


def _draft_editor(amendment: Amendment, given: dict[str, str], problem: Invalid | Stale | None = None) -> str:
    base = amendment.revision.text if amendment.revision else ""
    clause = amendment.clause or amendment.after
    return render_template(
        "amendments/edit.html",
        plan=amendment.plan,
        page="plan",
        amendment=amendment,
        label=plans.label_of(clause) if clause else "",
        given=given,
        html=texts.by_party(amendment.plan, base, given["text"], _code()),
        problem=problem if isinstance(problem, Invalid) else None,
        stale=problem if isinstance(problem, Stale) else None,
        circle=_code(),
    )


@pages.post("/amendments/<uuid:amendment_id>/edit")
@needs(Permission.AMENDMENT_EDIT, Amendment)
def update(amendment: Amendment) -> ResponseReturnValue:
    """Keep the draft's new wording; when a colleague was faster, both texts are shown."""
    given = _given("text", "rationale", "package", "version")
    try:
        with transaction():
            actions.edit(
                reader(),
                amendment,
                text=given["text"],
                rationale=given["rationale"],
                package=bool(given["package"]),
                version=int(given["version"]) if given["version"].isdigit() else None,
            )
    except Invalid as error:
        return _draft_editor(amendment, given, error), 422
    except Stale as error:
        given["version"] = str(amendments.version_number(amendment))
        return _draft_editor(amendment, given, error), 409
    flash("Kept.", "done")
    return redirect(url_for("amendments.show", amendment_id=amendment.id))


def _act(rule: str, permission: Permission, do: Callable[[Amendment], object], done: str) -> None:
    """A route that does one thing to an amendment and shows it again."""

    def view(amendment: Amendment) -> ResponseReturnValue:
        with transaction():
            do(amendment)
        flash(done, "done")
        return redirect(url_for("amendments.show", amendment_id=amendment.id))

    url = f"/amendments/<uuid:amendment_id>/{rule.replace('_', '-')}"
    pages.add_url_rule(url, rule, needs(permission, Amendment)(view), methods=["POST"])


def _table(amendment: Amendment) -> object:
    circle = circles.circle_named(amendment.plan_id, request.form.get("circle") or "all", reader())
    return actions.table(reader(), amendment, circle=circle)


def _submit(amendment: Amendment) -> object:
    wanted = request.form.get("circle")
    circle = circles.circle_named(amendment.plan_id, wanted, reader()) if wanted else None
    return actions.submit(reader(), amendment, circle=circle)


_act("submit", Permission.AMENDMENT_SUBMIT, _submit, "Submitted. The desk sees it now, and tables it.")
_act(
    "take_back",
    Permission.AMENDMENT_RETURN,
    lambda item: actions.take_back(reader(), item),
    "Taken back: a draft that only your delegation reads.",
)
_act("table", Permission.AMENDMENT_TABLE, _table, "Tabled.")
_act(
    "withdraw",
    Permission.AMENDMENT_WITHDRAW,
    lambda item: actions.withdraw(reader(), item),
    "Withdrawn. It stays on record.",
)
_act("support", Permission.AMENDMENT_SUPPORT, lambda item: actions.support(reader(), item), "Your party supports it.")
_act(
    "end_support",
    Permission.AMENDMENT_SUPPORT,
    lambda item: actions.end_support(reader(), item),
    "Your party no longer supports it.",
)


@pages.get("/amendments/<uuid:amendment_id>/rebase")
@needs(Permission.AMENDMENT_REBASE, Amendment)
def rebase(amendment: Amendment) -> ResponseReturnValue:
    """Both texts, and the clean merge where there is one, to carry an amendment to the current text."""
    return _rebase_page(amendment, None, None)


def _rebase_page(amendment: Amendment, text: str | None, problem: Invalid | Stale | None) -> str:
    clause, base = amendment.clause, amendment.revision
    if clause is None or base is None:
        raise Invalid("A new clause has no text that it could be carried to.")
    merged = merge(base.text, amendment.text, clause.revision.text).text
    wanted = text if text is not None else merged if merged is not None else amendment.text
    return render_template(
        "amendments/rebase.html",
        plan=amendment.plan,
        page="amendments",
        amendment=amendment,
        clause=clause,
        label=plans.label_of(clause),
        was=texts.amendment(amendment.plan, amendment),
        moved=texts.by_party(amendment.plan, base.text, clause.revision.text, None),
        html=texts.by_party(amendment.plan, clause.revision.text, wanted, amendment.party.code),
        text=wanted,
        clean=merged is not None,
        problem=problem,
    )


@pages.post("/amendments/<uuid:amendment_id>/rebase")
@needs(Permission.AMENDMENT_REBASE, Amendment)
def carry(amendment: Amendment) -> ResponseReturnValue:
    """Carry it in the words given, or show both texts again."""
    given = _given("text", "revision")
    try:
        with transaction():
            actions.rebase(reader(), amendment, text=given["text"], revision_id=uuid_of(given["revision"]))
    except (Invalid, Stale) as error:
        return _rebase_page(amendment, given["text"], error), 409 if isinstance(error, Stale) else 422
    flash("It stands on the current text now.", "done")
    return redirect(url_for("amendments.show", amendment_id=amendment.id))

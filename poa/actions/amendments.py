"""Amendments from a delegation's draft to the table: drafted, submitted, tabled, supported, rebased, withdrawn."""

from __future__ import annotations

import uuid

from ..db import now, session
from ..errors import Conflict, Invalid, Stale
from ..models import (
    Amendment,
    AmendmentKind,
    AmendmentState,
    Circle,
    CircleKind,
    Clause,
    Plan,
    Revision,
    Support,
    User,
)
from ..policy import Permission, require
from ..queries.circles import circle_all, circle_chairs, circle_own
from ..text import check_text, merge
from . import bridging, events, packaging, rounds, silences
from .bracketing import check as check_brackets
from .keeping import TYPED, expect_version, keep_for_good
from .revisions import keep, rewrite
from .statuses import amendment_tabled, check_not_adopted
from .steps import begin, end_supports, expect, expect_current, expect_open_clause, tell
from .wordings import change, new_clause, rationale_of


def propose(
    actor: User,
    clause: Clause,
    *,
    revision_id: uuid.UUID,
    kind: str = "modify",
    text: str | None = None,
    after: Clause | None = None,
    rationale: str = "",
    package: bool = False,
    typed: bool = False,
) -> Amendment:
    """Draft, in the delegation's own circle, other words of a clause, another text of the whole clause (`alternative`),
    its deletion, or its move to stand after another (`after` None: first). `typed`: it is still being written.

    Raises `Stale` when `revision_id` is not the current one, `Invalid` when nothing is changed.
    """
    require(actor, Permission.AMEND, clause)
    events.lock(clause.plan_id)
    wanted = change(clause, revision_id=revision_id, kind=kind, text=text, after=after, package=package)
    return _draft(actor, circle_own(clause.plan_id, actor), wanted, rationale, typed)


def propose_insert(
    actor: User,
    plan: Plan,
    *,
    after: Clause | None,
    text: str,
    rationale: str = "",
    kind: str = "clause",
    typed: bool = False,
) -> Amendment:
    """Draft a new clause, to stand after another (None: first), in the delegation's own circle."""
    require(actor, Permission.AMEND, plan)
    events.lock(plan.id)
    wanted = new_clause(plan, after=after, text=text, kind=kind)
    return _draft(actor, circle_own(plan.id, actor), wanted, rationale, typed)


def _draft(actor: User, own: Circle, amendment: Amendment, rationale: str, typed: bool) -> Amendment:
    check_not_adopted(own.plan_id)
    amendment.plan_id = own.plan_id
    amendment.state = AmendmentState.DRAFT.value
    amendment.circle_id = own.id
    amendment.intended_id = circle_all(own.plan_id).id
    amendment.party = own.parties[0]
    amendment.author = actor
    amendment.rationale = rationale_of(rationale)
    session.add(amendment)
    session.flush()
    keep(actor, amendment, TYPED if typed else "drafted")
    tell(actor, amendment, "amendment.drafted")
    return amendment


def edit(
    actor: User,
    amendment: Amendment,
    *,
    text: str | None = None,
    rationale: str | None = None,
    package: bool | None = None,
    version: int | None = None,
    began: str | None = None,
) -> Amendment:
    """Change a draft, or what was entered for the party and is not confirmed yet; other words lose their supporters.

    `version` is the wording it was begun from, by number, and `began` its text: `Stale` when a colleague came between.
    """
    require(actor, Permission.AMENDMENT_EDIT, amendment)
    begin(amendment)
    if not amendment.unconfirmed:
        expect(amendment, AmendmentState.DRAFT)
    expect_version(amendment, version, text, began)
    if text is not None and not AmendmentKind(amendment.kind).wordless:
        wanted = check_text(text, "text")
        base = amendment.revision
        if base is not None and wanted == base.text:
            raise Invalid("Nothing would be changed: the text is the clause as it stood.", field="text")
        if wanted != amendment.text:
            end_supports(amendment)
        amendment.text = wanted
    if rationale is not None:
        amendment.rationale = rationale_of(rationale)
    if package is not None:
        amendment.package = package
    amendment.changed_at = now()
    keep_for_good(actor, amendment)
    session.expire(amendment, ["versions"])
    tell(actor, amendment, "amendment.edited")
    return amendment


def submit(actor: User, amendment: Amendment, *, circle: Circle | None = None, floor: bool = False) -> Amendment:
    """The head clears a draft: from now on the desk of the circle it is meant for (default: all) sees it.

    `Closed` when that circle takes none now; after a deadline `floor` brings it in late, for the co-chairs to admit.
    """
    require(actor, Permission.AMENDMENT_SUBMIT, amendment)
    begin(amendment)
    expect(amendment, AmendmentState.DRAFT)
    expect_current(amendment)
    expect_open_clause(amendment)
    if circle is not None:
        _check_circle(amendment, circle)
        amendment.intended_id = circle.id
    send(actor, amendment, floor=floor)
    keep(actor, amendment, "submitted")
    tell(actor, amendment, "amendment.submitted")
    return amendment


def send(actor: User, amendment: Amendment, *, floor: bool = False) -> None:
    """Make it a submitted one, if the circle it is meant for takes it now; it breaks the silences there."""
    session.flush()
    session.refresh(amendment, ["intended"])
    amendment.late = rounds.take_in(amendment.intended, "amendments", floor=floor)
    amendment.state = AmendmentState.SUBMITTED.value
    amendment.submitted_at = now()
    session.flush()
    silences.submitted(actor, amendment)


def admit(actor: User, amendment: Amendment) -> Amendment:
    """The co-chairs, or the desk that records it, let what came late be tabled; only they and its party know of it."""
    require(actor, Permission.CONVENE, amendment)
    begin(amendment)
    expect(amendment, AmendmentState.SUBMITTED)
    if not amendment.late:
        raise Conflict("This amendment came in time; only one that came after a deadline is admitted.")
    if amendment.admitted_at is not None:
        raise Conflict("This amendment has been admitted already.")
    amendment.admitted_at = now()
    circle = amendment.circle
    if amendment.intended.kind == CircleKind.ALL.value and amendment.party_id is not None:
        circle = circle_chairs(amendment.plan_id, amendment.party_id)
    tell(actor, amendment, "amendment.admitted", circle)
    return amendment


def take_back(actor: User, amendment: Amendment) -> Amendment:
    """The head takes what was submitted, and is not tabled yet, back into the delegation."""
    require(actor, Permission.AMENDMENT_RETURN, amendment)
    begin(amendment)
    expect(amendment, AmendmentState.SUBMITTED)
    if amendment.unconfirmed:
        raise Conflict("It was entered for your delegation: confirm it, or withdraw it to decline.")
    amendment.state = AmendmentState.DRAFT.value
    amendment.submitted_at = amendment.admitted_at = None
    amendment.late = False
    tell(actor, amendment, "amendment.taken_back")
    if amendment.circle.kind == CircleKind.CHAIRS.value:
        amendment.circle = circle_own(amendment.plan_id, actor)
    return amendment


def table(actor: User, amendment: Amendment, *, circle: Circle) -> Amendment:
    """The desk puts what was submitted before a circle that its party belongs to: as it was meant for, or narrower."""
    require(actor, Permission.AMENDMENT_TABLE, amendment)
    begin(amendment)
    expect(amendment, AmendmentState.SUBMITTED)
    if amendment.unconfirmed:
        raise Conflict("It was entered for its party. It can be tabled once the head of that delegation confirms it.")
    if amendment.late and amendment.admitted_at is None:
        raise Conflict("It came after the deadline. It can be tabled once the co-chairs have admitted it.")
    expect_open_clause(amendment)
    _check_circle(amendment, circle)
    _check_no_wider(amendment, circle)
    amendment.state = AmendmentState.TABLED.value
    amendment.circle_id = circle.id
    amendment.intended_id = circle.id
    amendment.tabled_at = now()
    session.flush()
    session.refresh(amendment, ["circle", "intended"])
    end_supports(amendment, but={party.id for party in circle.parties})
    tell(actor, amendment, "amendment.tabled")
    amendment_tabled(actor, amendment)
    packaging.follow(actor, amendment)
    return amendment


def _check_circle(amendment: Amendment, circle: Circle) -> None:
    members = {party.id for party in circle.parties}
    behind = [amendment.party] if amendment.party else amendment.sponsor.parties if amendment.sponsor else []
    inside = all(party.id in members for party in behind) and circle.id != amendment.sponsor_id
    if circle.plan_id != amendment.plan_id or not circle.forum or not inside:
        raise Invalid("An amendment is tabled in a circle that its party belongs to.", field="circle")


def _check_no_wider(amendment: Amendment, circle: Circle) -> None:
    """Its head said who is to see it; the desk shows it to nobody else."""
    meant = session.get_one(Circle, amendment.intended_id)
    wider = {party.id for party in circle.parties} - {party.id for party in meant.parties}
    if wider or (circle.kind == CircleKind.ALL.value and meant.id != circle.id):
        raise Invalid(
            "It was submitted to %(name)s, and is tabled there or in a narrower circle.",
            field="circle",
            name=meant.name,
        )


def withdraw(actor: User, amendment: Amendment) -> Amendment:
    """Its party takes an amendment away; it stays on record."""
    require(actor, Permission.AMENDMENT_WITHDRAW, amendment)
    begin(amendment)
    expect(amendment, AmendmentState.DRAFT, AmendmentState.SUBMITTED, AmendmentState.TABLED)
    amendment.state = AmendmentState.WITHDRAWN.value
    amendment.closed_at = now()
    tell(actor, amendment, "amendment.withdrawn")
    packaging.drop(actor, amendment)
    if amendment.clause is not None:
        bridging.follow(actor, amendment.clause)
    return amendment


def support(actor: User, amendment: Amendment) -> Support:
    """A party other than the proposer's stands behind a tabled amendment, or says that it would behind a shared one."""
    require(actor, Permission.AMENDMENT_SUPPORT, amendment)
    begin(amendment)
    _expect_shown(amendment)
    if _standing(actor, amendment) is not None:
        raise Conflict("Your delegation supports it already.")
    given = Support(amendment_id=amendment.id, party_id=actor.party_id, user_id=actor.id)
    session.add(given)
    session.flush()
    session.expire(amendment, ["supports"])
    tell(actor, amendment, "amendment.supported")
    return given


def end_support(actor: User, amendment: Amendment) -> Support:
    """A party takes its support back; that it had given it stays on record."""
    require(actor, Permission.AMENDMENT_SUPPORT, amendment)
    begin(amendment)
    _expect_shown(amendment)
    given = _standing(actor, amendment)
    if given is None:
        raise Conflict("Your delegation does not support it.")
    given.withdrawn_at = now()
    tell(actor, amendment, "amendment.support_ended")
    return given


def _expect_shown(amendment: Amendment) -> None:
    """Other parties support what is tabled, and what is shared with them before it is."""
    if amendment.circle.kind == CircleKind.SHARED.value:
        expect(amendment, AmendmentState.DRAFT, AmendmentState.SUBMITTED)
    else:
        expect(amendment, AmendmentState.TABLED)


def _standing(actor: User, amendment: Amendment) -> Support | None:
    mine = (item for item in amendment.supports if item.party_id == actor.party_id and item.withdrawn_at is None)
    return next(mine, None)


def rebase(
    actor: User, amendment: Amendment, *, text: str | None = None, revision_id: uuid.UUID | None = None
) -> Amendment:
    """Carry an amendment to the current text: by the clean merge, or in the words given for revision `revision_id`.

    Raises `Stale` with both texts when there is no clean merge and no `text`, or when the text has moved again.
    """
    require(actor, Permission.AMENDMENT_REBASE, amendment)
    begin(amendment)
    expect(amendment, AmendmentState.DRAFT, AmendmentState.SUBMITTED, AmendmentState.TABLED)
    clause, base = amendment.clause, amendment.revision
    if clause is None or base is None or clause.retired_at is not None:
        raise Conflict("There is no text that it could be carried to.")
    session.refresh(clause)
    current = clause.revision
    if base.id == current.id:
        raise Conflict("It stands on the current text already.")
    rewrite(actor, amendment, "rebased", current, _rebased(amendment, base, current, text, revision_id))
    tell(actor, amendment, "amendment.rebased")
    return amendment


def _rebased(
    amendment: Amendment, base: Revision, current: Revision, text: str | None, revision_id: uuid.UUID | None
) -> str:
    kind = AmendmentKind(amendment.kind)
    if kind.wordless:
        return ""
    merged = (
        amendment.text if kind is AmendmentKind.ALTERNATIVE else merge(base.text, amendment.text, current.text).text
    )
    moved = revision_id is not None and revision_id != current.id
    if moved or (text is None and merged is None):
        raise Stale(
            "There is no clean way to carry this to the current text. Both texts are here; write what you now propose.",
            current=str(current.id),
            theirs=current.text,
            yours=text if text is not None else amendment.text,
            merged=merged,
        )
    wanted = check_text(text, "text") if text is not None else merged
    if wanted is not None and text is not None and kind is AmendmentKind.MODIFY:
        check_brackets(current.text, wanted, amendment.plan.attributions, own={amendment.proposer.code})
    if wanted is None or wanted == current.text:
        raise Invalid("Nothing is left to change: the current text says the same. Withdraw it instead.", field="text")
    return wanted

"""A draft as it is typed: kept every few seconds in one wording, which stays open until it is kept for good.

Why one wording and one event for a sitting: docs/decisions/0009-a-sitting-is-one-wording.md.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from ..db import now, session
from ..errors import Conflict, Invalid, Stale
from ..models import Amendment, AmendmentKind, AmendmentState, AmendmentVersion, CircleKind, User
from ..policy import Permission, require
from ..text import check_text, merge
from .bracketing import check_amendment
from .revisions import keep
from .steps import begin, end_supports, expect, tell
from .wordings import rationale_of

TYPED = "typed"
SITTING = dt.timedelta(minutes=30)


def latest(amendment: Amendment) -> AmendmentVersion | None:
    """The wording with the highest number."""
    query = select(AmendmentVersion).where(AmendmentVersion.amendment_id == amendment.id)
    return session.scalars(query.order_by(AmendmentVersion.number.desc())).first()


def expect_version(amendment: Amendment, version: int | None, yours: str | None, began: str | None = None) -> None:
    """`Stale`, with both texts and their clean merge, unless `version` is the number of the draft's wording now.

    They are merged over the wording of that number or, when that was only typed, over `began`, the text begun from.
    """
    standing = latest(amendment)
    if version is None or standing is None or standing.number == version:
        return
    same = AmendmentVersion.amendment_id == amendment.id, AmendmentVersion.number == version
    base = session.scalar(select(AmendmentVersion.text).where(*same))
    base = base if base is not None else began
    merged = merge(base, yours, amendment.text).text if base is not None and yours is not None else None
    raise Stale(
        "A colleague has changed this draft since you opened it. Both texts are here.",
        current=str(standing.number),
        theirs=amendment.text,
        yours=yours,
        merged=merged,
        theirs_rationale=amendment.rationale,
    )


def keep_typed(
    actor: User,
    amendment: Amendment,
    *,
    text: str,
    rationale: str | None = None,
    version: int | None,
    began: str | None = None,
) -> Amendment:
    """Keep what is being typed as the draft's wording, and as its reasons where these are given; `Stale` when a
    colleague came between.

    A sitting's first is a new wording, and one event; the next ones take its place, under the next number.
    """
    require(actor, Permission.AMENDMENT_EDIT, amendment)
    begin(amendment)
    expect(amendment, AmendmentState.DRAFT)
    if amendment.circle.kind != CircleKind.OWN.value:
        raise Conflict("Others read this draft. It is kept when you say so, not while you type.")
    if version is None:
        raise Invalid("Say which wording this was typed on.", field="version")
    if AmendmentKind(amendment.kind).wordless:
        raise Invalid("It has no words of its own.", field="text")
    wanted = check_text(text, "text")
    why = amendment.rationale if rationale is None else rationale_of(rationale)
    if (wanted, why) == (amendment.text, amendment.rationale):
        return amendment
    expect_version(amendment, version, wanted, began)
    if amendment.revision is not None and wanted == amendment.revision.text:
        raise Invalid("Nothing would be changed: the text is the clause as it stood.", field="text")
    if wanted != amendment.text:
        end_supports(amendment)
    amendment.text, amendment.rationale = wanted, why
    amendment.changed_at = now()
    if not _go_on(actor, amendment, TYPED):
        keep(actor, amendment, TYPED)
        tell(actor, amendment, "amendment.edited")
    session.expire(amendment, ["versions"])
    return amendment


def keep_for_good(actor: User, amendment: Amendment) -> None:
    """Close the wording that its author typed, as it is now kept; or append one."""
    session.flush()
    check_amendment(amendment)
    if not _go_on(actor, amendment, "drafted"):
        keep(actor, amendment, "drafted")


def _go_on(actor: User, amendment: Amendment, cause: str) -> bool:
    """Let the present words take the place of what the same person typed in this sitting."""
    standing = latest(amendment)
    mine = standing is not None and standing.cause == TYPED and standing.author_id == actor.id
    if standing is None or not mine or now() - standing.created_at > SITTING:
        return False
    standing.cause, standing.number = cause, standing.number + 1
    standing.text, standing.rationale = amendment.text, amendment.rationale
    standing.revision_id, standing.created_at = amendment.revision_id, now()
    session.flush()
    return True

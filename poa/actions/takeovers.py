"""A supporter takes over what its proposer has withdrawn."""

from __future__ import annotations

from ..db import now, session
from ..errors import Conflict
from ..models import Amendment, AmendmentKind, AmendmentState, Support, User
from ..policy import Permission, require
from ..text import merge
from . import silences
from .revisions import keep, rewrite
from .statuses import amendment_tabled
from .steps import begin, expect, expect_open_clause, tell


def take_over(actor: User, amendment: Amendment) -> Amendment:
    """The head of a party that supported a tabled amendment puts it on the table again, as the own party's.

    The other supporters stay. Carried to the text as it is by now; stale where that is not clean.
    """
    require(actor, Permission.AMENDMENT_TAKE_OVER, amendment)
    begin(amendment)
    expect(amendment, AmendmentState.WITHDRAWN)
    if amendment.tabled_at is None:
        raise Conflict("It was withdrawn before it was tabled, so that there is nothing on the table to take over.")
    expect_open_clause(amendment)
    if amendment.clause is not None and amendment.clause.retired_at is not None:
        raise Conflict("This clause has been taken out of the plan.")
    before = amendment.proposer.code
    mine = next(item for item in amendment.supports if item.party_id == actor.party_id and item.withdrawn_at is None)
    _hand_over(actor, amendment, mine)
    session.flush()
    tell(actor, amendment, "amendment.taken_over", before=before)
    amendment_tabled(actor, amendment)
    silences.submitted(actor, amendment)
    return amendment


def _hand_over(actor: User, amendment: Amendment, mine: Support) -> None:
    mine.withdrawn_at = amendment.tabled_at = amendment.changed_at = now()
    amendment.party, amendment.sponsor, amendment.author = actor.party, None, actor
    amendment.state, amendment.closed_at = AmendmentState.TABLED.value, None
    amendment.entered_by, amendment.confirmed_at = None, None
    session.flush()
    _carry(actor, amendment)


def _carry(actor: User, amendment: Amendment) -> None:
    """To the text as it is now, under the name of who took it over."""
    clause, base = amendment.clause, amendment.revision
    if clause is None or base is None or base.id == clause.revision_id:
        keep(actor, amendment, "taken_over")
        return
    current = clause.revision
    kind = AmendmentKind(amendment.kind)
    whole = kind is not AmendmentKind.MODIFY
    text = amendment.text if whole else merge(base.text, amendment.text, current.text).text
    if text is None or (not whole and text == current.text):
        keep(actor, amendment, "taken_over")
        amendment.stale = True
    else:
        rewrite(actor, amendment, "taken_over", current, text)

"""The head of delegation clears a draft as it was read, or holds it with a word to who drafted it."""

from __future__ import annotations

from ..errors import Invalid, Stale
from ..models import Amendment, Circle, Comment, User
from ..policy import Permission, require
from ..queries.circles import circle_own
from . import amendments, comments


def clear(
    actor: User, amendment: Amendment, *, version: int, circle: Circle | None = None, floor: bool = False
) -> Amendment:
    """Submit a draft in the wording, by number, that was read; `Stale` when a colleague has changed it since."""
    require(actor, Permission.AMENDMENT_SUBMIT, amendment)
    if version != len(amendment.versions):
        raise Stale(
            "A colleague has changed this draft since you read it. Nothing was cleared; here it is as it reads now.",
            current=str(amendment.revision_id),
            theirs=amendment.text,
            yours=None,
        )
    return amendments.submit(actor, amendment, circle=circle, floor=floor)


def hold(actor: User, amendment: Amendment, *, note: str) -> Comment:
    """Leave a draft as it is and tell who drafted it why, inside the delegation."""
    require(actor, Permission.AMENDMENT_SUBMIT, amendment)
    place = amendment.clause or amendment.after
    if place is None:
        raise Invalid("It is to stand at the beginning, beside no clause that one could comment on.", field="note")
    return comments.comment(actor, place, body=note, circle=circle_own(amendment.plan_id, actor))

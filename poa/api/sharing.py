"""Amendments between parties: shared before they are tabled, confirmed when entered for one, taken over."""

from __future__ import annotations

from typing import Any

from apiflask import Schema

from ..actions import entries, sharing, takeovers
from ..db import transaction
from ..guards import needs, reader
from ..models import Amendment
from ..policy import Permission
from .amendments import AmendmentWhole, whole
from .base import noun, texts

api = noun("sharing")


class ShareIn(Schema):
    """The codes of the parties that read the draft besides one's own; none takes it back."""

    parties = texts(required=True)


@api.post("/amendments/<uuid:amendment_id>/share")
@needs(Permission.AMENDMENT_SHARE, Amendment)
@api.input(ShareIn, arg_name="body")
@api.output(AmendmentWhole)
@api.doc(responses={409: "It is no draft, or is shared so already"})
def share(amendment: Amendment, body: dict[str, Any]) -> dict[str, Any]:
    """Let chosen parties read a draft and say that they would support it; what they have seen they have seen"""
    with transaction():
        sharing.share(reader(), amendment, parties=body["parties"])
    return whole(amendment)


@api.post("/amendments/<uuid:amendment_id>/confirm")
@needs(Permission.AMENDMENT_CONFIRM, Amendment)
@api.output(AmendmentWhole)
@api.doc(responses={409: "It was not entered for the party, or is confirmed, or its base has moved"})
def confirm(amendment: Amendment) -> dict[str, Any]:
    """The head makes what the desk entered for the party its own"""
    with transaction():
        entries.confirm(reader(), amendment)
    return whole(amendment)


@api.post("/amendments/<uuid:amendment_id>/take-over")
@needs(Permission.AMENDMENT_TAKE_OVER, Amendment)
@api.output(AmendmentWhole)
@api.doc(responses={409: "It is not withdrawn, or never was tabled"})
def take_over(amendment: Amendment) -> dict[str, Any]:
    """The head of a supporting party puts what was withdrawn on the table again, as the own party's"""
    with transaction():
        takeovers.take_over(reader(), amendment)
    return whole(amendment)

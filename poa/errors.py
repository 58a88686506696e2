"""What can go wrong in the domain; one table in web and one in api map these to answers."""

from __future__ import annotations

from .phrases import Words


class PoaError(Exception):
    """Any refusal the domain gives; `message` is for people and says what happened, what was kept, what to do.

    It is given as a template, never put together beforehand, with what it names as `values`:
    `Conflict("%(symbol)s has been issued.", symbol=draft.symbol)`. So pages can say it in the reader's language.
    """

    def __init__(self, template: str, **values: object) -> None:
        self.message = template if isinstance(template, Words) else Words(template, **values)
        super().__init__(str(self.message))


class Invalid(PoaError):
    """What was given cannot be taken: `field` names it, `line` counts from 1 in an imported file."""

    def __init__(self, template: str, field: str | None = None, line: int | None = None, **values: object) -> None:
        super().__init__(template, **values)
        self.field = field
        self.line = line


class NotSignedIn(PoaError):
    """Nobody is signed in, or the token is unknown, expired or revoked."""


class NotFound(PoaError):
    """There is no such thing, or the reader may not know of it."""


class NotAllowed(PoaError):
    """It can be seen but not done by this person."""


class Conflict(PoaError):
    """It cannot be done in the state things are in."""


class Closed(Conflict):
    """It was possible once and is over: issued, signed, withdrawn, expired."""


class Stale(Conflict):
    """The text has moved on since this was written; carries both texts and, where clean, their merge.

    `current` is the id of the current revision, `theirs` its text, `yours` what was sent,
    `merged` the clean three-way merge by words or None; `theirs_rationale` the reasons as they stand, of a draft.
    """

    def __init__(
        self,
        template: str,
        *,
        current: str,
        theirs: str,
        yours: str | None = None,
        merged: str | None = None,
        theirs_rationale: str | None = None,
        **values: object,
    ) -> None:
        super().__init__(template, **values)
        self.current = current
        self.theirs = theirs
        self.yours = yours
        self.merged = merged
        self.theirs_rationale = theirs_rationale


class TooMany(PoaError):
    """Too many attempts; may be tried again after `retry_after` seconds."""

    def __init__(self, template: str, retry_after: int, **values: object) -> None:
        super().__init__(template, **values)
        self.retry_after = retry_after

"""What a form has sent: line ends as they are kept, short texts checked by name, everything typed given back."""

from __future__ import annotations

import datetime as dt
import uuid
from urllib.parse import urlsplit

from flask import request, url_for

from ..errors import Invalid
from ..phrases import Words
from ..text import check_text

LONGEST = 2_000
TYPED = {
    "title": Words("Title"),
    "name": Words("Name"),
    "quote": Words("Quoted words"),
    "text": Words("Text"),
    "markdown": Words("Text of the plan"),
    "body": Words("Comment"),
    "rationale": Words("Why"),
    "reason": Words("Reason"),
    "note": Words("Note"),
}


def given(*names: str) -> dict[str, str]:
    """These fields of the form as text; what was not sent is empty."""
    return {name: _plain(request.form.get(name, "")) for name in names}


def short(name: str, limit: int = LONGEST) -> str:
    """One field that may stay empty, such as a reason, checked as every text is; `Invalid` names it."""
    text = _plain(request.form.get(name, ""))
    return check_text(text, name, limit).strip() if text.strip() else ""


def uuid_of(text: str) -> uuid.UUID:
    """The id that a form sent back; `Invalid` when it is none."""
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise Invalid("The form does not say which revision it started from. Load the page again.") from error


def number(text: str) -> int | None:
    """A whole number that a form or an address sent; None for what is none, or longer than any we use."""
    return int(text) if text.isdecimal() and len(text) <= 9 else None


def moment(name: str) -> dt.datetime | None:
    """The moment, in UTC, that a form sent; None for none, `Invalid` for what cannot be read as one."""
    text = request.form.get(name, "").strip()
    if not text:
        return None
    try:
        given = dt.datetime.fromisoformat(text)
        return (given if given.tzinfo else given.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
    except (ValueError, OverflowError) as error:
        raise Invalid("Give a day and a time, such as 2026-11-14 17:00.", field=name) from error


def date_of(name: str) -> dt.date | None:
    """A day that a form sent (2026-11-14), None for none; `Invalid` for what is no day."""
    text = request.form.get(name, "").strip()
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Invalid("Write a day as 2026-11-14.", field=name) from error


def typed() -> list[tuple[str, str]]:
    """What a person wrote into the form that was sent, with the field's name in words: for a page that refuses it."""
    fields = ((TYPED.get(name) or _words(name), value) for name, value in request.form.items(multi=True))
    return [
        (words, _plain(value).replace("\0", "\N{REPLACEMENT CHARACTER}"))
        for words, value in fields
        if words and value.strip()
    ]


def page_asked() -> str:
    """Where to come back to after signing in: this page, or the one whose form was sent from here."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    sent_from = urlsplit(request.referrer or "")
    return sent_from.path if sent_from.netloc == request.host else url_for("plans.index")


def local(target: str | None) -> str:
    """A path on this site to go to afterwards; anything else is dropped."""
    if not target or not target.startswith("/") or target.startswith("//"):
        return ""
    return "" if "\\" in target or any(ord(sign) <= 32 for sign in target) else target


def _words(name: str) -> str:
    return Words("Other words") if name.startswith("text-") else ""


def _plain(value: str) -> str:
    return value.replace("\r\n", "\n").replace("\r", "\n")

"""Words that can be said in another language: English as they stand, with what a page needs to translate them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Literal, Self

Link = Literal["", "or", "and", "items", "sentences", "lines", "paragraphs"]
LINKS: dict[Link, str] = {
    "": ", ",
    "or": " or ",
    "and": " and ",
    "items": "; ",
    "sentences": " ",
    "lines": "\n",
    "paragraphs": "\n\n",
}


class Words(str):
    """A phrase, in English, that keeps its template and the values in it; messages.po knows it by the template.

    `Words("line %(line)s", line=3) == "line 3"`. A value may be such a phrase itself, a moment or a day.
    """

    __slots__ = ("template", "values")
    template: str
    values: dict[str, object]

    def __new__(cls, template: str, /, **values: object) -> Self:
        """Where `template` is such a phrase already, with no other values, the same."""
        if type(template) is cls and not values:
            return template
        made = super().__new__(cls, template % {k: _plain(v) for k, v in values.items()} if values else template)
        made.template = str(template)
        made.values = values
        return made

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, object]]:
        """How a copy is made."""
        return (self.template,), self.values


class Listed(Words):
    """Several phrases, one after the other."""

    __slots__ = ("items", "link")
    items: list[str]
    link: Link

    def __new__(cls, items: Iterable[str], link: Link = "") -> Self:
        """With commas, with “or” or “and”, with semicolons, one sentence, line or paragraph after the other."""
        held = list(items)
        made = super().__new__(cls, "%(all)s", all=LINKS[link].join(held))
        made.items, made.link = held, link
        return made

    def __getnewargs_ex__(self) -> tuple[tuple[list[str], str], dict[str, object]]:  # type: ignore[override]
        """How a copy is made."""
        return (self.items, self.link), {}


def _plain(value: object) -> object:
    if isinstance(value, dt.datetime):
        return moment(value)
    return day(value) if isinstance(value, dt.date) else value


def day(at: dt.date) -> str:
    """14 November 2026."""
    return f"{at.day} {at:%B %Y}"


def moment(at: dt.datetime) -> str:
    """14 November 2026, 10:00 UTC; with seconds where there are any."""
    at = at.astimezone(dt.UTC)
    return f"{at.day} {at:%B %Y, %H:%M:%S} UTC" if at.second else f"{at.day} {at:%B %Y, %H:%M} UTC"

"""Moments, days and spans on pages: in the reader's language and zone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from flask import Flask
from flask_babel import gettext as _
from flask_babel import ngettext

from ..db import now
from ..phrases import moment as in_english
from ..saying import Tongue
from .languages import time_zone, tongue


def register(app: Flask) -> None:
    """Install the filters."""
    filters: dict[str, Callable[..., object]] = {
        "moment": lambda at: tongue().moment(_aware(at).replace(second=0)),
        "utc": lambda at: Tongue(tongue().language).moment(_aware(at).replace(second=0)),
        "exactly": lambda at: tongue().moment(_aware(at)),
        "exactly_utc": lambda at: Tongue(tongue().language).moment(_aware(at)),
        "day": lambda on: tongue().day(_date(on)),
        "iso": lambda at: _aware(at).astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "recorded": lambda at: in_english(at.replace(second=0)),
        "left": lambda until: left(until, now()),
        "seconds_left": lambda until: max(0, int((until - now()).total_seconds())),
    }
    for name, does in filters.items():
        app.add_template_filter(does, name)
    app.context_processor(lambda: {"zone_known": time_zone() is not None})


def left(until: dt.datetime, at: dt.datetime) -> str:
    """How much time is left, in its two largest units; static/js/times.js says it in the same words."""
    seconds = max(0, int((until - at).total_seconds()))
    if not seconds:
        return str(_("the time is over"))
    days, hours, minutes = seconds // 86_400, seconds % 86_400 // 3_600, seconds % 3_600 // 60
    units = [
        (days, ngettext("%(num)s day", "%(num)s days", days)),
        (hours, ngettext("%(num)s hour", "%(num)s hours", hours)),
        (minutes, ngettext("%(num)s minute", "%(num)s minutes", minutes)),
        (seconds, ngettext("%(num)s second", "%(num)s seconds", seconds % 60)),
    ]
    first = next(index for index, (count, _words) in enumerate(units) if count)
    return str(_("%(time)s left", time=" ".join(words for _count, words in units[first : first + 2])))


def _aware(at: dt.datetime | str) -> dt.datetime:
    found = dt.datetime.fromisoformat(at) if isinstance(at, str) else at
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


def _date(on: dt.date | str) -> dt.date:
    """The day of a moment is that in UTC, as paper says it."""
    found = dt.datetime.fromisoformat(on) if isinstance(on, str) else on
    return found.astimezone(dt.UTC).date() if isinstance(found, dt.datetime) and found.tzinfo else found

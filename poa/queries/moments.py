"""Moments and spans in words, for messages, mails and pages."""

from __future__ import annotations

import datetime as dt

from ..phrases import moment

__all__ = ["left", "moment"]


def left(until: dt.datetime, at: dt.datetime) -> str:
    """How much time is left, in its two largest units; static/js/times.js says it in the same words."""
    seconds = max(0, int((until - at).total_seconds()))
    if not seconds:
        return "the time is over"
    days, hours, minutes = seconds // 86_400, seconds % 86_400 // 3_600, seconds % 3_600 // 60
    units = [(days, "day"), (hours, "hour"), (minutes, "minute"), (seconds % 60, "second")]
    first = next(index for index, (count, _unit) in enumerate(units) if count)
    return " ".join(f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in units[first : first + 2]) + " left"

"""The legal scrub and the numbering."""

from __future__ import annotations

from typing import Any

from . import ALL, DESK, Row

ROWS = [
    Row("GET", "plans/{plan}/scrub", ALL, 200),
    Row("GET", "plans/{plan}/checks", ALL, 200),
    Row("POST", "clauses/{clause}/scrub", DESK, 422),
    Row("POST", "revisions/{revision}/flag", "head ally secretariat", 422),
    Row("GET", "plans/{plan}/renumber", ALL, 200),
    Row("POST", "plans/{plan}/renumber", "secretariat chair", 409),
    Row("PUT", "plans/{plan}/numbering", DESK, 422),
]


def made(call: Any, found: dict[str, str]) -> dict[str, str]:
    """Nothing that is not there already."""
    return {}

"""The legal scrub and the numbering."""

from __future__ import annotations

from typing import Any

from . import ALL, Row

ROWS = [
    Row("GET", "/plans/{plan}/scrub", ALL, 200),
    Row("GET", "/clauses/{clause}/scrub", "secretariat", 200),
    Row("POST", "/clauses/{clause}/scrub", "secretariat", 422),
    Row("POST", "/revisions/{revision}/flag", "head ally secretariat", 422),
    Row("GET", "/plans/{plan}/renumber", ALL, 200),
    Row("POST", "/plans/{plan}/renumber", "secretariat chair", 409),
    Row("POST", "/plans/{plan}/interim-style", "secretariat", 422),
]


def made(found: dict[str, Any]) -> dict[str, Any]:
    """Nothing that is not there already."""
    return {}

"""The tracked changes beside an editor, each for whom its form is for."""

from __future__ import annotations

from typing import Any

from . import ALL, DRAFTERS, OURS, Row

DESK = "secretariat"
ROWS = [
    Row("POST", "/clauses/{clause}/preview", DRAFTERS, 200),
    Row("POST", "/plans/{plan}/preview", DRAFTERS, 200),
    Row("POST", "/amendments/{own}/preview", "delegate head", 200, OURS),
    Row("POST", "/amendments/{own}/rebase/preview", "delegate head", 200, OURS),
    Row("POST", "/amendments/{tabled}/rebase/preview", "head", 200),
    Row("POST", "/amendments/{in_asean}/rebase/preview", "", 0, "ally desk"),
    Row("POST", "/clauses/{clause}/enter/preview", DESK, 200),
    Row("POST", "/plans/{plan}/enter/preview", DESK, 200),
    Row("POST", "/clauses/{clause}/edit/preview", DESK, 200),
    Row("POST", "/plans/{plan}/structure/preview", DESK, 200),
    Row("POST", "/clauses/{clause}/bridge/preview", "head ally secretariat chair", 200, ALL),
]


def made(found: dict[str, Any]) -> dict[str, Any]:
    """Nothing that is not there already."""
    return {}

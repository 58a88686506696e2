"""Two worlds that differ only in what some keep to themselves are one and the same to everybody else."""

from __future__ import annotations

import pytest

from ..databases import Database
from .world import everything, played

OUTSIDE = {
    "TH": ("head_jp", "delegate_vn", "secretariat", "asean_desk", "observer"),
    "ASEAN": ("head_jp", "delegate_jp", "secretariat", "observer"),
}
INSIDE = {"TH": ("official_th",), "ASEAN": ("delegate_vn", "asean_desk")}


@pytest.mark.parametrize("secrets", ["TH", "ASEAN"])
def test_who_is_outside_reads_the_same(database: Database, secrets: str) -> None:
    readers = (*OUTSIDE[secrets], *INSIDE[secrets])
    plan = played("")
    without = {name: everything(plan, name) for name in readers}
    database.clear()
    plan = played(secrets)
    found = {name: everything(plan, name) for name in readers}
    for name in OUTSIDE[secrets]:
        assert found[name] == without[name], name
    assert [name for name in INSIDE[secrets] if found[name] == without[name]] == []


def test_it_is_much_that_they_read(database: Database) -> None:
    """Nothing is kept secret by showing nothing."""
    text = everything(played(""), "observer")
    for word in ("They meet each spring.", "Which one?", "clause.settled", "Rev.1", "redline", "contested"):
        assert word in text

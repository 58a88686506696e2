"""Words that can be said in another language: English as they stand, refusals given as templates."""

from __future__ import annotations

import ast
import copy
import datetime as dt
import pickle
from pathlib import Path

import pytest

from poa import errors
from poa.errors import Invalid, Stale
from poa.phrases import Listed, Words
from poa.saying import Tongue, zone

ROOT = Path(__file__).resolve().parents[1]
REFUSALS = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, Exception)}
AT = dt.datetime(2026, 11, 14, 10, tzinfo=dt.UTC)


def test_they_are_english_and_keep_their_template() -> None:
    words = Words("%(name)s closes on %(at)s.", name="Round 1", at=AT)
    assert words == "Round 1 closes on 14 November 2026, 10:00 UTC."
    assert (words.template, words.values) == ("%(name)s closes on %(at)s.", {"name": "Round 1", "at": AT})
    assert Words("100 % agreed") == "100 % agreed"


@pytest.mark.parametrize("made", [Words("line %(line)s", line=3), Listed([Words("open"), Words("agreed")], "or")])
def test_a_copy_says_the_same(made: Words) -> None:
    for copied in (copy.copy(made), copy.deepcopy(made), pickle.loads(pickle.dumps(made))):
        assert (copied, copied.template, type(copied)) == (made, made.template, type(made))


def test_a_refusal_says_what_it_names_beside_its_own_fields() -> None:
    error = Invalid("%(code)s is not a party of this circle.", field="ad_ref", code="XX")
    assert (error.message, error.field) == ("XX is not a party of this circle.", "ad_ref")
    again = Invalid(error.message, "clause")
    assert again.message.template == "%(code)s is not a party of this circle."
    stale = Stale("%(name)s wrote meanwhile.", current="1", theirs="a", name="JP")
    assert (stale.message, stale.theirs) == ("JP wrote meanwhile.", "a")


@pytest.mark.parametrize(
    ("language", "where", "words"),
    [
        ("en", "UTC", "14 November 2026, 10:00 UTC"),
        ("en", "Asia/Jakarta", "14 November 2026, 17:00 WIB"),
        ("en", "Asia/Manila", "14 November 2026, 18:00 GMT+8"),
        ("en", "Asia/Yangon", "14 November 2026, 16:30 GMT+6:30"),
        ("ja", "Asia/Tokyo", "2026年11月14日 19:00 JST"),
    ],
)
def test_moments_are_the_readers_own(language: str, where: str, words: str) -> None:
    found = zone(where)
    assert found is not None
    assert Tongue(language, found).moment(AT) == words


def test_only_places_have_zones() -> None:
    assert [zone(name) for name in ("Nowhere/Nothing", "../etc/passwd", "", None)] == [None] * 4


def test_refusals_are_given_as_templates() -> None:
    """No f-string, no sum, no choice of two: Babel reads the first argument as it stands."""
    wrong = []
    for path in sorted((ROOT / "poa").rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in REFUSALS | {"Words"}:
                first = call.args[0] if call.args else None
                if isinstance(first, ast.JoinedStr | ast.BinOp | ast.IfExp):
                    wrong.append(f"{path.relative_to(ROOT)}:{call.lineno}")
    assert wrong == []

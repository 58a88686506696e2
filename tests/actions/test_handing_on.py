"""The desk of everyone hands what reached it on to the bloc of the party, and then sees it no more."""

import pytest

from poa.actions import amendments
from poa.db import transaction
from poa.errors import Invalid, NotFound
from poa.models import Amendment, Plan
from poa.queries import find
from poa.queries.circles import circle_to_table
from tests.cast import Cast, clause_of, make_amendment


def test_handed_on_to_asean(cast: Cast, plan: Plan) -> None:
    made = make_amendment(
        clause_of(plan, "ASEAN and Japan should share"),
        "ASEAN and Japan will share all results.",
        by="my",
        state="submitted",
    )
    with transaction():
        circle = circle_to_table(made, "ASEAN", cast.secretariat)
        amendments.table(cast.secretariat, made, circle=circle)
    assert find(Amendment, made.id, cast.head_th).state == "tabled"
    for outsider in ("secretariat", "head_jp", "observer"):
        with pytest.raises(NotFound):
            find(Amendment, made.id, getattr(cast, outsider))


def test_japan_is_not_of_that_bloc(cast: Cast, plan: Plan) -> None:
    made = make_amendment(
        clause_of(plan, "ASEAN and Japan should share"),
        "ASEAN and Japan will share all results.",
        by="jp",
        state="submitted",
    )
    with pytest.raises(Invalid):
        circle_to_table(made, "ASEAN", cast.secretariat)

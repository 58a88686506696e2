"""That the tests ran on both databases, and that one test does not see what another left."""

import pytest
from sqlalchemy import func, select

from poa.db import session
from poa.models import User

from .cast import Cast
from .databases import POSTGRES, REQUIRED, Database


def test_postgresql_is_there() -> None:
    """One visible skip stands for all tests that did not run on PostgreSQL."""
    if not POSTGRES and not REQUIRED:
        pytest.skip("POA_TEST_DATABASE_URL is not set: nothing ran on PostgreSQL")
    assert POSTGRES, "POA_REQUIRE_POSTGRES=1, but POA_TEST_DATABASE_URL names no server"


@pytest.mark.parametrize("turn", [1, 2])
def test_a_test_begins_with_an_empty_database(database: Database, turn: int) -> None:
    assert session.scalar(select(func.count()).select_from(User)) == 0
    Cast()


def test_the_cast_is_read_anew(cast: Cast) -> None:
    before = cast.head_jp
    session.remove()
    after = cast.head_jp
    assert before is not after
    assert after.party is not None
    assert (after.party.code, after.roles) == ("JP", ["head"])

"""How long the sample's pages take from request to answer, in this process, on SQLite; and how large they are."""

from __future__ import annotations

import gzip
import statistics
import time

from flask.testing import FlaskClient
from sqlalchemy import event, func, select

from bench.scratch import installation
from poa import db
from poa.actions import sessions
from poa.db import session, transaction
from poa.demo import play
from poa.models import Amendment, Draft, Plan, User

ROUNDS = 15


def run() -> None:
    """Load the sample into a scratch database and print the median of each page, signed in as the secretariat."""
    with installation() as app:
        began = time.perf_counter()
        play.load("a password for the bench")
        print(f"Loading the sample: {time.perf_counter() - began:.1f} s, of which its PDF is the most")
        client = app.test_client()
        _sign_in(client)
        print(f"Pages of the sample: median of {ROUNDS}")
        for name, path in _paths().items():
            measure(client, name, path)


def _sign_in(client: FlaskClient) -> None:
    with transaction():
        user = session.scalars(select(User).where(User.email == "secretariat@poa.example")).unique().one()
        token = sessions.begin(user, kind="browser", agent="bench")
    with client.session_transaction() as kept:
        kept["_user_id"] = token


def _paths() -> dict[str, str]:
    plan = session.scalars(select(Plan.id).order_by(Plan.created_at)).first()
    query = select(Amendment.clause_id).where(Amendment.clause_id.is_not(None), Amendment.kind == "modify")
    clause = session.scalars(query.group_by(Amendment.clause_id).order_by(func.count().desc())).first()
    draft = session.scalars(select(Draft).order_by(Draft.number.desc())).first()
    assert draft is not None
    assert draft.base_id is not None
    paths = {
        "plan": f"/plans/{plan}",
        "clause": f"/clauses/{clause}",
        "merge desk": f"/clauses/{clause}/merge",
        "amendments": f"/plans/{plan}/amendments",
        "redline of two drafts": f"/drafts/{draft.id}/text?against={draft.base_id}",
    }
    session.rollback()
    return paths


def measure(client: FlaskClient, name: str, path: str, rounds: int = ROUNDS) -> None:
    """Ask for a page several times and print its median, how long the first took, its queries and its size."""
    queries: list[str] = []

    def count(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        queries.append(statement)

    first = time.perf_counter()
    response = client.get(path)
    first = time.perf_counter() - first
    assert response.status_code == 200, (path, response.status_code)
    event.listen(db.engine(), "before_cursor_execute", count)
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        client.get(path)
        times.append(time.perf_counter() - began)
    event.remove(db.engine(), "before_cursor_execute", count)
    size = len(gzip.compress(response.data)) / 1000
    median = statistics.median(times) * 1000
    print(
        f"  {name:<22} {median:7.1f} ms  first time {first * 1000:7.1f} ms  "
        f"{len(queries) // rounds:3d} queries  {size:5.1f} kB gzip"
    )

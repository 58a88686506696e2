"""A large negotiation: 500 clauses, 13 parties, 5,000 tabled amendments; how long its pages take and what they ask."""

from __future__ import annotations

import uuid

from apiflask import APIFlask
from flask.testing import FlaskClient
from sqlalchemy import insert, select

from bench.pages import measure
from bench.scratch import installation
from poa.actions import plans, sessions
from poa.db import now, session, transaction
from poa.models import Amendment, Clause, Desk, Party, Plan, Position, PositionKind, User, UserRole
from poa.queries.circles import circle_all

CLAUSES, AMENDMENTS = 500, 5_000
CODES = ("BN", "KH", "ID", "LA", "MY", "MM", "PH", "SG", "TH", "TL", "VN", "JP", "XA")
PATHS = {
    "positions": "/plans/{plan}/positions",
    "gate": "/plans/{plan}/gate",
    "plan": "/plans/{plan}",
    "compilation": "/plans/{plan}?view=compilation",
}


def run() -> None:
    """Build it in a scratch database and print the median of each page, signed in as the secretariat."""
    with installation() as app:
        plan = build()
        client = app.test_client()
        _sign_in(client)
        print(f"Pages of {CLAUSES} clauses, {len(CODES)} parties, {AMENDMENTS:,} amendments")
        known = {rule.rule.replace("<uuid:plan_id>", "{plan}") for rule in app.url_map.iter_rules()}
        for name, path in PATHS.items():
            if path.partition("?")[0] in known:
                measure(client, name, path.format(plan=plan), rounds=3)
        if "/api/v1/plans/{plan}/compilation" in known:
            measure(_caller(app), "compilation, API", f"/api/v1/plans/{plan}/compilation", rounds=3)


def _caller(app: APIFlask) -> FlaskClient:
    """The secretariat with a bearer token."""
    client = app.test_client()
    with transaction():
        user = session.scalars(select(User)).unique().one()
        token = sessions.begin(user, kind="token", agent="bench")
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client


def build() -> uuid.UUID:
    """Write the plan, its parties' positions and their amendments; returns the plan's id."""
    with transaction():
        desk = Desk(name="Secretariat", bloc=None)
        user = User(email="secretariat@poa.example", name="Secretariat", desks=[desk])
        user.held_roles = [UserRole(role="secretariat")]
        session.add_all([user, *_parties()])
        session.flush()
        lines = (f"ASEAN and Japan should promote joint research in field {n} every year." for n in range(CLAUSES))
        text = "\n\n".join(f"## Part {n // 20}\n\n{line}" if n % 20 == 0 else line for n, line in enumerate(lines))
        plan, _report = plans.create(user, title="A large plan", markdown=f"# A large plan\n\n{text}\n")
        _amend(plan, user)
        _state(plan, user)
    return plan.id


def _parties() -> list[Party]:
    asean = [code for code in CODES if code != "JP"]
    return [
        Party(code=code, name=f"Party {code}", position=n, bloc="ASEAN" if code in asean else None)
        for n, code in enumerate(CODES, start=1)
    ]


def _clauses(plan: Plan) -> list[Clause]:
    query = select(Clause).where(Clause.plan_id == plan.id, Clause.kind != "section").order_by(Clause.position)
    return list(session.scalars(query))


def _amend(plan: Plan, user: User) -> None:
    """Ten amendments a clause, each party in turn, in four wordings."""
    clauses, everyone = _clauses(plan), circle_all(plan.id)
    words = ("will", "may", "endeavour to", "shall")
    rows = []
    for number in range(AMENDMENTS):
        clause = clauses[number % len(clauses)]
        rows.append(
            {
                "id": uuid.uuid4(),
                "plan_id": plan.id,
                "clause_id": clause.id,
                "kind": "modify",
                "state": "tabled",
                "circle_id": everyone.id,
                "intended_id": everyone.id,
                "party_id": plan.parties[number // len(clauses) % len(CODES)].id,
                "author_id": user.id,
                "revision_id": clause.revision_id,
                "text": clause.revision.text.replace("should", words[number // len(clauses) % len(words)]),
                "rationale": "It says what we mean.",
                "tabled_at": now(),
            }
        )
    session.execute(insert(Amendment), rows)


def _state(plan: Plan, user: User) -> None:
    """A position of every party on every clause."""
    everyone, kinds = circle_all(plan.id), [kind.value for kind in PositionKind]
    rows = [
        {
            "id": uuid.uuid4(),
            "plan_id": plan.id,
            "clause_id": clause.id,
            "party_id": party.id,
            "circle_id": everyone.id,
            "user_id": user.id,
            "position": kinds[(n + m) % len(kinds)],
            "note": "",
        }
        for n, clause in enumerate(_clauses(plan))
        for m, party in enumerate(plan.parties)
    ]
    session.execute(insert(Position), rows)


def _sign_in(client: FlaskClient) -> None:
    with transaction():
        user = session.scalars(select(User).where(User.email == "secretariat@poa.example")).unique().one()
        token = sessions.begin(user, kind="browser", agent="bench")
    with client.session_transaction() as kept:
        kept["_user_id"] = token

"""The named cast of the tests, and factories for what they work on.

`cast.head_jp` is that person, read anew each time, so that it always belongs to the present session. Everybody has the
password `PASSWORD`.

    secretariat   the desk of everyone            asean_desk   the desk that serves ASEAN
    observer      reads what goes to all          stranger     secretariat of no desk: sees no plan
    co_chair      of the ASEAN side, no party     co_chair_jp  of Japan
    delegate_xx head_xx official_xx               for each of the twelve parties, xx its code in lower case
    colleague_jp                                  a second delegate of Japan
"""

from __future__ import annotations

import uuid
from functools import cache
from typing import Any

from sqlalchemy import insert, select

from poa.actions import sessions
from poa.db import session, transaction
from poa.models import Amendment, Clause, Comment, Desk, Draft, OneTimeLink, Party, Plan, User, UserRole
from poa.models.people import desk_members
from poa.queries.circles import circle_named

PASSWORD = "correct horse battery staple"
PARTIES = [
    ("BN", "Brunei Darussalam"),
    ("KH", "Cambodia"),
    ("ID", "Indonesia"),
    ("LA", "Lao PDR"),
    ("MY", "Malaysia"),
    ("MM", "Myanmar"),
    ("PH", "Philippines"),
    ("SG", "Singapore"),
    ("TH", "Thailand"),
    ("TL", "Timor-Leste"),
    ("VN", "Viet Nam"),
    ("JP", "Japan"),
]
CODES = [code for code, _name in PARTIES]

MARKDOWN = """\
# ASEAN–Japan Plan of Action

## Preamble

Recalling the fiftieth year of friendship and cooperation;

## Areas of cooperation

ASEAN and Japan will promote joint research in quantum technology, including:

(a) exchanges of researchers; and

(b) shared use of facilities.

ASEAN and Japan should share all results of common interest.

Each party will name a contact point.

## Monitoring

Progress is reviewed each year.
"""


class Cast:
    """Who plays; made once for a test."""

    def __init__(self) -> None:
        self.ids: dict[str, uuid.UUID] = {}
        with transaction():
            self._write()

    def __getattr__(self, name: str) -> User:
        if name.startswith("__") or name not in self.__dict__.get("ids", {}):
            raise AttributeError(f"nobody in the cast is called {name}")
        return session.get_one(User, self.ids[name])

    def token(self, name: str) -> str:
        """A bearer token for the API."""
        with transaction():
            return sessions.begin(getattr(self, name), kind="token", agent="tests")

    def _write(self) -> None:
        parties = {code: uuid.uuid4() for code in CODES}
        desks = {"secretariat": uuid.uuid4(), "asean_desk": uuid.uuid4()}
        session.execute(
            insert(Party),
            [
                {
                    "id": parties[code],
                    "code": code,
                    "name": name,
                    "position": n,
                    "bloc": None if code == "JP" else "ASEAN",
                }
                for n, (code, name) in enumerate(PARTIES, start=1)
            ],
        )
        session.execute(
            insert(Desk),
            [
                {"id": desks["secretariat"], "name": "Secretariat", "bloc": None},
                {"id": desks["asean_desk"], "name": "ASEAN desk", "bloc": "ASEAN"},
            ],
        )
        people = [("secretariat", "secretariat", None), ("asean_desk", "secretariat", None)]
        people += [
            ("observer", "observer", None),
            ("stranger", "secretariat", None),
            ("co_chair", "co_chair", None),
            ("co_chair_jp", "co_chair", "JP"),
            ("colleague_jp", "delegate", "JP"),
        ]
        people += [(f"{role}_{c.lower()}", role, c) for c in CODES for role in ("delegate", "head", "official")]
        self.ids = {name: uuid.uuid4() for name, _role, _code in people}
        session.execute(
            insert(User),
            [
                {
                    "id": self.ids[name],
                    "email": email_of(name),
                    "name": name.replace("_", " ").title(),
                    "title": f"{role.title()} in office",
                    "password_hash": _hash(),
                    "party_id": parties[code] if code else None,
                }
                for name, role, code in people
            ],
        )
        roles = [{"id": uuid.uuid4(), "user_id": self.ids[name], "role": role} for name, role, _code in people]
        session.execute(insert(UserRole), roles)
        members = [{"desk_id": id, "user_id": self.ids[name]} for name, id in desks.items()]
        session.execute(insert(desk_members), members)


@cache
def _hash() -> str:
    return sessions.hashed(PASSWORD)


def email_of(name: str) -> str:
    """`head_jp` signs in as head.jp@poa.example."""
    return f"{name.replace('_', '.')}@poa.example"


def person(name: str) -> User:
    """A member of the cast by name."""
    return session.scalars(select(User).where(User.email == email_of(name))).unique().one()


# --- factories: what each returns has been committed ------------------------------------------------------------------


def make_plan(title: str = "ASEAN–Japan Plan of Action", markdown: str = MARKDOWN, **more: Any) -> Plan:
    """A plan of all twelve parties, imported by the secretariat."""
    from poa.actions import plans

    with transaction():
        plan, _report = plans.create(person("secretariat"), title=title, markdown=markdown, **more)
    return plan


def clause_of(plan: Plan, start: str) -> Clause:
    """The standing clause of a plan whose text begins so."""
    query = select(Clause).where(Clause.plan_id == plan.id, Clause.retired_at.is_(None)).order_by(Clause.position)
    found = [clause for clause in session.scalars(query) if clause.revision.text.startswith(start)]
    assert len(found) == 1, f"{len(found)} clauses begin with {start!r}"
    return found[0]


def make_amendment(
    clause: Clause,
    text: str | None = None,
    *,
    by: str = "jp",
    state: str = "tabled",
    circle: str = "all",
    kind: str = "modify",
    rationale: str = "It says what we mean.",
    **more: Any,
) -> Amendment:
    """An amendment of party `by`, brought as far as `state`: draft, submitted or tabled (in `circle`)."""
    from poa.actions import amendments

    with transaction():
        made = amendments.propose(
            person(f"delegate_{by}"),
            clause,
            revision_id=clause.revision.id,
            kind=kind,
            text=text if kind in ("modify", "alternative") else None,
            rationale=rationale,
            **more,
        )
        return _forward(made, by, state, circle)


def make_insert(
    plan: Plan,
    after: Clause | None,
    text: str,
    *,
    by: str = "jp",
    state: str = "tabled",
    circle: str = "all",
    rationale: str = "It is missing.",
) -> Amendment:
    """A new clause proposed by party `by`, brought as far as `state`."""
    from poa.actions import amendments

    with transaction():
        made = amendments.propose_insert(person(f"delegate_{by}"), plan, after=after, text=text, rationale=rationale)
        return _forward(made, by, state, circle)


def _forward(made: Amendment, by: str, state: str, circle: str) -> Amendment:
    from poa.actions import amendments

    head = person(f"head_{by}")
    if state in ("submitted", "tabled"):
        amendments.submit(head, made, circle=circle_named(made.plan_id, circle, head))
    if state == "tabled":
        desk = person("asean_desk" if circle == "ASEAN" else "secretariat")
        amendments.table(desk, made, circle=circle_named(made.plan_id, circle, desk))
    return made


def make_comment(
    clause: Clause, body: str = "Why so?", *, by: str = "delegate_jp", circle: str = "all", **more: Any
) -> Comment:
    """A comment of the person `by` in one of that person's circles; `quote=…` binds it to words."""
    from poa.actions import comments

    with transaction():
        who = person(by)
        return comments.comment(who, clause, body=body, circle=circle_named(clause.plan_id, circle, who), **more)


def make_draft(plan: Plan, name: str = "Rev.1", *, stage: str = "revision", circle: str = "all", **more: Any) -> Draft:
    """A draft issued by the secretariat; its clean document is queued, not rendered."""
    from poa.actions import drafts

    with transaction():
        desk = person("secretariat")
        return drafts.issue(desk, plan, name=name, stage=stage, circle=circle_named(plan.id, circle, desk), **more)


def make_invitation(
    email: str = "new.delegate@poa.example", *, by: str = "head_jp", role: str = "delegate", party: str | None = None
) -> tuple[OneTimeLink, str]:
    """An open invitation and its token."""
    from poa.actions import invitations

    with transaction():
        return invitations.invite(person(by), email, "New Person", role, party)

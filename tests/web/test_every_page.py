"""In Chromium: every page that the application has, on the sample, for somebody who may read it.

None may break WCAG 2.2 AA, wide or narrow, light or dark, be wider than the screen, or log an error. A page that nobody
of the sample can open fails, too: then the sample lacks what it shows.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from apiflask import APIFlask
from flask import url_for
from playwright.sync_api import Page
from sqlalchemy import select
from werkzeug.routing import Rule

from poa import models
from poa.actions import consultations, invitations, passwords
from poa.db import now, session, transaction
from poa.models import Amendment, Circle, Comment, Plan
from poa.policy import Permission
from tests.client import Client, check_page
from tests.sample import PASSWORD, user

from .accessibility import problems

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Visit = Callable[[str | None, str], Page]
READERS = ("head.my", "secretariat", "asean.desk", "delegate.my", "official.my", "chair.jp", "head.jp", "observer")
# What answers a GET but is no page: files, fragments, streams, JSON.
NO_PAGES = {
    "static",
    "openapi.spec",
    "health.show",
    "drafts.document",
    "drafts.file",
    "drafts.content",
    "adoptions.note",
    "comments.people",
    "reading.goto",
    "reading.notes",
    "meetings.markdown",
    "rooms.words",
    "events.stream",
}
PARTS = 4
FIRST: dict[str, tuple[Any, Any]] = {
    "clause_id": (Comment.clause_id, Comment.quote.is_not(None)),
    "amendment_id": (Amendment.id, Amendment.stale),
    "circle_id": (Circle.id, Circle.kind == "named"),
}
TRIED = 200  # rows of a kind that are tried before a page counts as one that nobody can open


@pytest.fixture
def found(app: APIFlask, sample: Plan) -> Found:
    return Found(app, sample)


class Found:
    """For a route, who of the sample can open it, and where."""

    def __init__(self, app: APIFlask, plan: Plan) -> None:
        self.app = app
        self.plan = plan
        self.clients: dict[str | None, Client] = {}
        self.ids: dict[str, list[Any]] = {}

    def page(self, rule: Rule) -> tuple[str | None, str] | None:
        """Reader and address, or None when nobody can open it."""
        if "token" in rule.arguments:
            return None, self.address(rule, {"token": self.token(rule.endpoint)})
        public = self.app.view_functions[rule.endpoint].permission is Permission.PUBLIC  # type: ignore[attr-defined]
        for key in (None,) if public else READERS:
            for values in itertools.islice(self.values(rule), TRIED):
                address = self.address(rule, values)
                # The header has the client leave refusals unread: most of what is tried is refused.
                answer = self.client(key).get(address, headers={"X-Requested-With": "tests"})
                if answer.status_code == 200:
                    check_page(answer)
                    return key, address
        return None

    def address(self, rule: Rule, values: dict[str, Any]) -> str:
        with self.app.test_request_context():
            return url_for(rule.endpoint, **values)

    def values(self, rule: Rule) -> Iterator[dict[str, Any]]:
        names = sorted(rule.arguments)
        for values in itertools.product(*(self.of(name) for name in names)):
            yield dict(zip(names, values, strict=True))

    def of(self, name: str) -> list[Any]:
        """Ids for an argument of a route: `clause_id` of clauses, those first that have most to show."""
        if name not in self.ids:
            model = getattr(models, "".join(part.title() for part in name.removesuffix("_id").split("_")))
            ids = list(session.scalars(select(model.id)))
            if name in FIRST:
                column, condition = FIRST[name]
                ids = list(dict.fromkeys([*session.scalars(select(column).where(condition)), *ids]))
            self.ids[name] = [self.plan.id] if name == "plan_id" else ids
        return self.ids[name]

    def client(self, key: str | None) -> Client:
        """A browser of that person (None: nobody), without scripts."""
        if key not in self.clients:
            made = self.app.test_client()
            assert isinstance(made, Client)
            if key is not None:
                made.post("/login", data={"email": f"{key}@poa.example", "password": PASSWORD})
            self.clients[key] = made
        return self.clients[key]

    def token(self, endpoint: str) -> str:
        """A one-time link that is open."""
        clause_id = self.of("clause_id")[0]
        with transaction():
            head = user("head.my")
            if endpoint == "invitations.show":
                return invitations.invite(head, "new.my@poa.example", "Somebody New", "delegate")[1]
            if endpoint == "passwords.show":
                return passwords.make_reset_link(head, user("delegate.my"))[1]
            clause = session.get_one(models.Clause, clause_id)
            asked = {"ministry": "Ministry", "email": "m@poa.example", "due": now().date(), "clauses": [clause]}
            return consultations.consult(head, clause.plan, **asked)[1]


def rules(app: APIFlask) -> list[Rule]:
    """The routes that are pages, in one order."""
    found = {rule.endpoint: rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    return [found[name] for name in sorted(found.keys() - NO_PAGES) if not found[name].rule.startswith("/api/")]


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_keeps_wcag_fits_and_logs_no_error(
    app: APIFlask, found: Found, visit_sample: Visit, part: int
) -> None:
    wrong: dict[str, object] = {}
    chosen = rules(app)[part::PARTS]
    assert chosen
    for rule in chosen:
        place = found.page(rule)
        if place is None:
            wrong[rule.endpoint] = "nobody of the sample can open it"
            continue
        page = visit_sample(*place)
        if said := problems(page):
            wrong[f"{rule.endpoint} ({place[0]}, {place[1]})"] = said
        page.close()
    assert wrong == {}

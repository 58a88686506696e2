"""What is secret in a circle changes nothing that anybody outside is answered: every page, call, file, mail, refusal.

Two worlds that differ only inside some circles are walked along the URL map by everybody who is in none of them; each
answer must be the same byte for byte. Ids of what is secret are asked for, too: in the other world they name nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.routing import Rule

from poa.actions import sessions
from poa.db import session, transaction
from poa.models import Mail
from poa.policy import Permission

from .cast import email_of, person
from .client import Client, said
from .databases import Database
from .worlds import WORD, World, ids_by_kind, same_ids_and_times

EVERYTHING = ("own", "shared", "group", "chaired", "chairs", "ASEAN")
WORLDS = {
    "all of them": (EVERYTHING, ("head_jp", "observer")),
    "what no desk of all knows": (("own", "shared", "group", "ASEAN"), ("secretariat", "co_chair")),
    "what ASEAN does not know": (("own", "shared", "group", "chaired", "chairs"), ("asean_desk", "head_vn")),
}
FILTERS = ("?party=MY", "?state=draft", "?limit=3")
OURS = ("/static", "/log", "/account", "/components")  # of one's own account, of no plan
# What names a circle that is there in one of the worlds only: the answers must not tell.
NAMED: list[tuple[str, dict[str, object]]] = [
    ("clauses/{clause}/comments", {"body": "What?", "circle": f"{WORD} once group"}),
    ("clauses/{clause}/comments", {"body": "What?", "circle": "MY, TH"}),
    ("plans/{plan}/circles", {"name": f"{WORD} once group", "parties": ["JP", "VN", "MY"]}),
    ("plans/{plan}/circles", {"name": f"{WORD} once chaired", "parties": ["JP", "VN", "MY"]}),
    ("plans/{plan}/circles", {"name": "MY, TH", "parties": ["JP", "VN", "MY"]}),
]
Ids = dict[str, list[str]]


class Reader:
    """Somebody who asks for everything, by pages and by the API."""

    def __init__(self, app: Any, name: str) -> None:
        self.app, self.name = app, name
        self.pages: Client = app.test_client().sign_in(name)
        with transaction():
            token = sessions.begin(person(name), kind="token", agent="tests")
        self.api: Client = app.test_client()
        self.api.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"

    def ask(self, method: str, path: str, **more: Any) -> tuple[int, bytes]:
        """The status and the bytes of an answer, without the tokens of forms."""
        client = self.api if path.startswith("/api/") else self.pages
        # Pages are checked elsewhere; the header has the client leave them alone, for it is much that is read here.
        answer = client.open(path, method=method, headers={"X-Requested-With": "tests"}, **more)
        body = said(answer).encode() if answer.mimetype == "text/html" else answer.data
        return answer.status_code, body

    def everything(self, shown: Ids, hidden: Ids) -> dict[str, Any]:
        """Every answer there is for this person, by method and path: of what is shown, and of what is hidden."""
        read: dict[str, Any] = {}
        for rule in routes(self.app):
            if "GET" in (rule.methods or set()):
                for path in (*paths(rule, shown, shown), *paths(rule, hidden, shown)):
                    read[f"GET {path}"] = self.ask("GET", path)
            for method in sorted({"POST", "PATCH", "PUT", "DELETE"} & (rule.methods or set())):
                for path in paths(rule, hidden, shown)[:1]:
                    read[f"{method} {path}"] = self.ask(method, path, **self.empty(path))
        ids = {"plan": shown["plan_id"][0], "clause": shown["clause_id"][0]}
        for at, (path, body) in enumerate(NAMED):
            read[f"named {at}"] = self.ask("POST", f"/api/v1/{path.format(**ids)}", json=body)
        mails = select(Mail).where(Mail.recipient == email_of(self.name)).order_by(Mail.created_at, Mail.subject)
        read["mails"] = [(mail.subject, mail.body) for mail in session.scalars(mails)]
        return read

    def empty(self, path: str) -> dict[str, Any]:
        """A form or a body with nothing in it."""
        return {"json": {}} if path.startswith("/api/") else {"data": {"csrf_token": self.pages.csrf_token()}}


def routes(app: Any) -> Iterator[Rule]:
    """The routes of pages and API that are for people, without those of their own accounts."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: str(rule.rule)):
        permission = getattr(app.view_functions[rule.endpoint], "permission", None)
        if permission is not Permission.PUBLIC and not rule.rule.startswith(OURS):
            yield rule


def paths(rule: Rule, ids: Ids, others: Ids) -> list[str]:
    """A route's paths for these ids of what it is about first, and one of the others' for what stands behind."""
    names = [name for name in rule.arguments if f"<uuid:{name}>" in rule.rule]
    if len(names) < len(rule.arguments):
        return []
    if not names:
        return [rule.rule] if ids is others else []
    first = min(names, key=rule.rule.index)
    found = []
    for id in ids.get(first, []):
        path = rule.rule.replace(f"<uuid:{first}>", id)
        for name in names:
            path = path.replace(f"<uuid:{name}>", (others.get(name) or [id])[0])
        path += "?once=1" if path.endswith("/stream") else ""
        filtered = ids is others and path.endswith(("/amendments", "/events"))
        found += [path, *(path + suffix for suffix in FILTERS)] if filtered else [path]
    return found


def walked(
    database: Database, patch: pytest.MonkeyPatch, secrets: Sequence[str], names: Sequence[str], hidden: Ids | None
) -> tuple[dict[str, dict[str, Any]], Ids]:
    """All that these people are answered in a world with these secrets, and the ids of what is hidden there."""
    database.clear()
    with same_ids_and_times(patch) as (ids, clock):
        World(secrets, ids, clock, divided="asean_desk" not in names)
        shown = ids_by_kind(ids.given[False], 2)
        hidden = hidden or ids_by_kind(ids.given[True], 1)
        return {name: Reader(database.app, name).everything(shown, hidden) for name in names}, hidden


def difference(path: str, without: object, found: object) -> str:
    """Where two answers begin to differ; nothing for the same."""
    one, other = str(without), str(found)
    at = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return "" if without == found else f"{path}: {one[max(0, at - 60) : at + 80]} ≠ {other[at : at + 80]}"


@pytest.mark.slow
@pytest.mark.parametrize("kept", list(WORLDS))
def test_who_is_outside_is_answered_the_same(database: Database, monkeypatch: pytest.MonkeyPatch, kept: str) -> None:
    secrets, names = WORLDS[kept]
    if database.kind != "sqlite" and kept != "all of them":
        pytest.skip("it is much that is read; one of the worlds is enough on the other database")
    database.app.test_client_class = Client
    found, hidden = walked(database, monkeypatch, secrets, names, None)
    without, _ = walked(database, monkeypatch, (), names, hidden)
    for name in names:
        told = [difference(path, answer, found[name].get(path)) for path, answer in without[name].items()]
        told = [words for words in told if words]
        assert told == [], name
        assert found[name].keys() == without[name].keys()
        heard = [path for path, answer in found[name].items() if WORD in str(answer) and "named" not in path]
        assert heard == [], name

"""Rules that hold for every route, found by walking the URL map."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator

import pytest
from apiflask import APIFlask
from flask import Flask, url_for
from werkzeug.routing import Rule

from poa.policy import RULES, Permission
from tests.cast import Cast
from tests.client import Client

# Who may be anybody: the sign-in and reset pages, links that are proof themselves, what tells nothing.
PUBLIC = {
    "static",
    "health.show",
    "openapi.spec",
    "api_tokens.create",
    "sessions.new",
    "sessions.create",
    "passwords.new",
    "passwords.create",
    "passwords.show",
    "passwords.update",
    "invitations.show",
    "invitations.accept",
    "consultations.show",
    "consultations.answer",
    "preferences.language",
}


def rules(app: Flask) -> Iterator[tuple[Rule, Permission | None]]:
    """Every route with what it declares."""
    for rule in app.url_map.iter_rules():
        yield rule, getattr(app.view_functions[rule.endpoint], "permission", None)


def address(app: Flask, rule: Rule) -> str:
    """The address of a route, with ids that nothing has."""
    values: dict[str, object] = {name: uuid.UUID(int=7, version=4) for name in rule.arguments}
    for name in rule.arguments & {"token", "filename"}:
        values[name] = "nothing"
    with app.test_request_context():
        return url_for(rule.endpoint, **values)


def test_every_route_declares_its_permission(app: APIFlask) -> None:
    silent = sorted(rule.endpoint for rule, permission in rules(app) if permission is None)
    assert silent == []


def test_only_these_are_public(app: APIFlask) -> None:
    assert {rule.endpoint for rule, permission in rules(app) if permission is Permission.PUBLIC} == PUBLIC


def test_every_permission_has_a_rule_and_a_use(app: APIFlask) -> None:
    assert set(RULES) == set(Permission)
    unused = set(Permission) - {permission for _rule, permission in rules(app)}
    assert unused == set()


def test_signed_out_every_page_leads_to_the_sign_in_page_and_back(app: APIFlask, client: Client) -> None:
    for rule, permission in rules(app):
        if permission is Permission.PUBLIC or "GET" not in (rule.methods or ()) or rule.rule.startswith("/api/"):
            continue
        path = address(app, rule)
        answer = client.get(path)
        assert (answer.status_code, answer.location) == (302, f"/login?next={path}"), rule.endpoint


def test_signed_out_nothing_can_be_sent(app: APIFlask, client: Client) -> None:
    for rule, permission in rules(app):
        if permission is Permission.PUBLIC or rule.rule.startswith("/api/"):
            continue
        if "POST" in (rule.methods or ()):
            answer = client.post(address(app, rule))
            assert answer.status_code == 302, rule.endpoint
            assert answer.location.startswith("/login?next="), rule.endpoint


def test_without_a_token_the_api_says_401(app: APIFlask, client: Client) -> None:
    for rule, permission in rules(app):
        if permission is Permission.PUBLIC or not rule.rule.startswith("/api/"):
            continue
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            answer = client.open(address(app, rule), method=method)
            assert answer.status_code == 401, f"{method} {rule.endpoint}"
            assert answer.mimetype == "application/problem+json", rule.endpoint
            assert answer.headers["WWW-Authenticate"] == "Bearer", rule.endpoint


@pytest.mark.parametrize("who", ["secretariat", "head_jp", "observer"])
def test_an_id_that_nothing_has_is_404_whatever_is_asked(
    app: APIFlask, signed_in: Callable[[str], Client], api: Callable[[str], Client], who: str
) -> None:
    for rule, permission in rules(app):
        if permission is Permission.PUBLIC or not rule.arguments:
            continue
        by = api(who) if rule.rule.startswith("/api/") else signed_in(who)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            data = {"csrf_token": by.csrf_token()} if method == "POST" and not rule.rule.startswith("/api/") else None
            answer = by.open(address(app, rule), method=method, data=data)
            assert answer.status_code == 404, f"{method} {rule.endpoint}: {answer.status_code}"


def test_every_form_needs_its_token(app: APIFlask, signed_in: Callable[[str], Client]) -> None:
    client = signed_in("secretariat")
    for rule, _permission in rules(app):
        if "POST" in (rule.methods or ()) and not rule.rule.startswith("/api/"):
            assert client.post(address(app, rule), csrf=False).status_code == 400, rule.endpoint


def test_a_cookie_opens_no_api_and_a_token_no_page(
    signed_in: Callable[[str], Client], client: Client, cast: Cast
) -> None:
    assert signed_in("head_jp").get("/api/v1/me").status_code == 401
    bearer = {"Authorization": f"Bearer {cast.token('head_jp')}"}
    assert client.get("/api/v1/me", headers=bearer).status_code == 200
    assert client.get("/account", headers=bearer).status_code == 302


def test_a_route_that_declares_nothing_is_refused(app: APIFlask, client: Client) -> None:
    undeclared = Flask(__name__)
    from poa.guards import deny_undeclared

    undeclared.before_request(deny_undeclared)
    undeclared.add_url_rule("/open", view_func=lambda: "secrets")
    answer = undeclared.test_client().get("/open")
    assert answer.status_code == 500
    assert "secrets" not in answer.text

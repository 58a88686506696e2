"""A test client that looks at what it gets: every page it reads is valid HTML, has a title and the headers it needs."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import flask
import html5lib
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from werkzeug.test import TestResponse

from poa.actions import sessions
from poa.db import session, transaction

from .cast import person


class Client(FlaskClient):
    """Sends the CSRF token with every form, and keeps the test's session apart from the request's."""

    _csrf = ""

    def open(self, *args: Any, csrf: bool = True, **kwargs: Any) -> TestResponse:
        """Ask; with `csrf=False` a form goes without its token. A page (not a fragment) is checked."""
        with _own_session():
            response = super().open(*args, **kwargs)
        asked = response.request
        whole = asked.method == "GET" and "X-Requested-With" not in asked.headers
        if whole and response.mimetype == "text/html" and not 300 <= response.status_code < 400:
            check_page(response)
        return response

    def post(self, *args: Any, csrf: bool = True, **kwargs: Any) -> TestResponse:
        """Send a form with its token (JSON, and `csrf=False`, without)."""
        if csrf and "json" not in kwargs and "data" not in kwargs:
            kwargs["data"] = {}
        if csrf and isinstance(kwargs.get("data"), dict):
            kwargs["data"] = {"csrf_token": self.csrf_token(), **kwargs["data"]}
        return super().post(*args, **kwargs)

    def csrf_token(self) -> str:
        """The token of this browser, as a page of ours would hold it."""
        if not self._csrf:
            with _own_session(), self.application.test_request_context(), self.session_transaction() as held:
                self._csrf = generate_csrf()
                held["csrf_token"] = flask.session["csrf_token"]
        return self._csrf

    def sign_in(self, name: str) -> Client:
        """Be signed in as a member of the cast, as after the page that people use (tests/web/test_sessions.py)."""
        with _own_session():
            with transaction():
                token = sessions.begin(person(name), kind="browser", agent="tests")
            with self.session_transaction() as held:
                held.update({"_user_id": token, "_fresh": True})
        return self

    def cookie(self, address: str) -> dict[str, str]:
        """The session that is kept here, as another browser takes it for this address."""
        name = self.application.config["SESSION_COOKIE_NAME"]
        held = self.get_cookie(name)
        assert held is not None
        return {"name": name, "value": held.value, "url": address}


def said(response: TestResponse) -> str:
    """The text of a page without its CSRF tokens, which are others from second to second: for comparing two."""
    return re.sub(r'(csrf[-_]token" (?:content|value)=)"[^"]+"', r"\1", response.text)


class _own_session:  # noqa: N801 (reads as a statement)
    """A request has a session of its own; the test's is put aside meanwhile, and reads anew afterwards."""

    def __enter__(self) -> None:
        registry = session.registry
        self.held = registry() if registry.has() else None
        if self.held is not None:
            self.held.rollback()
        registry.clear()

    def __exit__(self, *_error: object) -> None:
        session.remove()
        if self.held is not None:
            self.held.rollback()
            self.held.expire_all()
            session.registry.set(self.held)


def check_page(response: TestResponse) -> None:
    """Fail unless this is a whole, valid page: strict HTML, one title, one h1, no id twice, the safety headers."""
    where, text = response.request.path, response.text
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(text)
    errors = [f"line {at[0]}: {code} {data}" for at, code, data in parser.errors]
    assert not errors, f"{where} is no valid HTML: {errors[:5]}"
    titles = [(title.text or "").strip() for title in tree.findall("head/title")]
    assert len(titles) == 1, f"{where}: {len(titles)} titles"
    assert titles[0].strip(" ·"), f"{where}: the title is empty"
    headings = len(tree.findall(".//h1")) - len(tree.findall(".//section[@class='specimen']//h1"))
    assert headings == 1, f"{where}: {headings} h1"
    twice = [id for id, n in Counter(e.get("id") for e in tree.iter() if e.get("id")).items() if n > 1]
    assert not twice, f"{where}: ids used twice: {twice}"
    labelled = {e.get("for") for e in tree.iter("label")}
    assert labelled - {None} <= {e.get("id") for e in tree.iter()}, f"{where}: a label for nothing"
    inline = [e.get("src") for e in tree.iter("script") if not e.get("src")]
    assert not inline, f"{where}: an inline script, which the policy forbids"
    policy = response.headers.get("Content-Security-Policy", "")
    assert "default-src 'self'" in policy, f"{where}: no content security policy"
    assert "unsafe" not in policy, f"{where}: {policy}"
    assert response.headers.get("X-Content-Type-Options") == "nosniff", where

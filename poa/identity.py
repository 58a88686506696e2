"""Flask-Login over our own sessions: a cookie for the pages, a bearer token for the API, never one for the other."""

from __future__ import annotations

from flask import Flask, Request, request
from flask_login import LoginManager, UserMixin

from .actions.sessions import lookup
from .models import Session, User


class Identity(UserMixin):  # type: ignore[misc]
    """What Flask-Login holds for a request: the session's token and the user behind it."""

    def __init__(self, token: str, held: Session) -> None:
        self.token = token
        self.session_id = held.id
        self.user: User = held.user

    def get_id(self) -> str:
        """What the cookie keeps: the token, not the user."""
        return self.token


def _from_cookie(token: str) -> Identity | None:
    if is_api(request):
        return None
    held = lookup(token, "browser")
    return Identity(token, held) if held else None


def _from_bearer(asked: Request) -> Identity | None:
    scheme, _, token = asked.headers.get("Authorization", "").partition(" ")
    if not is_api(asked) or scheme.lower() != "bearer" or not token:
        return None
    held = lookup(token.strip(), "token")
    return Identity(token.strip(), held) if held else None


def is_api(asked: Request) -> bool:
    """Whether a request is one to the JSON API."""
    return asked.path.startswith("/api/")


def register(app: Flask) -> None:
    """Install both ways of being known."""
    manager = LoginManager(app)
    manager.session_protection = None
    manager.user_loader(_from_cookie)
    manager.request_loader(_from_bearer)

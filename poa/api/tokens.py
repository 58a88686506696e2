"""Bearer tokens: asked for with a password, ended when no longer needed."""

from __future__ import annotations

from typing import Any

from apiflask import Schema
from flask import request
from flask_login import current_user

from ..actions import sessions
from ..db import transaction
from ..errors import NotSignedIn
from ..guards import needs
from ..policy import Permission
from .base import Out, Text, noun

api = noun("tokens")


class Credentials(Schema):
    """Who asks."""

    email = Text(required=True, longest=320)
    password = Text(required=True, longest=1024)


class Token(Out):
    """To be sent as `Authorization: Bearer TOKEN`; good for 30 days."""

    token = Text()


@api.post("/tokens")
@needs(Permission.PUBLIC)
@api.input(Credentials, arg_name="body")
@api.output(Token, status_code=201)
@api.doc(responses={401: "Email and password do not match an account", 429: "Too many failed attempts"})
def create(body: dict[str, str]) -> dict[str, str]:
    """Begin a session by email and password"""
    with transaction():
        token = sessions.sign_in(
            body["email"],
            body["password"],
            kind="token",
            address=request.remote_addr or "",
            agent=request.user_agent.string,
        )
    if token is None:
        raise NotSignedIn("Email and password do not match an account.")
    return {"token": token}


@api.delete("/tokens/current")
@needs(Permission.SIGNED_IN)
@api.output({}, status_code=204)
def delete() -> Any:
    """End the session of the token that is sent"""
    with transaction():
        sessions.sign_out(current_user.token)
    return ""

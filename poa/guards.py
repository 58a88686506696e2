"""What stands before each view: who is asking, may they see it, may they do it. Shared by the pages and the API."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Flask, abort, current_app, request
from flask_login import current_user

from .errors import NotSignedIn
from .models import User
from .policy import Permission, require
from .queries import find

V = TypeVar("V", bound=Callable[..., Any])


def reader() -> User:
    """Who is asking; `NotSignedIn` when nobody is."""
    if not current_user.is_authenticated:
        raise NotSignedIn("Sign in to go on.")
    return cast(User, current_user.user)


def needs(
    permission: Permission, model: type[Any] | None = None, *, when: Mapping[str, Permission] | None = None
) -> Callable[[V], V]:
    """Declare what a view needs. With `model`, `<uuid:noun_id>` of the URL is loaded as the reader sees it
    (404), judged (403) and handed to the view as `noun`, before body and state are looked at.

    `when` names another permission for a JSON body that has a certain field: something else is asked for then.
    """

    def decorate(view: V) -> V:
        @wraps(view)
        def guarded(**kwargs: Any) -> Any:
            if permission is not Permission.PUBLIC:
                asking = reader()
                subject = None
                if model is not None:
                    noun = model.__name__.lower()
                    subject = find(model, kwargs.pop(f"{noun}_id"), asking)
                    kwargs[noun] = subject
                require(asking, _asked(permission, when or {}), subject)
            return view(**kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return cast(V, guarded)

    return decorate


def _asked(permission: Permission, when: Mapping[str, Permission]) -> Permission:
    """What the request needs by what it sends; a body that cannot be read is refused later."""
    body = request.get_json(silent=True) if when else None
    if not isinstance(body, dict):
        return permission
    return next((other for field, other in when.items() if body.get(field) is not None), permission)


def declare_public(app: Flask, *endpoints: str) -> None:
    """Mark views that the frameworks themselves bring (static files, the API's description) as public."""
    for endpoint in endpoints:
        view = app.view_functions[endpoint]
        if not inspect.isfunction(view):
            raise TypeError(f"{endpoint} is no plain function")
        view.permission = Permission.PUBLIC  # type: ignore[attr-defined]


def deny_undeclared() -> None:
    """Refuse a request whose view declares no permission: default deny."""
    if request.endpoint is None:
        return
    if not hasattr(current_app.view_functions[request.endpoint], "permission"):
        abort(500, f"{request.endpoint} declares no permission")

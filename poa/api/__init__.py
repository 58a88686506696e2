"""The JSON API: the same nouns, the same actions, the same policy."""

from __future__ import annotations

from apiflask import APIBlueprint, APIFlask, HTTPError

from . import base, openapi


def register(app: APIFlask) -> list[APIBlueprint]:
    """Install the API and return its blueprints: they know readers by bearer tokens, so they need no CSRF token."""
    from . import (
        adoptions,
        agreements,
        amendments,
        brackets,
        bridges,
        circles,
        clauses,
        comments,
        compilations,
        corrigenda,
        delegations,
        documents,
        drafts,
        events,
        group_settlements,
        meetings,
        minutes,
        packages,
        parking,
        people,
        plans,
        positions,
        revisions,
        rounds,
        scrubs,
        settlements,
        sharing,
        silences,
        statuses,
        tokens,
    )

    nouns = (
        tokens,
        people,
        plans,
        circles,
        clauses,
        revisions,
        amendments,
        sharing,
        settlements,
        group_settlements,
        packages,
        agreements,
        bridges,
        parking,
        rounds,
        silences,
        statuses,
        positions,
        comments,
        drafts,
        corrigenda,
        adoptions,
        documents,
        events,
        meetings,
        minutes,
        delegations,
        compilations,
        brackets,
        scrubs,
    )
    for module in nouns:
        app.register_blueprint(module.api)
    app.register_error_handler(HTTPError, base.validation_problem)
    openapi.register(app)
    return [module.api for module in nouns]

"""The pages: one blueprint per noun, and what all of them share."""

from __future__ import annotations

from flask import Flask
from flask_wtf import CSRFProtect

from .. import identity
from . import (
    adoptions,
    agreements,
    amendments,
    brackets,
    bridges,
    circle_desk,
    circles,
    clauses,
    clearing,
    comments,
    compilations,
    consultations,
    corrigenda,
    dates,
    delegation,
    desk,
    drafts,
    editing,
    events,
    failures,
    health,
    help,
    home,
    invitations,
    keeping,
    languages,
    look,
    meetings,
    negotiation,
    packages,
    parking,
    passwords,
    people,
    plans,
    positions,
    preferences,
    presences,
    previews,
    reading,
    rooms,
    rounds,
    scrubs,
    sessions,
    shared,
    sharing,
    silences,
)

csrf = CSRFProtect()


def register(app: Flask) -> None:
    """Install sign-in, CSRF protection, the blueprints, the answers to errors and the shared parts of pages."""
    identity.register(app)
    languages.register(app)
    dates.register(app)
    csrf.init_app(app)
    for module in (
        health,
        sessions,
        preferences,
        passwords,
        invitations,
        people,
        plans,
        reading,
        home,
        clearing,
        help,
        clauses,
        comments,
        amendments,
        editing,
        keeping,
        previews,
        delegation,
        consultations,
        desk,
        agreements,
        packages,
        bridges,
        parking,
        negotiation,
        circles,
        circle_desk,
        sharing,
        meetings,
        rooms,
        compilations,
        brackets,
        positions,
        adoptions,
        drafts,
        rounds,
        scrubs,
        silences,
        corrigenda,
        events,
        presences,
        look,
    ):
        app.register_blueprint(module.pages)
    failures.register(app)
    shared.register(app)

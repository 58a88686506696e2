"""The JSON API: the same nouns, the same actions, the same policy."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Install the API's blueprints."""

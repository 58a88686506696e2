"""The queue of background work, as the pages and the API reach it."""

from __future__ import annotations

from flask import current_app

from .jobs import Work


def wake() -> None:
    """Tell a worker that something waits, after the commit that queued it; opens the queue at the first use."""
    kept = current_app.extensions
    if "poa_work" not in kept:
        kept["poa_work"] = Work(current_app.config["POA_SETTINGS"])
    kept["poa_work"].wake()

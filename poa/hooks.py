"""What gunicorn calls in its processes; named by `poa serve`."""

from __future__ import annotations

from typing import Any


def post_worker_init(worker: Any) -> None:
    """Let the streams of a process end as soon as it is told to, so that nobody waits for them."""
    from .live import hub

    hub.serving = lambda: bool(worker.alive)

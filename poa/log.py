"""Log lines: one structured line per request and per act, never with a text of a delegation in it."""

from __future__ import annotations

import logging
import sys
from typing import TextIO, cast

import structlog


def configure(form: str, level: int = logging.INFO) -> None:
    """Log to standard error from `level` on, as `console` lines or `json`."""
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer() if form == "json" else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(file=cast(TextIO, _Stderr())),
        cache_logger_on_first_use=False,
    )


class _Stderr:
    """Standard error as it is at the moment of writing (tests and supervisors exchange it)."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()

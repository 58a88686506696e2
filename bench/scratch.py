"""The installation on which pages are measured, which goes when it is done."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from apiflask import APIFlask

from poa import config, create_app, db, log, migrating
from poa.db import session


@contextmanager
def installation() -> Iterator[APIFlask]:
    """An installation on an empty SQLite database; among the figures it logs warnings only."""
    with tempfile.TemporaryDirectory() as folder:
        settings = config.load({"POA_DATA": folder})
        db.configure(settings.database_url)
        migrating.upgrade(db.engine())
        app = create_app(settings, TESTING=True)
        log.configure(settings.log_format, logging.WARNING)
        try:
            yield app
        finally:
            session.remove()
            db.engine().dispose()

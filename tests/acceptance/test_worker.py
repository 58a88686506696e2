"""A worker that is killed in the middle of a rendering: another one ends it soon; one that lives keeps it."""

from __future__ import annotations

import datetime as dt
import threading
import uuid
from typing import Any

import pytest
from sqlalchemy import select

from poa import jobs
from poa.actions import documents
from poa.db import session, transaction
from poa.models import Document, DocumentState, Plan
from poa.render.pdf import Pdf

from ..cast import make_draft
from ..doubles import Clock

SOON = dt.timedelta(seconds=30)


@pytest.fixture
def queued(plan: Plan) -> uuid.UUID:
    """A clean PDF that waits for a worker."""
    return session.scalars(select(Document.id).where(Document.draft_id == make_draft(plan).id)).one()


def test_a_killed_workers_rendering_is_free_again_soon(queued: uuid.UUID, clock: Clock) -> None:
    with transaction():
        assert documents.claim(queued) is not None
    assert documents.waiting() == []
    with transaction():
        assert documents.claim(queued) is None
    clock.forward(seconds=SOON.total_seconds())
    assert documents.waiting() == [queued]
    with transaction():
        taken = documents.claim(queued)
        assert taken is not None
        assert taken.attempts == 2


def test_a_living_worker_keeps_its_rendering_although_it_says_nothing(
    queued: uuid.UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "LEASE", dt.timedelta(seconds=0.4))
    held = threading.Event()
    keep = documents.hold

    def hold(document_id: uuid.UUID) -> None:
        keep(document_id)
        held.set()

    def silent(**_: Any) -> Pdf:
        for _beat in range(3):
            assert held.wait(10)
            held.clear()
        return Pdf.of(b"%PDF-1.7 set", 1)

    monkeypatch.setattr(documents, "hold", hold)
    monkeypatch.setattr(jobs, "render_in_subprocess", silent)
    assert jobs.render(queued) == 1
    session.expire_all()
    document = session.get_one(Document, queued)
    assert (document.state, document.attempts) == (DocumentState.READY.value, 1)

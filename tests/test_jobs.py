"""Background work: rendered from frozen values, a failure says so, the same draft gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect

from poa import config, jobs
from poa.actions import documents, plans
from poa.db import session, transaction
from poa.jobs import Work
from poa.models import Blob, Document, Draft, Plan
from poa.render.pdf import Pdf, RenderFailed

from .actions.desk import places, settle, variant
from .actions.paper import clean, pdf, printed, request, sign
from .cast import Cast, clause_of, make_amendment, make_draft, make_plan, person
from .databases import SECRET

EACH = "Each party will name a contact point."


@pytest.fixture
def draft(plan: Plan) -> Draft:
    return make_draft(plan, required=["JP"])


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Work]:
    """The tasks, with a queue of their own."""
    made = Work(config.load({"POA_DATA": str(tmp_path), "POA_SECRET_KEY": SECRET}))
    yield made
    made.huey.storage.close()


class Printer:
    """Stands where the renderer stands: keeps what it is given, and does what it is told."""

    def __init__(self) -> None:
        self.given: list[dict[str, Any]] = []
        self.answer: Exception | None = None

    def __call__(self, **arguments: Any) -> Pdf:
        arguments.pop("progress")(50)
        self.given.append(arguments)
        if self.answer:
            raise self.answer
        return pdf(f"{arguments['view']} {len(self.given)}")


@pytest.fixture
def printer(monkeypatch: pytest.MonkeyPatch) -> Printer:
    made = Printer()
    monkeypatch.setattr(jobs, "render_in_subprocess", made)
    return made


def stored(document: Document) -> Document:
    """The document as it is in the database now, whatever session it was read in."""
    session.rollback()
    id = inspect(document).identity
    return session.get_one(Document, id[0] if id else None)


def test_what_waits_is_done_the_oldest_first(draft: Draft, plan: Plan, printer: Printer, work: Work) -> None:
    later = make_draft(plan, "Rev.2")
    redline = request(later, "redline")
    assert work.run_waiting() == 3
    assert [given["view"] for given in printer.given] == ["clean", "clean", "redline"]
    assert [given["content"]["draft"]["symbol"] for given in printer.given] == ["Rev.1", "Rev.2", "Rev.2"]
    assert (stored(redline).state, stored(redline).progress) == ("ready", 100)
    assert work.run_waiting() == 0


def test_a_failing_rendering_says_so_and_is_tried_stored(draft: Draft, printer: Printer) -> None:
    document = clean(draft)
    printer.answer = RenderFailed("The PDF was not ready after 120 seconds.")
    assert jobs.render(document.id) == 1
    failed = stored(document)
    assert (failed.state, failed.error) == ("failed", "The PDF was not ready after 120 seconds.")
    assert (failed.progress, failed.sha256) == (50, None)
    assert jobs.render(document.id) == 0
    printer.answer = None
    request(draft, "clean")
    assert jobs.render(document.id) == 1
    assert (stored(document).state, stored(document).error) == ("ready", None)


def test_a_failure_does_not_hold_up_the_others(draft: Draft, plan: Plan, printer: Printer, work: Work) -> None:
    make_draft(plan, "Rev.2")
    printer.answer = RenderFailed("No.")
    assert work.run_waiting() == 2
    assert {document.state for document in session.query(Document)} == {"failed"}


def test_what_a_redline_is_made_from(plan: Plan, draft: Draft, printer: Printer) -> None:
    clause = clause_of(plan, "Each party")
    make_amendment(clause, EACH.replace("will", "may"), by="th")
    settle(clause, variant(places(clause)[0], "TH"))
    redline = request(make_draft(plan, "Rev.2"), "redline")
    jobs.render(redline.id)
    [given] = printer.given
    assert given["against"]["draft"]["symbol"] == "Rev.1"
    [(deleted, inserted)] = given["credits"].values()
    assert [(credit.start, credit.end, credit.keys) for credit in deleted] == [(11, 15, ("TH",))]
    assert [(credit.start, credit.end, credit.keys) for credit in inserted] == [(11, 14, ("TH",))]


def test_a_redline_is_of_what_was_frozen(plan: Plan, draft: Draft, printer: Printer, cast: Cast) -> None:
    """What happens between the asking and the rendering is not in it."""
    later = make_draft(plan, "Rev.2")
    redline = request(later, "redline")
    clause = clause_of(plan, "Each party")
    with transaction():
        plans.edit_clause(cast.secretariat, clause, revision_id=clause.revision.id, text="Changed.", reason="x")
    jobs.render(redline.id)
    assert "Changed." not in str(printer.given[0]["content"])
    assert printer.given[0]["credits"] == {}


def test_what_the_final_is_made_from(draft: Draft, printer: Printer, cast: Cast) -> None:
    printed(clean(draft))
    sign(draft, "JP")
    with transaction():
        assert cast.head_jp.party is not None
        cast.official_jp.name = "Somebody Else"
        cast.head_jp.party.name = "Another name"
    final = session.query(Document).filter_by(view="final").one()
    jobs.render(final.id)
    [given] = printer.given
    assert given["clean_sha256"] == pdf().sha256
    [signed] = given["signoffs"]
    assert (signed.party, signed.party_name, signed.person) == ("JP", "Japan", "Official Jp")


def test_a_worker_that_was_killed_is_made_up_for(draft: Draft, printer: Printer, work: Work, clock: Any) -> None:
    document = clean(draft)
    with transaction():
        documents.claim(document.id)
    assert work.run_waiting() == 0
    clock.forward(seconds=documents.LEASE.total_seconds() + 1)
    assert work.run_waiting() == 1
    assert stored(document).state == "ready"


def test_waking_without_a_queue_costs_nothing(
    draft: Draft, printer: Printer, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It raises nothing, and what waits is found by the next who looks."""

    def gone(*_: object, **__: object) -> None:
        raise ConnectionError("no queue")

    monkeypatch.setattr(work.huey, "enqueue", gone)
    work.wake()
    assert work.run_waiting() == 1
    assert stored(clean(draft)).state == "ready"


def test_waking_queues_the_work(work: Work) -> None:
    work.wake()
    assert work.huey.pending_count() == 1


@pytest.mark.slow
def test_the_same_draft_gives_the_same_bytes(cast: Cast) -> None:
    """Rendered twice for real, in processes of their own."""
    plan = make_plan(markdown="# A plan\n\nOne clause of a small plan.\n")
    document = clean(make_draft(plan))
    assert jobs.render(document.id) == 1
    first = stored(document)
    assert (first.state, first.error) == ("ready", None)
    sha256, data = first.sha256, session.query(Blob).one().data
    assert data.startswith(b"%PDF-")
    with transaction():
        first.state, first.sha256 = "queued", None
        session.query(Blob).delete()
    assert jobs.render(document.id) == 1
    assert stored(document).sha256 == sha256
    assert session.query(Blob).one().data == data
    assert person("observer").active

"""The life of a document: asked for once, worked on by one, taken up again when a worker died, tried again."""

from __future__ import annotations

import threading
import uuid

import pytest

from poa.actions import documents
from poa.db import session, transaction
from poa.errors import Conflict, Invalid, NotAllowed
from poa.models import Blob, Document, Draft, Plan

from ..cast import Cast, clause_of, make_amendment, make_draft
from ..conftest import Clock
from .desk import places, settle, variant
from .paper import clean, pdf, printed, request, sign

LONG = documents.LEASE.total_seconds() + 1


@pytest.fixture
def draft(plan: Plan) -> Draft:
    return make_draft(plan, required=["JP", "TH"])


def claim(id: uuid.UUID) -> str | None:
    """Take it to work on; its state, or None when there is nothing to do."""
    with transaction():
        taken = documents.claim(id)
        return taken.state if taken else None


def again(document: Document) -> Document:
    session.rollback()
    return session.get_one(Document, document.id)


def test_the_clean_document_waits_from_the_issue_on(draft: Draft) -> None:
    document = clean(draft)
    assert (document.state, document.progress, document.attempts, document.sha256) == ("queued", 0, 0, None)
    assert documents.waiting() == [document.id]
    assert document.file_name.endswith(".pdf")


def test_one_worker_has_it(draft: Draft) -> None:
    document = clean(draft)
    assert claim(document.id) == "rendering"
    assert claim(document.id) is None
    assert documents.waiting() == []
    assert again(document).attempts == 1


def test_of_many_workers_one_gets_it(draft: Draft) -> None:
    id = clean(draft).id
    ready, got = threading.Barrier(4), []

    def work() -> None:
        ready.wait(timeout=20)
        try:
            got.append(claim(id))
        finally:
            session.remove()

    session.rollback()
    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=30)
    assert sorted(got, key=str) == [None, None, None, "rendering"]


def test_a_dead_workers_document_is_taken_up_again(draft: Draft, clock: Clock) -> None:
    document = clean(draft)
    claim(document.id)
    clock.forward(seconds=LONG)
    assert documents.waiting() == [document.id]
    assert claim(document.id) == "rendering"
    assert again(document).attempts == 2


def test_progress_keeps_the_lease_alive(draft: Draft, clock: Clock) -> None:
    document = clean(draft)
    claim(document.id)
    for percent in (30, 60):
        clock.forward(seconds=LONG - 5)
        with transaction():
            documents.progress(document.id, percent)
    assert (documents.waiting(), again(document).progress) == ([], 60)


def test_what_is_broken_off_too_often_fails(draft: Draft, clock: Clock) -> None:
    document = clean(draft)
    for _ in range(documents.ATTEMPTS):
        assert claim(document.id) == "rendering"
        clock.forward(seconds=LONG)
    assert claim(document.id) is None
    failed = again(document)
    assert (failed.state, "three times" in (failed.error or "")) == ("failed", True)
    assert documents.waiting() == []


def test_what_is_ready_is_kept_under_its_hash(draft: Draft) -> None:
    document = printed(clean(draft))
    made = pdf()
    assert (document.state, document.sha256, document.pages, document.progress) == ("ready", made.sha256, 3, 100)
    assert (document.leased_until, document.ready_at is not None) == (None, True)
    assert session.get_one(Blob, made.sha256).data == made.data
    assert claim(document.id) is None
    assert documents.waiting() == []


def test_the_same_bytes_are_kept_once(draft: Draft, plan: Plan) -> None:
    printed(clean(draft))
    other = printed(clean(make_draft(plan, "Rev.2")))
    assert other.sha256 == pdf().sha256
    assert session.query(Blob).count() == 1


def test_what_failed_says_so_and_is_tried_again_when_asked(draft: Draft) -> None:
    document = clean(draft)
    claim(document.id)
    with transaction():
        documents.fail(session.get_one(Document, document.id), "No fonts.")
    assert (again(document).state, again(document).error) == ("failed", "No fonts.")
    assert documents.waiting() == []
    assert request(draft, "clean").id == document.id
    tried = again(document)
    assert (tried.state, tried.error, tried.attempts, tried.progress) == ("queued", None, 0, 0)
    assert printed(document).state == "ready"


def test_a_late_failure_does_not_take_away_what_is_ready(draft: Draft, clock: Clock) -> None:
    """A worker that lost its lease ends after the one that took over from it."""
    document = clean(draft)
    claim(document.id)
    clock.forward(seconds=LONG)
    printed(document)
    with transaction():
        documents.fail(session.get_one(Document, document.id), "Out of time.")
    assert (again(document).state, again(document).error) == ("ready", None)


def test_bytes_that_are_there_are_not_replaced(draft: Draft, clock: Clock) -> None:
    document = clean(draft)
    claim(document.id)
    clock.forward(seconds=LONG)
    printed(document)
    with transaction():
        documents.finish(session.get_one(Document, document.id), pdf("others"))
    assert again(document).sha256 == pdf().sha256


def test_asked_for_twice_is_the_same_document(draft: Draft, plan: Plan) -> None:
    later = make_draft(plan, "Rev.2", with_comments=True)
    assert request(draft, "clean").id == clean(draft).id
    redline = request(later, "redline")
    assert (redline.view, redline.against_id, redline.state) == ("redline", draft.id, "queued")
    assert request(later, "redline", against=draft.id).id == redline.id
    commented = request(later, "redline", with_comments=True)
    assert commented.id != redline.id
    assert request(later, "redline", with_comments=True).id == commented.id
    assert request(later, "clean", with_comments=True).id != clean(later).id


def test_a_redline_against_any_earlier_draft(draft: Draft, plan: Plan) -> None:
    make_draft(plan, "Rev.2")
    third = make_draft(plan, "Rev.3")
    assert request(third, "redline", against=draft.id).against_id == draft.id


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"view": "minutes"}, "view"),
        ({"view": "redline"}, "against"),
        ({"view": "redline", "against": uuid.uuid4()}, "against"),
        ({"view": "clean", "with_comments": True}, "comments"),
    ],
)
def test_a_document_that_cannot_be(draft: Draft, given: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        request(draft, **given)  # type: ignore[arg-type]
    assert refusal.value.field == field
    assert session.query(Document).count() == 1


def test_no_redline_against_itself_or_what_came_later(draft: Draft, plan: Plan) -> None:
    later = make_draft(plan, "Rev.2")
    for against in (draft.id, later.id):
        with pytest.raises(Invalid):
            request(draft, "redline", against=against)


def test_no_redline_against_a_draft_unseen(plan: Plan, cast: Cast) -> None:
    with transaction():
        desk = cast.secretariat
        desk.desks = [*desk.desks, *cast.asean_desk.desks]
    hidden = make_draft(plan, "A1", circle="ASEAN")
    later = make_draft(plan, "Rev.1")
    with pytest.raises(Invalid):
        request(later, "redline", against=hidden.id, by="head_jp")
    assert request(later, "redline", against=hidden.id, by="head_th").against_id == hidden.id


@pytest.mark.parametrize("name", ["observer"])
def test_who_asks_for_nothing(draft: Draft, name: str) -> None:
    with pytest.raises(NotAllowed):
        request(draft, "clean", by=name)


def test_the_final_waits_for_all_who_are_required(draft: Draft) -> None:
    printed(clean(draft))
    with pytest.raises(Conflict, match="TH, JP"):
        request(draft, "final")
    sign(draft, "TH")
    with pytest.raises(Conflict, match="JP"):
        request(draft, "final")
    assert session.query(Document).filter_by(view="final").count() == 0
    sign(draft, "JP")
    final = session.query(Document).filter_by(view="final").one()
    assert (final.state, final.draft_id) == ("queued", draft.id)
    assert request(draft, "final", with_comments=False).id == final.id


def test_later_edits_leave_the_final_alone(draft: Draft, plan: Plan) -> None:
    printed(clean(draft))
    sign(draft, "TH")
    sign(draft, "JP")
    final = printed(session.query(Document).filter_by(view="final").one(), "final")
    clause = clause_of(plan, "Each party")
    make_amendment(clause, "Each party may name a contact point.")
    settle(clause, variant(places(clause)[0], "JP"))
    make_draft(plan, "Rev.2")
    kept = again(final)
    assert (kept.state, kept.sha256) == ("ready", pdf("final").sha256)
    assert request(draft, "final").sha256 == kept.sha256

"""Signing: exactly what was read, for one's own party, with a fresh proof, once."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from poa.actions import drafts, sessions
from poa.actions.sessions import Proof
from poa.db import now, session, transaction
from poa.errors import Conflict, NotAllowed
from poa.models import Document, Draft, Event, Plan, Signoff
from poa.queries.drafts import missing, signoffs

from ..cast import PASSWORD, Cast, make_draft, person
from ..conftest import Clock
from .paper import clean, pdf, printed, sign


@pytest.fixture
def draft(plan: Plan) -> Draft:
    """A draft that Thailand and Japan must sign, its PDF ready."""
    made = make_draft(plan, required=["JP", "TH"])
    printed(clean(made))
    return made


def unsigned(draft: Draft) -> bool:
    session.rollback()
    return signoffs(draft) == [] and session.query(Event).filter_by(kind="draft.signed").count() == 0


def test_what_a_signature_says(draft: Draft, cast: Cast) -> None:
    given = sign(draft, "JP", pdf_sha256=pdf().sha256)
    assert (given.content_hash, given.pdf_sha256) == (draft.content_hash, pdf().sha256)
    assert (given.party.code, given.person, given.title, given.kind) == (
        "JP",
        "Official Jp",
        "Official in office",
        "signed",
    )
    assert [party.code for party in missing(draft)] == ["TH"]
    with transaction():
        cast.official_jp.name = "Somebody Else"
        cast.official_jp.title = None
    session.expire_all()
    [kept] = signoffs(draft)
    assert (kept.person, kept.title) == ("Official Jp", "Official in office")


@pytest.mark.parametrize(
    "given", [{"content_hash": "0" * 64}, {"content_hash": ""}, {"pdf_sha256": "0" * 64}, {"pdf_sha256": ""}]
)
def test_another_hash_signs_nothing(draft: Draft, given: dict[str, str]) -> None:
    with pytest.raises(Conflict):
        sign(draft, "JP", **given)
    assert unsigned(draft)


@pytest.mark.parametrize("state", ["queued", "rendering", "failed"])
def test_nobody_signs_what_cannot_be_read(plan: Plan, state: str) -> None:
    made = make_draft(plan)
    with transaction():
        session.get_one(Document, clean(made).id).state = state
    with pytest.raises(Conflict, match="not ready"):
        sign(made, "JP")
    assert unsigned(made)


def test_a_party_signs_once(draft: Draft) -> None:
    sign(draft, "JP")
    with pytest.raises(Conflict, match="already"):
        sign(draft, "JP")
    assert len(signoffs(draft)) == 1


@pytest.mark.parametrize(
    "name", ["official_vn", "head_jp", "delegate_jp", "secretariat", "asean_desk", "observer", "head_th"]
)
def test_who_does_not_sign(draft: Draft, name: str) -> None:
    who = person(name)
    with pytest.raises(NotAllowed), transaction():
        drafts.sign(who, draft, content_hash=draft.content_hash, proof=Proof(who.id, now()))
    assert unsigned(draft)


def test_anothers_proof_is_none(draft: Draft, cast: Cast) -> None:
    proof = Proof(cast.official_th.id, now())
    with pytest.raises(NotAllowed), transaction():
        drafts.sign(cast.official_jp, draft, content_hash=draft.content_hash, proof=proof)
    assert unsigned(draft)


@pytest.mark.parametrize(("minutes", "good"), [(1.9, True), (2.1, False), (60, False)])
def test_a_proof_is_good_for_two_minutes(draft: Draft, cast: Cast, clock: Clock, minutes: float, good: bool) -> None:
    proof = Proof(cast.official_jp.id, now())
    clock.forward(minutes=minutes)
    try:
        with transaction():
            drafts.sign(cast.official_jp, draft, content_hash=draft.content_hash, proof=proof)
    except NotAllowed:
        assert not good
    assert unsigned(draft) is not good


def test_a_proof_is_had_by_the_password(draft: Draft, cast: Cast) -> None:
    with transaction():
        assert sessions.prove_again(cast.official_jp, "wrong", "192.0.2.1") is None
        proof = sessions.prove_again(cast.official_jp, PASSWORD, "192.0.2.1")
    assert proof is not None
    with transaction():
        drafts.sign(cast.official_jp, draft, content_hash=draft.content_hash, proof=proof)
    assert len(signoffs(draft)) == 1


def test_with_the_last_one_it_is_complete(draft: Draft) -> None:
    sign(draft, "TH")
    assert session.query(Document).filter_by(view="final").count() == 0
    sign(draft, "JP")
    assert missing(draft) == []
    assert session.query(Document).filter_by(view="final").one().state == "queued"
    kinds = session.scalars(select(Event.kind).where(Event.plan_id == draft.plan_id).order_by(Event.number)).all()
    assert kinds[-3:] == ["draft.signed", "draft.signed", "draft.completed"]


def test_any_issued_draft_can_be_signed(draft: Draft, plan: Plan) -> None:
    later = make_draft(plan, "Rev.2", required=["JP"])
    printed(clean(later), "later")
    sign(draft, "JP")
    sign(later, "JP")
    assert session.query(Signoff).count() == 2
    assert [document.draft_id for document in session.query(Document).filter_by(view="final")] == [later.id]

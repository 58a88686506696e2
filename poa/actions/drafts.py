"""Issuing drafts, asking for their documents, signing them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import func, select

from ..db import now, session
from ..errors import Conflict, Invalid
from ..models import (
    Circle,
    CircleKind,
    Clause,
    Document,
    DocumentState,
    Draft,
    Party,
    Plan,
    Signoff,
    Stage,
    User,
)
from ..phrases import Listed, Words
from ..policy import Permission, require, visible
from ..queries.adoptions import adoption
from ..queries.corrigenda import standing
from ..queries.drafts import content, document_of, freeze, missing, signoffs
from ..queries.gate import Standing, gate
from ..queries.plans import label_map
from ..render.canonical import canonical, content_hash
from ..render.pdf import file_name
from ..text import check_text
from . import events, sessions
from .statuses import check_not_adopted, due_date

VIEWS = ("clean", "redline", "final", "publication", "compilation", "compilation-unattributed")


def issue(
    actor: User,
    plan: Plan,
    *,
    name: str,
    stage: str = "revision",
    circle: Circle,
    required: Sequence[str] | None = None,
    with_comments: bool = False,
) -> Draft:
    """Freeze the plan as it stands and issue it to a circle; its `clean` document is queued at once.

    `required` are the codes of the parties that must sign (default: all of the circle's). The labels are printed
    now, so they are frozen. Raises `Invalid` for a name that is taken or a party that is not of the plan.
    """
    require(actor, Permission.DRAFT_ISSUE, plan)
    events.lock(plan.id)
    symbol = _symbol(plan, name)
    stage = _stage(stage)
    if circle.plan_id != plan.id or not circle.forum:
        raise Invalid("A draft is issued to everyone or to a named circle of this plan.", field="circle")
    signers = _required(circle, required)
    if stage == Stage.FINAL.value:
        _expect_clear(actor, plan)
    base = session.scalars(
        select(Draft).where(Draft.plan_id == plan.id, Draft.circle_id == circle.id).order_by(Draft.number.desc())
    ).first()
    as_of = now().replace(microsecond=0)
    frozen = freeze(
        plan,
        name=name.strip(),
        symbol=symbol,
        stage=stage,
        circle=circle,
        base=base,
        as_of=as_of,
        required=signers,
        with_comments=with_comments,
    )
    draft = Draft(
        plan=plan,
        number=1 + (session.scalar(select(func.max(Draft.number)).where(Draft.plan_id == plan.id)) or 0),
        name=name.strip(),
        symbol=symbol,
        stage=stage,
        circle=circle,
        base=base,
        as_of=as_of,
        with_comments=with_comments,
        content=canonical(frozen),
        content_hash=content_hash(frozen),
        issued_by=actor,
        issued_at=now(),
        required=signers,
    )
    session.add(draft)
    session.flush()
    if circle.kind == CircleKind.ALL.value:
        _freeze_labels(plan)
    _queue(actor, draft, "clean", None, with_comments=False)
    events.record(
        actor, plan.id, circle, "draft.issued", draft.id, symbol=symbol, stage=stage, content_hash=draft.content_hash
    )
    return draft


def _expect_clear(actor: User, plan: Plan) -> None:
    """The final text is issued when nothing stands any more."""
    check_not_adopted(plan.id)
    standing = gate(plan, actor)
    if standing:
        named: Words = Listed([_named(item) for item in standing[:5]], "items")
        if len(standing) > 5:
            named = Words("%(names)s and %(count)s more", names=named, count=len(standing) - 5)
        raise Conflict("The final text cannot be issued yet. Still standing: %(names)s.", names=named)


def _named(item: Standing) -> str:
    return Words("%(label)s %(what)s", label=item.label, what=item.text) if item.label else item.text


def _symbol(plan: Plan, name: str) -> str:
    symbol = check_text(" ".join(name.split()), "name", 60)
    taken = select(Draft.id).where(Draft.plan_id == plan.id, func.lower(Draft.symbol) == symbol.lower())
    if session.scalars(taken).first() is not None:
        raise Invalid("A draft called %(symbol)s has been issued already.", field="name", symbol=symbol)
    return symbol


def _stage(stage: str) -> str:
    if stage not in {item.value for item in Stage}:
        raise Invalid("A stage is one of %(choices)s.", field="stage", choices=", ".join(item.value for item in Stage))
    return stage


def _required(circle: Circle, codes: Sequence[str] | None) -> list[Party]:
    if codes is None:
        return list(circle.parties)
    known = {party.code: party for party in circle.parties}
    unknown = sorted(set(codes) - known.keys())
    if unknown:
        raise Invalid("Not a party of this circle: %(names)s.", field="required", names=", ".join(unknown)[:200])
    if not codes:
        raise Invalid("At least one party must be required to sign.", field="required")
    return [party for party in circle.parties if party.code in set(codes)]


def _freeze_labels(plan: Plan) -> None:
    named = label_map(plan)
    for clause in session.scalars(select(Clause).where(Clause.plan_id == plan.id, Clause.retired_at.is_(None))):
        clause.frozen_label = named[clause.id]


def request_document(
    actor: User, draft: Draft, *, view: str, against: uuid.UUID | None = None, with_comments: bool = False
) -> Document:
    """Ask for a rendering; one that was asked for before is the same one, and one that failed is tried again."""
    require(actor, Permission.DOCUMENT_REQUEST, draft)
    events.lock(draft.plan_id)
    if view not in VIEWS:
        raise Invalid("A view is one of %(choices)s.", field="view", choices=", ".join(VIEWS))
    other = _against(actor, draft, view, against)
    if with_comments and not draft.with_comments:
        raise Invalid("This draft was issued without comments, so it has none to print.", field="comments")
    if view.startswith("compilation") and content(draft).get("compilation") is None:
        raise Conflict("This draft was issued before compilations were frozen with a draft. Issue a new one.")
    if view == "compilation-unattributed":
        with_comments = False
    if view == "final":
        _expect_signed(draft)
        with_comments = False
    if view == "publication":
        with_comments = False
        _expect_adopted(draft)
    known = select(Document).where(
        Document.draft_id == draft.id,
        Document.view == view,
        Document.against_id.is_(None) if other is None else Document.against_id == other.id,
        Document.with_comments == with_comments,
    )
    document = session.scalars(known.order_by(Document.created_at.desc())).first()
    if document is None or (view == "publication" and _corrected_since(document)):
        document = _queue(actor, draft, view, other, with_comments=with_comments)
    elif document.state == DocumentState.FAILED.value:
        document.state, document.error, document.progress, document.attempts = DocumentState.QUEUED.value, None, 0, 0
    else:
        return document
    circle = other.circle if other and draft.circle.kind == CircleKind.ALL.value else draft.circle
    events.record(actor, draft.plan_id, circle, "document.requested", document.id, symbol=draft.symbol, view=view)
    return document


def _against(actor: User, draft: Draft, view: str, against: uuid.UUID | None) -> Draft | None:
    if view != "redline":
        return None
    if against is None:
        if draft.base is None:
            raise Invalid("This is the first draft; there is none to compare it with.", field="against")
        return draft.base
    query = select(Draft).where(Draft.id == against, Draft.plan_id == draft.plan_id, visible(Draft, actor))
    other = session.scalars(query).unique().one_or_none()
    if other is None or other.number >= draft.number:
        raise Invalid("A redline is against an earlier draft of the same plan.", field="against")
    return other


def _expect_signed(draft: Draft) -> None:
    waiting = missing(draft)
    if waiting:
        raise Conflict(
            "The final document exists once all have signed. Still to sign: %(codes)s.", codes=_codes(waiting)
        )


def _expect_adopted(draft: Draft) -> None:
    adopted = adoption(draft.plan_id)
    if adopted is None or adopted.draft_id != draft.id:
        raise Conflict("Only an adopted text is published, and this one has not been adopted.")


def _corrected_since(document: Document) -> bool:
    """Whether a corrigendum has come to stand after the publication copy was asked for; then there is a new copy."""
    return any(item.expires_at > document.created_at for item in standing(document.draft))


def _codes(parties: Sequence[Party]) -> str:
    return ", ".join(party.code for party in parties)


def _queue(actor: User, draft: Draft, view: str, against: Draft | None, *, with_comments: bool) -> Document:
    document = Document(
        draft=draft,
        view=view,
        against=against,
        with_comments=with_comments,
        file_name=file_name(content(draft), view, content(against) if against else None),
        requested_by_id=actor.id,
    )
    session.add(document)
    session.flush()
    return document


def queue_publication(actor: User, draft: Draft) -> Document:
    """Queue the copy of an adopted text that is published."""
    return _queue(actor, draft, "publication", None, with_comments=False)


def sign(
    actor: User,
    draft: Draft,
    *,
    content_hash: str,
    proof: sessions.Proof,
    pdf_sha256: str | None = None,
    ad_ref: bool = False,
    until: dt.date | None = None,
) -> Signoff:
    """Sign a draft for the actor's party, on a fresh proof of identity, naming the hashes of what was read.

    `Conflict` when a hash differs, the PDF is not ready, or the party has signed; `NotAllowed` without a fresh proof.
    `ad_ref` signs subject to the capital's word, by the date `until`. With the last required party the `final`
    document is queued.
    """
    require(actor, Permission.SIGN, draft)
    proof.check(actor)
    events.lock(draft.plan_id)
    if until is not None and not ad_ref:
        raise Invalid("Only a signature ad referendum has a date by which the capital confirms.", field="until")
    due_date(until, "until")
    if content_hash != draft.content_hash:
        raise Conflict("This is not the content that was issued. Nothing was signed; read the draft again.")
    clean_sha256 = expect_signable(draft, actor.party_id)
    if pdf_sha256 is not None and pdf_sha256 != clean_sha256:
        raise Conflict("This is not the PDF of this draft. Nothing was signed; read the PDF offered here.")
    signoff = Signoff(
        draft=draft,
        party=actor.party,
        user=actor,
        kind="signed_ad_ref" if ad_ref else "signed",
        person=actor.name,
        title=actor.title,
        ad_ref_until=until,
        content_hash=content_hash,
        pdf_sha256=clean_sha256,
        at=now().replace(microsecond=0),
    )
    return keep_signoff(actor, draft, signoff, "draft.signed_ad_ref" if ad_ref else "draft.signed")


def expect_signable(draft: Draft, party_id: uuid.UUID | None) -> str:
    """The hash of the clean PDF, if it is there to be signed and the party has not signed; else `Conflict`."""
    clean = document_of(draft, "clean")
    if clean is None or clean.sha256 is None:
        raise Conflict("The PDF is not ready yet. Nothing was signed; read it first, then sign.")
    if any(item.party_id == party_id for item in signoffs(draft)):
        raise Conflict("Your party has signed this draft already.")
    return clean.sha256


def keep_signoff(actor: User, draft: Draft, signoff: Signoff, kind: str) -> Signoff:
    """Keep a party's confirmation and tell of it; the last required one brings the final document."""
    session.add(signoff)
    session.flush()
    events.record(
        actor,
        draft.plan_id,
        draft.circle,
        kind,
        signoff.id,
        symbol=draft.symbol,
        party=signoff.party.code,
        content_hash=signoff.content_hash,
        pdf_sha256=signoff.pdf_sha256,
    )
    if not missing(draft):
        _queue(actor, draft, "final", None, with_comments=False)
        events.record(actor, draft.plan_id, draft.circle, "draft.completed", draft.id, symbol=draft.symbol)
    return signoff

"""Drafts: issuing them, their documents, reading and signing them."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ..actions import drafts as actions
from ..actions import sessions
from ..db import session, transaction
from ..errors import Conflict, Invalid, NotAllowed, NotFound, PoaError
from ..guards import needs, reader
from ..models import Blob, Document, DocumentState, Draft, Plan, Stage
from ..policy import Permission, may
from ..queries import circles, corrigenda, documents, drafts, silences
from ..render.pdf import file_name
from ..work import wake
from . import texts
from .forms import date_of, given, uuid_of
from .languages import said

pages = Blueprint("drafts", __name__)


@pages.get("/plans/<uuid:plan_id>/drafts")
@needs(Permission.READ, Plan)
def index(plan: Plan) -> ResponseReturnValue:
    """The issued drafts, and the form that issues the next one."""
    return _index(plan, {"comments": "", "stage": "revision"})


def _index(plan: Plan, form: dict[str, str], problem: Invalid | None = None) -> str:
    issued = drafts.drafts(plan, reader())
    signed = documents.signoffs([draft.id for draft in issued])
    return render_template(
        "drafts/index.html",
        plan=plan,
        page="drafts",
        drafts=[(draft, len(signed[draft.id])) for draft in issued],
        may_issue=may(reader(), Permission.DRAFT_ISSUE, plan),
        circles=[item for item in circles.circles(plan.id, reader()) if item.forum],
        stages=[stage.value for stage in Stage],
        suggested=f"Rev.{len(issued)}" if issued else "Zero draft",
        given=form,
        required=request.form.getlist("required") if problem else plan.codes,
        problem=problem,
    )


@pages.post("/plans/<uuid:plan_id>/drafts")
@needs(Permission.DRAFT_ISSUE, Plan)
def issue(plan: Plan) -> ResponseReturnValue:
    """Issue the plan as it stands."""
    form = given("name", "stage", "circle", "comments")
    try:
        with transaction():
            draft = actions.issue(
                reader(),
                plan,
                name=form["name"],
                stage=form["stage"] or "revision",
                circle=circles.circle_named(plan.id, form["circle"] or "all", reader()),
                required=request.form.getlist("required"),
                with_comments=bool(form["comments"]),
            )
    except Invalid as error:
        return _index(plan, form, error), 422
    wake()
    flash(_("%(symbol)s has been issued. Its PDF is being set.", symbol=draft.symbol), "done")
    return redirect(url_for("drafts.show", draft_id=draft.id))


@pages.get("/drafts/<uuid:draft_id>")
@needs(Permission.READ, Draft)
def show(draft: Draft) -> ResponseReturnValue:
    """One draft: its documents, who has signed, and the panel to sign it."""
    return _page(draft)


@pages.get("/drafts/<uuid:draft_id>/content")
@needs(Permission.READ, Draft)
def content(draft: Draft) -> ResponseReturnValue:
    """Exactly the bytes whose SHA-256 is the content hash, for whoever verifies a signature."""
    stem = file_name(drafts.content(draft), "content", None).removesuffix(".pdf")
    return kept(draft.content, "application/json", draft.content_hash, f"{stem}.json", download=True)


def kept(data: bytes, media_type: str, sha256: str, name: str, *, download: bool) -> Response:
    """Bytes that never change, with their hash as ETag; 304 for whoever has them."""
    response = Response(data, content_type=media_type)
    response.set_etag(sha256)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Disposition"] = f'{"attachment" if download else "inline"}; filename="{name}"'
    response.make_conditional(request)
    return response


def _page(draft: Draft, problem: PoaError | None = None) -> str:
    issued = drafts.drafts(draft.plan, reader())
    clean = drafts.document_of(draft, "clean")
    signed = {
        item.party.code: {"at": item.at, "by": said(item.signer), "state": item.kind} for item in drafts.signoffs(draft)
    }
    me = reader()
    return render_template(
        "drafts/show.html",
        plan=draft.plan,
        page="drafts",
        draft=draft,
        documents=documents.documents([draft.id], me)[draft.id],
        earlier=[item for item in issued if item.number < draft.number],
        clean=clean,
        required=[(party.code, party.name) for party in draft.required],
        signed=signed,
        may_sign=may(me, Permission.SIGN, draft) and (me.party is None or me.party.code not in signed),
        may_request=may(me, Permission.DOCUMENT_REQUEST, draft),
        silences=silences.silences(draft.plan, me, draft=draft),
        may_convene=may(me, Permission.CONVENE, draft),
        corrigenda=corrigenda.corrigenda(draft),
        problem=problem,
        wrong_password=isinstance(problem, NotAllowed),
    )


@pages.get("/drafts/<uuid:draft_id>/text")
@needs(Permission.READ, Draft)
def text(draft: Draft) -> ResponseReturnValue:
    """The draft's text on the screen, alone or as a redline against an earlier one."""
    issued = [item for item in drafts.drafts(draft.plan, reader()) if item.number < draft.number]
    wanted = request.args.get("against")
    against = next((item for item in issued if str(item.id) == wanted), None)
    if wanted and against is None:
        raise NotFound("There is no such earlier draft.")
    new = drafts.content(draft)
    rows = texts.draft_redline(draft.plan, drafts.content(against), new) if against else texts.draft(draft.plan, new)
    return render_template(
        "drafts/text.html", plan=draft.plan, page="drafts", draft=draft, against=against, earlier=issued, rows=rows
    )


@pages.post("/drafts/<uuid:draft_id>/documents")
@needs(Permission.DOCUMENT_REQUEST, Draft)
def request_document(draft: Draft) -> ResponseReturnValue:
    """Ask for a rendering of the draft."""
    against = request.form.get("against")
    try:
        with transaction():
            actions.request_document(
                reader(),
                draft,
                view=request.form.get("view", ""),
                against=uuid_of(against) if against else None,
                with_comments=bool(request.form.get("comments")),
            )
    except (Invalid, Conflict) as error:
        return _page(draft, error), 422 if isinstance(error, Invalid) else 409
    wake()
    return redirect(url_for("drafts.show", draft_id=draft.id, _anchor="documents"))


@pages.get("/documents/<uuid:document_id>")
@needs(Permission.READ, Document)
def document(document: Document) -> ResponseReturnValue:
    """How far a rendering has come, for the progress bar."""
    return {
        "state": document.state,
        "progress": document.progress,
        "pages": document.pages,
        "sha256": document.sha256,
    }


@pages.get("/documents/<uuid:document_id>/file")
@needs(Permission.READ, Document)
def file(document: Document) -> ResponseReturnValue:
    """The bytes, as they were kept."""
    return served(document, download="download" in request.args)


def served(document: Document, *, download: bool) -> Response:
    """A ready document as a response with its hash as ETag; `Conflict` while it is not ready."""
    if document.state != DocumentState.READY.value or document.sha256 is None:
        raise Conflict(document.error or "This PDF is not ready yet. It can be read in a moment.")
    blob = session.get_one(Blob, document.sha256)
    return kept(blob.data, blob.media_type, blob.sha256, document.file_name, download=download)


@pages.post("/drafts/<uuid:draft_id>/signoffs")
@needs(Permission.SIGN, Draft)
def sign(draft: Draft) -> ResponseReturnValue:
    """Sign for one's party, on the password entered anew."""
    me = reader()
    with transaction():
        proof = sessions.prove_again(me, request.form.get("password", ""), request.remote_addr or "")
    try:
        if proof is None:
            raise NotAllowed("This is not your password. Nothing was signed; enter it again.")
        with transaction():
            actions.sign(
                me,
                draft,
                content_hash=request.form.get("content_hash", ""),
                pdf_sha256=request.form.get("pdf_sha256") or None,
                proof=proof,
                ad_ref=bool(request.form.get("ad_ref")),
                until=date_of("until") if request.form.get("ad_ref") else None,
            )
    except (Conflict, NotAllowed, Invalid) as error:
        status = 403 if isinstance(error, NotAllowed) else 422 if isinstance(error, Invalid) else 409
        return _page(draft, error), status
    wake()
    name = me.party.name if me.party else ""
    flash(
        _("Signed for %(name)s. Your signature names this text and this PDF, and nothing that comes later.", name=name),
        "done",
    )
    return redirect(url_for("drafts.show", draft_id=draft.id))

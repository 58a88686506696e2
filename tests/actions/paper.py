"""PDFs for tests that do not need to see one: the bytes are made up, everything around them is real."""

from __future__ import annotations

from poa.actions import documents, drafts
from poa.actions.sessions import Proof
from poa.db import now, session, transaction
from poa.models import Document, Draft, Signoff
from poa.queries.drafts import document_of
from poa.render.pdf import Pdf

from ..cast import person


def clean(draft: Draft) -> Document:
    """The draft's own clean document."""
    found = document_of(draft, "clean")
    assert found is not None
    return found


def pdf(words: str = "clean") -> Pdf:
    return Pdf.of(f"%PDF-1.7 {words}".encode(), 3)


def printed(document: Document, words: str = "clean") -> Document:
    """The document, made ready."""
    with transaction():
        claimed = documents.claim(document.id)
        assert claimed is not None
        documents.finish(claimed, pdf(words))
    return session.get_one(Document, document.id)


def sign(draft: Draft, code: str, **more: str) -> Signoff:
    """A party's official signs what was issued."""
    with transaction():
        who = person(f"official_{code.lower()}")
        return drafts.sign(
            who,
            draft,
            **{"content_hash": draft.content_hash, "proof": Proof(who.id, now()), **more},  # type: ignore[arg-type]
        )


def request(draft: Draft, view: str, *, by: str = "head_jp", **more: object) -> Document:
    """Ask for a document."""
    with transaction():
        return drafts.request_document(person(by), draft, view=view, **more)  # type: ignore[arg-type]

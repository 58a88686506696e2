"""Renders the views of a draft: `clean`, `redline` against an earlier one, `final` with its sign-off sheet."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from poa import assets, reasons
from poa.errors import PoaError
from poa.render import canonical, pdf_compiled, pdf_notes, pdf_pages
from poa.render.canonical import DraftContent
from poa.render.pdf_notes import Adopted
from poa.render.pdf_pages import Credits

VIEWS = ("clean", "redline", "final", "publication", *pdf_compiled.VIEWS)
HOW = {"signed": "Signed", "signed_ad_ref": "Signed ad ref", "recorded": "Recorded by the secretariat"}


class RenderFailed(PoaError):
    """No PDF came of it; it can be tried again, and nothing else has changed."""


@dataclass(frozen=True)
class Pdf:
    """A rendered document: its bytes, its number of pages, the SHA-256 of the bytes in lower-case hex.

    `places` says for each page at which line which clause begins (see `pdf_lines`).
    """

    data: bytes
    pages: int
    sha256: str
    places: Sequence[Sequence[Any]] = ()

    @classmethod
    def of(cls, data: bytes, pages: int, places: Sequence[Sequence[Any]] = ()) -> Pdf:
        return cls(data, pages, hashlib.sha256(data).hexdigest(), places)


@dataclass(frozen=True)
class Signed:
    """One row of the sign-off sheet; `at` is RFC 3339, `kind` `signed`, `signed_ad_ref` or `recorded`."""

    party: str
    party_name: str
    person: str
    title: str
    at: str
    kind: str = "signed"


def render_pdf(
    content: DraftContent,
    view: str,
    *,
    against: DraftContent | None = None,
    credits: Credits | None = None,
    signoffs: Sequence[Signed] = (),
    clean_sha256: str | None = None,
    content_hash: str,
    with_comments: bool = False,
    adopted: Adopted | None = None,
    corrigenda: Sequence[Mapping[str, str]] = (),
    progress: Callable[[int], None] | None = None,
) -> Pdf:
    """Render one view of a draft; the same arguments give the same bytes.

    `content_hash` is the one on record and must be that of `content`. `against` belongs to `redline`;
    `credits` maps a clause's id to who deleted (spans of the old text) and who inserted (of the new
    text); `signoffs` and `clean_sha256` belong to `final`, for which every required party must have
    signed. `adopted` (body, meeting, place, date) and `corrigenda` (label, wrong, right) belong to `publication`.
    `progress` is told percentages. Raises `RenderFailed` with the reason in words.
    """
    _check(content, view, against, signoffs, clean_sha256, content_hash)
    if view == "publication" and adopted is None:
        raise RenderFailed("A publication says by whom, where and when the text was adopted; that is not known.")
    from poa.render import pdf_paper  # here: it loads Pango, which who only wants a file's name does without

    page = _page(content, view, against if view == "redline" else None, credits or {}, with_comments)
    if view == "final":
        page |= {"signoffs": _sheet(signoffs), "clean_sha256": clean_sha256}
        page["clean_file"] = file_name(content, "clean", None)
        page["recorded"] = any(sign.kind == "recorded" for sign in signoffs)
    page["content_hash"] = content_hash
    identifier = f"{content_hash}-{view}"
    if view == "publication" and adopted is not None:
        page |= pdf_notes.published(content, adopted, corrigenda)
        identifier = pdf_notes.published_id(content_hash, adopted, corrigenda)
    html = _templates().get_template("pdf/draft.html").render(doc=page)
    try:
        data, places = pdf_paper.print_html(html, identifier, progress)
    except RecursionError as error:
        raise RenderFailed(reasons.PDF_NESTED) from error
    return Pdf.of(data, len(places), places)


def file_name(content: DraftContent, view: str, against: DraftContent | None) -> str:
    """The name to save under, ASCII: `ASEAN-JP-PoA_Rev1_redline_as-of-20261114T1000Z.pdf`.

    A redline against another draft than the base says which: `…_redline-from-Zero_…`.
    """
    draft = content["draft"]
    plan = _file_part(content["plan"]["abbreviation"]) or _file_part(content["plan"]["title"])
    kind = view
    if view == "redline" and against is not None:
        symbol = against["draft"]["symbol"]
        if not draft["base"] or draft["base"]["symbol"] != symbol:
            kind = f"redline-from-{_file_part(symbol)}"
    as_of = datetime.fromisoformat(draft["as_of"]).astimezone(UTC)
    return f"{plan or 'plan'}_{_file_part(draft['symbol']) or 'draft'}_{kind}_as-of-{as_of:%Y%m%dT%H%MZ}.pdf"


def _file_part(words: str) -> str:
    plain = unicodedata.normalize("NFKD", words.replace("–", "-").replace(".", ""))
    return re.sub(r"[^A-Za-z0-9]+", "-", plain.encode("ascii", "ignore").decode()).strip("-")[:60]


def _check(
    content: DraftContent,
    view: str,
    against: DraftContent | None,
    signoffs: Sequence[Signed],
    clean_sha256: str | None,
    content_hash: str,
) -> None:
    if view not in VIEWS:
        raise RenderFailed(f"There is no view “{view}”: it is one of {', '.join(VIEWS)}.")
    if canonical.content_hash(content) != content_hash:
        raise RenderFailed(reasons.PDF_OTHER_HASH)
    if view in pdf_compiled.VIEWS and content.get("compilation") is None:
        raise RenderFailed("This draft was issued without a compilation; there is none to print.")
    if view == "redline" and against is None:
        raise RenderFailed("A redline needs an earlier draft to compare with.")
    if view != "final":
        return
    missing = [code for code in content["required"] if code not in {sign.party for sign in signoffs}]
    if missing or not signoffs:
        who = ", ".join(missing) or "anyone"
        raise RenderFailed(f"The final PDF waits for sign-off by {who}.")
    if not re.fullmatch("[0-9a-f]{64}", clean_sha256 or ""):
        raise RenderFailed("The final PDF needs the SHA-256 of the clean PDF that was signed.")


def _page(
    content: DraftContent, view: str, against: DraftContent | None, credits: Credits, with_comments: bool
) -> dict[str, Any]:
    printed = pdf_compiled.shown(content, view)
    body = pdf_pages.text(printed, against, credits)
    notes = pdf_pages.notes(printed, body) if with_comments else []
    back = [("changes", "Changes by clause")] if against is not None else []
    back += [("comments", "Comments")] if notes else []
    reserved = pdf_notes.reservations(printed, body.entries)
    back += [("reservations", "Reservations")] if reserved["general"] else []
    back += [("signoffs", "Sign-off")] if view == "final" else []
    page = pdf_pages.cover(content, view, against)
    return page | {
        "entries": body.entries,
        "contents": pdf_pages.contents(body, back),
        "changes": body.rows if against is not None else None,
        "against": _earlier(against) if against is not None else None,
        "notes": notes,
        **reserved,
        "signoffs": (),
        "adopted": None,
        "corrigenda": (),
    }


def _earlier(against: DraftContent) -> dict[str, str]:
    return {"symbol": against["draft"]["symbol"], "as_of": pdf_pages.moment(against["draft"]["as_of"])}


def _sheet(signoffs: Sequence[Signed]) -> list[Mapping[str, str]]:
    rows = sorted(signoffs, key=lambda sign: (sign.party_name, sign.at))
    return [
        {
            "party": sign.party,
            "party_name": sign.party_name,
            "person": sign.person,
            "title": sign.title,
            "how": HOW.get(sign.kind, sign.kind.replace("_", " ")),
            "at": pdf_pages.moment(sign.at),
        }
        for sign in rows
    ]


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(assets.folder("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["led"] = _led
    return environment


def _led(body: Markup, number: Markup) -> Markup:
    """The clause with its number in its first line, so that no page ends between the two."""
    if found := re.match(r"<p(?: [^>]*)?>", body):
        return body[: found.end()] + number + body[found.end() :]
    return Markup('<p class="lead">{}</p>').format(number) + body if number else body

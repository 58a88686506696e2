"""What is printed beside and after the clauses: reservations; and the text as it is published once it was adopted."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from poa.render.canonical import DraftContent
from poa.render.pdf_pages import MONTHS, Entry

Adopted = Mapping[str, str]


def reservations(content: DraftContent, entries: Sequence[Entry]) -> dict[str, Any]:
    """Reservations as notes: by the anchor of their clause, and in `general` those on the whole text."""
    standing = [entry for entry in entries if entry.change != "deleted"]
    anchors = {clause["id"]: entry.anchor for clause, entry in zip(content["clauses"], standing, strict=True)}
    noted: dict[str, list[Mapping[str, str]]] = {}
    general = []
    for item in content.get("reservations", ()):
        if item["clause"] in anchors:
            noted.setdefault(anchors[item["clause"]], []).append(item)
        else:
            general.append(item)
    return {"reserved": noted, "general": general}


def published(content: DraftContent, adopted: Adopted, corrigenda: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """What a publication says instead of what a draft says: no symbol, marking, hash, history or signature."""
    day = _day(adopted["date"])
    where = ", ".join(part for part in (adopted["meeting"], adopted["place"], day) if part)
    said = f"Adopted by {adopted['body']} at the {where}." if adopted["meeting"] else f"Adopted, {where}."
    rows = [("Adopted by", adopted["body"]), ("Meeting", adopted["meeting"]), ("Place", adopted["place"])]
    return {
        "adopted": {"said": said, "day": day},
        "corrigenda": list(corrigenda),
        "about": [said],
        "facts": [*rows, ("Date", day)],
        "kind": "Adopted text",
        "marking": "",
        "running": day,
        "subject": said,
        "as_of_iso": adopted["date"],
        "content_hash": "",
    }


def published_id(content_hash: str, adopted: Adopted, corrigenda: Sequence[Mapping[str, str]]) -> str:
    """An identifier for the file that is the same for the same publication, and is not the draft's hash."""
    words = [content_hash, *adopted.values(), *(value for item in corrigenda for value in item.values())]
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:32]


def _day(iso: str) -> str:
    when = date.fromisoformat(iso)
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"

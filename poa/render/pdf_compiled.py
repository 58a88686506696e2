"""What a view prints of a draft's clauses: the text as it stood, or the compilation that was frozen with it."""

from __future__ import annotations

from typing import Any

from poa.render.canonical import DraftContent
from poa.text.compilations import unattributed

VIEWS = ("compilation", "compilation-unattributed")


def is_compiled(content: DraftContent, view: str) -> bool:
    """Whether the view prints brackets: it is a compilation, or the clean text of a draft that was issued as one."""
    frozen = content.get("compilation") is not None
    return view in VIEWS or (frozen and view in ("clean", "final") and content["draft"]["stage"] == "compilation")


def shown(content: DraftContent, view: str) -> DraftContent:
    """The content with the clauses that the view prints; new ones stand at their place, with their interim labels."""
    if not is_compiled(content, view):
        return content
    frozen = content["compilation"]
    codes = frozenset(frozen["codes"]) if view == "compilation-unattributed" else None
    known = {clause["id"]: clause for clause in content["clauses"]}
    clauses = [_clause(item, known.get(item["id"], {}), codes) for item in frozen["clauses"]]
    return {**content, "clauses": clauses} | ({"reservations": [], "comments": None} if codes is not None else {})


def _clause(item: dict[str, Any], standing: dict[str, Any], codes: frozenset[str] | None) -> dict[str, Any]:
    """A compiled clause as a clause of a draft, its notes in a line below; without names where codes are given."""
    text, notes = item["text"], item["notes"]
    if codes is not None:
        text = unattributed(text, codes)
        said = [note.partition(": ")[2] for note in notes]
        notes = [note[:1].upper() + note[1:] for note in said]
    text = "\n\n".join([text, *(f"*{note}*" for note in notes)])
    blank = {"revision": "", "number": 0, "status": "open"}
    return blank | standing | {name: item[name] for name in ("id", "kind", "level", "label")} | {"text": text}

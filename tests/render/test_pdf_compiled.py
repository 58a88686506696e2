"""What a compilation prints: the bracketed clauses, with the parties or without a name."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

import pytest

from poa.render.canonical import content_hash
from poa.render.pdf_compiled import shown
from poa.render.pdf_draft import RenderFailed, render_pdf

from .pdf_sample import rev1 as sample


def compiled() -> dict[str, Any]:
    """The sample with a compilation: its clause `JP` wants to change and move, and a new one of Viet Nam's."""
    found: dict[str, Any] = deepcopy(dict(sample()))
    clauses = [{**item, "pairs": 0, "inserted": False, "notes": []} for item in found["clauses"]]
    at = next(index for index, item in enumerate(clauses) if item["kind"] == "clause")
    clauses[at] |= {"text": "We [should] [JP: will] go.", "pairs": 2, "notes": ["JP: move after 9"]}
    new = {"id": "new", "kind": "clause", "level": None, "label": "1 bis", "text": "[VN: Quixotic.]", "pairs": 1}
    clauses.insert(at + 1, new | {"inserted": True, "notes": []})
    names = ("id", "kind", "level", "label", "text", "pairs", "inserted", "notes")
    found["compilation"] = {
        "codes": ["JP", "VN"],
        "clauses": [{name: item[name] for name in names} for item in clauses],
    }
    return found


def texts(content: Any, view: str) -> str:
    return "\n".join(item["text"] for item in shown(content, view)["clauses"])


def test_what_each_view_shows() -> None:
    content = compiled()
    assert "We [should] [JP: will] go.\n\n*JP: move after 9*" in texts(content, "compilation")
    assert "[VN: Quixotic.]" in texts(content, "compilation")
    bare = texts(content, "compilation-unattributed")
    assert "We [should] [will] go.\n\n*Move after 9*" in bare
    assert "[Quixotic.]" in bare
    assert re.findall(r"\b(JP|VN):", bare) == []
    assert shown(content, "compilation-unattributed")["reservations"] == []
    assert shown(content, "clean") == content
    content["draft"]["stage"] = "compilation"
    assert texts(content, "clean") == texts(content, "compilation")
    assert shown(content, "redline") == content


def test_a_compilation_is_printed() -> None:
    content = compiled()
    pdf = render_pdf(content, "compilation", content_hash=content_hash(content), with_comments=True)
    assert pdf.data.startswith(b"%PDF")


def test_without_a_frozen_one_nothing_is_printed() -> None:
    content = sample()
    with pytest.raises(RenderFailed, match="without a compilation"):
        render_pdf(content, "compilation", content_hash=content_hash(content))

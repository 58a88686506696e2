"""How long the sample plan takes on paper: its zero draft clean, and a redline in which every tenth clause changed."""

from __future__ import annotations

import copy
import statistics
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import poa
from poa.intake.markdown import parse_plan
from poa.queries.labels import Place, labels
from poa.render.canonical import content_hash
from poa.render.pdf import Pdf, render_in_subprocess, render_pdf

ROUNDS = 3
SAMPLE = Path(poa.__file__).parent / "demo" / "zero_draft.md"


def run() -> None:
    """Print seconds and pages of each view, medians of a few rounds, in this process and in one of its own."""
    old = sample()
    new = changed(old)
    views: dict[str, Callable[[], Pdf]] = {
        "clean": lambda: render_pdf(old, "clean", content_hash=content_hash(old)),
        "redline": lambda: render_pdf(new, "redline", against=old, content_hash=content_hash(new)),
        "clean, own process": lambda: render_in_subprocess(old, "clean", content_hash=content_hash(old)),
    }
    took: dict[str, list[float]] = {name: [] for name in views}
    pages = {}
    for _ in range(ROUNDS):
        for name, render in views.items():
            began = time.perf_counter()
            pages[name] = render().pages
            took[name].append(time.perf_counter() - began)
    print(f"PDF of the sample: {len(old['clauses'])} clauses and headings, median of {ROUNDS}")
    for name, times in took.items():
        print(f"  {name:<20} {statistics.median(times):6.2f} s  {pages[name]:3d} pages")


def sample() -> dict[str, Any]:
    """The sample's zero draft, frozen without a database."""
    plan = parse_plan(SAMPLE.read_text(encoding="utf-8"))
    ids = [uuid.uuid5(uuid.NAMESPACE_OID, f"clause {index}") for index in range(len(plan.clauses))]
    named = labels([Place(id, item.kind, item.level, None) for id, item in zip(ids, plan.clauses, strict=True)])
    return {
        "schema": "poa-draft/1",
        "plan": {"id": str(uuid.UUID(int=1)), "title": plan.title, "abbreviation": "Sample", "illustrative": True},
        "draft": {
            "name": "Zero draft",
            "symbol": "Zero",
            "stage": "zero",
            "as_of": "2026-10-01T09:00:00Z",
            "marking": "RESTRICTED",
            "circle": "all",
            "base": None,
        },
        "parties": [{"code": "JP", "name": "Japan"}],
        "circles": ["ASEAN"],
        "required": ["JP"],
        "clauses": [
            {
                "id": str(id),
                "kind": item.kind,
                "level": item.level,
                "label": named[id],
                "revision": str(uuid.uuid5(id, "1")),
                "number": 1,
                "status": "open",
                "text": item.text,
            }
            for id, item in zip(ids, plan.clauses, strict=True)
        ],
        "comments": None,
        "events_head": "00" * 32,
    }


def changed(content: dict[str, Any]) -> dict[str, Any]:
    """A later draft: in every tenth clause the fifth word is another."""
    later = copy.deepcopy(content)
    later["draft"] |= {"name": "Rev.1", "symbol": "Rev.1", "stage": "revision", "as_of": "2026-11-14T10:00:00Z"}
    for clause in later["clauses"][::10]:
        words = clause["text"].split(" ")
        clause["text"] = " ".join([*words[:4], "jointly", *words[5:]])
    return later

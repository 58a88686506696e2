"""A frozen draft for the tests, built from the sample plan's text without a database."""

from __future__ import annotations

import copy
import uuid
from pathlib import Path
from typing import Any

from poa.intake.markdown import parse_plan
from poa.text import Credit

PARTIES = {
    "BN": "Brunei Darussalam",
    "KH": "Cambodia",
    "ID": "Indonesia",
    "LA": "Lao PDR",
    "MY": "Malaysia",
    "MM": "Myanmar",
    "PH": "Philippines",
    "SG": "Singapore",
    "TH": "Thailand",
    "TL": "Timor-Leste",
    "VN": "Viet Nam",
    "JP": "Japan",
}
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
ZERO_DRAFT = Path(__file__).parents[2] / "poa" / "demo" / "zero_draft.md"


def draft(clauses: list[dict[str, Any]], **changes: Any) -> dict[str, Any]:
    """A draft's content with these clauses; `changes` go into its `draft` part."""
    return {
        "schema": "poa-draft/1",
        "plan": {
            "id": "0b1c6b0e-4f5e-4c55-9a1c-0f6f0c1f2a3b",
            "title": "ASEAN–Japan Plan of Action on Science, Technology and Innovation",
            "abbreviation": "ASEAN-JP-PoA",
            "illustrative": True,
        },
        "draft": {
            "name": "Zero draft",
            "symbol": "Zero",
            "stage": "zero",
            "as_of": "2026-10-01T09:00:00Z",
            "marking": "RESTRICTED",
            "circle": "all",
            "base": None,
        }
        | changes,
        "parties": [{"code": code, "name": name} for code, name in PARTIES.items()],
        "circles": ["ASEAN"],
        "required": ["JP", "VN"],
        "clauses": clauses,
        "comments": None,
        "events_head": "9f" * 32,
    }


def clause(key: str, kind: str, text: str, label: str = "", level: int | None = None) -> dict[str, Any]:
    """One clause as frozen; its id is made from `key`, the same in every process."""
    return {
        "id": str(uuid.uuid5(uuid.NAMESPACE_OID, key)),
        "kind": kind,
        "level": level,
        "label": label,
        "revision": str(uuid.uuid5(uuid.NAMESPACE_OID, f"revision {key}")),
        "number": 1,
        "status": "open",
        "text": text,
    }


def zero() -> dict[str, Any]:
    """The sample's zero draft."""
    return draft(_numbered(_clauses()))


def rev1() -> dict[str, Any]:
    """A Rev.1 of it: words changed, a clause inserted, one deleted, one moved, a heading changed, a comment."""
    clauses = copy.deepcopy(zero()["clauses"])
    at = {name: index for index, c in enumerate(clauses) for name in [c["label"]] if c["kind"] != "section"}
    for old, new in (("will endeavour to", "will"), ("should", "may")):
        found = next(c for c in clauses if c["kind"] == "clause" and old in c["text"])
        found["text"], found["status"] = found["text"].replace(old, new, 1), "agreed"
    heading = next(c for c in clauses if c["kind"] == "section" and c["text"] == "Robotics")
    heading["text"] = "Robotics and automation"
    moved = clauses.pop(at["12"])
    clauses.insert(at["9"], moved)
    gone = clauses.pop(at["20"])
    assert gone["kind"] != "section"
    added = clause("added", "clause", "ASEAN and Japan will review the list of areas every two years.")
    clauses.insert(at["30"], added)
    base = {"symbol": "Zero", "content_hash": "ab" * 32}
    content = draft(
        _numbered(clauses),
        name="Rev.1",
        symbol="Rev.1",
        stage="revision",
        as_of="2026-11-14T10:00:00Z",
        base=base,
    )
    content["comments"] = [
        {
            "clause": added["id"],
            "party": "TH",
            "circle": "all",
            "quote": "every two years",
            "body": "Thailand would prefer every year.\n\nThe committee meets every year.",
            "at": "2026-11-10T03:30:00Z",
            "replies": [{"party": "JP", "body": "We can be flexible.", "at": "2026-11-11T01:00:00Z"}],
        }
    ]
    return content


def shortened(content: dict[str, Any]) -> dict[str, Any]:
    """The draft with the sections at its beginning and its end only."""
    return content | {"clauses": content["clauses"][9:22] + content["clauses"][-2:]}


def credits(*drafts: dict[str, Any]) -> dict[str, Any]:
    """JP deleted whatever went and MY inserted whatever came, in every clause of these drafts."""
    spans = {item["id"]: len(item["text"]) for content in drafts for item in content["clauses"]}
    return {key: ([Credit(0, length, ("JP",))], [Credit(0, length, ("MY",))]) for key, length in spans.items()}


def _clauses() -> list[dict[str, Any]]:
    plan = parse_plan(ZERO_DRAFT.read_text(encoding="utf-8"))
    return [clause(f"c{index}", item.kind, item.text, level=item.level) for index, item in enumerate(plan.clauses)]


def _numbered(clauses: list[dict[str, Any]]) -> list[dict[str, Any]]:
    counts = {"preamble": 0, "annex": 0, "clause": 0, "one": 0, "two": 0}
    for item in clauses:
        if item["kind"] == "section" and item["level"] == 1:
            counts |= {"one": counts["one"] + 1, "two": 0}
            item["label"] = ROMAN[counts["one"] - 1]
        elif item["kind"] == "section":
            counts["two"] += 1
            item["label"] = chr(64 + counts["two"])
        else:
            kind = "clause" if item["kind"] == "action" else item["kind"]
            counts[kind] += 1
            item["label"] = {"preamble": "PP", "annex": "A", "clause": ""}[kind] + str(counts[kind])
    return clauses

"""Help beside the terms of a negotiation: the pages that use them say in plain words what they mean."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from pathlib import Path

from poa import assets
from tests.client import Client

# Pages on which somebody new meets these words.
BESIDE = {
    "adoptions/ad_refs", "adoptions/gate", "adoptions/show", "amendments/index", "brackets/index", "bridges/index",
    "circles/index", "corrigenda/index", "delegation/show", "desk/show", "drafts/index", "meetings/index",
    "negotiation/show", "packages/index", "positions/index", "positions/show", "scrubs/index", "silences/new",
    "silences/show",
}  # fmt: skip


def lines() -> dict[str, list[str]]:
    """The terms that each page explains."""
    root = Path(assets.folder("templates"))
    found = {
        str(path.relative_to(root).with_suffix("")): re.search(r"help\.line\((\[.*?\])\)", path.read_text())
        for path in root.rglob("*.html")
        if "macros" not in path.parts
    }
    return {name: ast.literal_eval(match.group(1)) for name, match in found.items() if match}


def test_these_pages_explain_their_terms(signed_in: Callable[[str], Client]) -> None:
    found = lines()
    assert found.keys() >= BESIDE
    known = set(re.findall(r'<div id="([a-z-]+)"><dt>', signed_in("observer").get("/help/terms").text))
    assert len(known) > 40
    assert {term for terms in found.values() for term in terms} <= known

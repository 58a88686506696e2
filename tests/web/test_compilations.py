"""The page of the compilation text."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

from werkzeug.test import TestResponse

from poa.models import Plan
from tests.cast import clause_of, make_amendment, make_insert
from tests.client import Client

from .checklist import SHOWN, words

People = Callable[[str], Client]
SHARE = "ASEAN and Japan should share all results of common interest."


def plain(page: TestResponse) -> str:
    """The page's words as they stand side by side."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page.text))


def test_an_empty_compilation_says_what_it_is_for(signed_in: People, plan: Plan) -> None:
    seen = words(signed_in("observer").get(f"/plans/{plan.id}?view=compilation"))
    assert "Nothing stands in brackets" in seen
    assert SHARE in seen
    assert "0 pairs of brackets" in seen


def test_it_is_read_with_the_parties_and_without(signed_in: People, plan: Plan) -> None:
    share = clause_of(plan, SHARE)
    make_amendment(share, SHARE.replace("should", "will"), by="vn")
    make_insert(plan, share, "They report.", by="th")
    page = signed_in("observer").get(f"/plans/{plan.id}?view=compilation")
    seen = plain(page)
    assert "[should] [VN: will] share" in seen
    assert "[TH: They report.]" in seen
    assert ">2 bis</p>" in page.text
    assert "3 pairs of brackets" in seen
    bare = plain(signed_in("observer").get(f"/plans/{plan.id}?view=compilation&attributed=false"))
    assert "[should] [will] share" in bare
    assert "[They report.]" in bare
    assert "TH:" not in bare
    assert "view=compilation&amp;attributed=false" in page.text
    overview = signed_in("observer").get(f"/plans/{plan.id}/negotiation")
    assert f'href="/plans/{plan.id}/compilation"' in overview.text
    assert "[should] [VN: will] share" in plain(signed_in("observer").get(f"/plans/{plan.id}/compilation"))


def test_odd_texts_are_words(signed_in: People, plan: Plan) -> None:
    for text in SHOWN:
        make_insert(plan, None, text, by="th")
    page = signed_in("observer").get(f"/plans/{plan.id}?view=compilation")
    assert "<script>alert" not in page.text
    assert "[TH: <script>alert(1)</script>]" in unescape(plain(page))

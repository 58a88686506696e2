"""What a page says about who reads it, and how it counts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from apiflask import APIFlask

from poa.actions import comments
from poa.models import Plan

from ..cast import clause_of, make_amendment
from ..client import Client


def test_what_was_submitted_says_that_the_desk_reads_it(plan: Plan, signed_in: Callable[[str], Client]) -> None:
    clause = clause_of(plan, "ASEAN and Japan will promote")
    text = clause.revision.text + " More."
    draft = make_amendment(clause, text, state="draft")
    submitted = make_amendment(clause, text, state="submitted")
    page = signed_in("head_jp").get(f"/amendments/{draft.id}").text
    assert "JP only" in page
    page = signed_in("head_jp").get(f"/amendments/{submitted.id}").text
    assert "JP and the desk only" in page


def test_one_amendment_and_one_place_are_counted_as_one(plan: Plan, signed_in: Callable[[str], Client]) -> None:
    clause = clause_of(plan, "ASEAN and Japan will promote")
    make_amendment(clause, clause.revision.text + " More.")
    assert "1 amendment · 1 place" in signed_in("secretariat").get(f"/clauses/{clause.id}/merge").text
    make_amendment(clause, clause.revision.text.replace("ASEAN", "All of ASEAN", 1), by="vn")
    assert "2 amendments · 2 places" in signed_in("secretariat").get(f"/clauses/{clause.id}/merge").text


def test_a_failure_on_our_side_keeps_what_was_typed(
    plan: Plan, app: APIFlask, signed_in: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(comments, "comment", broken)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    clause = clause_of(plan, "ASEAN and Japan will promote")
    browser = signed_in("delegate_jp")
    form = {"body": "Hours of thought.", "circle": "all"}
    answer = browser.post(f"/clauses/{clause.id}/comments", data=form)
    assert answer.status_code == 500
    assert "Hours of thought." in answer.text

"""The history of a plan in words, page by page, as each reader may know of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from poa.actions import amendments, comments, plans, settlements
from poa.actions.choices import Choice
from poa.db import transaction
from poa.models import Plan
from poa.web import events as pages
from tests.cast import Cast, clause_of, make_amendment, make_comment, make_draft, make_insert, person
from tests.client import Client

from .checklist import SHOWN, UNKNOWN, events, expect_statuses, words

People = Callable[[str], Client]


def history(client: Client, plan: Plan, query: str = "") -> str:
    """The words of the page."""
    return words(client.get(f"/plans/{plan.id}/history{query}"))


def test_each_act_stands_there_in_words(signed_in: People, plan: Plan, cast: Cast) -> None:
    clause = clause_of(plan, "Each party")
    made = make_amendment(clause, "Each party will name two contact points.", rationale="Two.")
    with transaction():
        amendments.support(cast.head_vn, made)
        said = comments.comment(cast.delegate_th, clause, body="Why?", circle=made.circle)
        comments.reply(cast.delegate_jp, said, body="So.")
        comments.resolve(cast.secretariat, said)
        over = settlements.desk_overlay(cast.secretariat, clause)
        choice = Choice(locus=over.places[0].locus, take="variant", variant=0, basis="session")
        settlements.record(cast.secretariat, clause, revision_id=clause.revision.id, choices=[choice])
        plans.move_clause(cast.secretariat, clause, after=None)
    make_draft(plan)
    page = history(signed_in("observer"), plan)
    told = [
        "Secretariat issued Rev.1",
        "Secretariat moved 1",
        "Secretariat settled 1 place in 1",
        "Secretariat resolved a comment on 1",
        "JP Delegate Jp replied to a comment on 1",
        "TH Delegate Th commented on 1",
        "VN Head Vn supports a change in 1, of JP",
        "Secretariat tabled a change in 1, of JP",
        "Secretariat brought in the zero draft",
    ]
    assert sorted(told, key=page.index) == told


def test_every_kind_that_is_recorded_has_its_words() -> None:
    """What an action records without words here would show a bare `noun.verb`."""
    import re
    from pathlib import Path

    source = "\n".join(path.read_text() for path in Path(amendments.__file__).parent.glob("*.py"))
    kinds = set(re.findall(r'"((?:plan|clause|revision|amendment|comment|draft|document)\.[a-z_]+)"', source))
    assert len(kinds) > 20
    assert kinds - set(pages.WORDS) == set()


def test_it_is_paged_and_writes_nothing(signed_in: People, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "PAGE", 2)
    clause = clause_of(plan, "Each party")
    for n in range(4):
        make_comment(clause, f"No. {n}")
    client, before = signed_in("observer"), events()
    assert "Page 1 of 3" in history(client, plan)
    assert "brought in the zero draft" in history(client, plan, "?page=3")
    assert events() == before


@pytest.mark.parametrize("page", ["0", "-1", "4", "x", "²", "", "9" * 30, "1%00", "1;DROP"])
def test_a_page_that_there_is_not(signed_in: People, plan: Plan, page: str) -> None:
    assert signed_in("observer").get(f"/plans/{plan.id}/history?page={page}").status_code == 404


def test_each_reads_what_the_circle_may_know(signed_in: People, plan: Plan) -> None:
    clause = clause_of(plan, "Each party")
    make_comment(clause, by="delegate_my", circle="own")
    make_amendment(clause, "Each party will name two contact points.", by="my", circle="ASEAN")
    make_insert(plan, clause, "New.", by="vn", state="draft")
    known = {
        name: [
            part
            for part in ("commented on 3", "tabled a change in 3, of MY", "drafted a new clause after 3")
            if part in history(signed_in(name), plan)
        ]
        for name in ("official_my", "head_vn", "asean_desk", "delegate_jp", "secretariat", "observer")
    }
    tabled = "tabled a change in 3, of MY"
    assert known == {
        "official_my": ["commented on 3", tabled],
        "head_vn": [tabled, "drafted a new clause after 3"],
        "asean_desk": [tabled],
        "delegate_jp": [],
        "secretariat": [],
        "observer": [],
    }
    assert "ASEAN only" in history(signed_in("head_vn"), plan)


def test_links_lead_somewhere(signed_in: People, plan: Plan) -> None:
    import re

    clause = clause_of(plan, "Each party")
    make_amendment(clause, "Each party will name two contact points.")
    make_comment(clause)
    make_draft(plan)
    client = signed_in("head_jp")
    main = client.get(f"/plans/{plan.id}/history").text.split("<main")[1]
    links = set(re.findall(r'href="(/(?:amendments|clauses|drafts)/[^"]+)"', main))
    assert len(links) == 3
    assert {client.get(link).status_code for link in links} == {200}


@pytest.mark.parametrize("reason", SHOWN)
def test_a_hostile_reason_is_words(signed_in: People, plan: Plan, reason: str) -> None:
    clause = clause_of(plan, "Each party")
    with transaction():
        plans.retire_clause(person("secretariat"), clause, reason=reason + " {reason} {0} {reason.__class__}")
    page = signed_in("observer").get(f"/plans/{plan.id}/history").text
    for bad in ("<script>alert", "<img src=x", "&lt;class"):
        assert bad not in page


def test_who_may(signed_in: People, plan: Plan) -> None:
    url = f"/plans/{plan.id}/history"
    expect_statuses(signed_in, "GET", url, observer=200, delegate_jp=200, asean_desk=200, stranger=404)
    assert signed_in("observer").get(f"/plans/{UNKNOWN}/history").status_code == 404
    assert signed_in("observer").post(url).status_code == 405

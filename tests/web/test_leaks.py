"""What a circle keeps to itself shows on nobody else's pages: not in a word, a number, an order or a time."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from poa.actions import amendments, comments, settlements
from poa.actions.choices import Choice
from poa.db import session, transaction
from poa.models import Amendment, Clause, Plan
from tests.cast import clause_of, make_amendment, make_comment, make_draft, make_insert, person
from tests.client import Client

from .checklist import UNKNOWN, words

People = Callable[[str], Client]
READERS = [
    "/",
    "/plans/{plan}/home",
    "/plans/{plan}/changes",
    "/plans/{plan}",
    "/plans/{plan}/amendments",
    "/plans/{plan}/amendments?party=MY",
    "/plans/{plan}/amendments?state=draft",
    "/plans/{plan}/drafts",
    "/plans/{plan}/history",
    "/plans/{plan}/people",
    "/clauses/{clause}",
    "/clauses/{clause}/history",
    "/clauses/{after}",
    "/amendments/{tabled}",
    "/drafts/{draft}",
    "/drafts/{draft}/text",
]
DRAFTERS = ["/clauses/{clause}/amend", "/plans/{plan}/amend"]
DESK = ["/plans/{plan}/desk", "/clauses/{clause}/merge", "/plans/{plan}/structure", "/clauses/{clause}/edit"]


@pytest.fixture
def world(plan: Plan) -> dict[str, str]:
    """What everybody sees: an amendment, a comment, a draft."""
    clause = clause_of(plan, "ASEAN and Japan should")
    tabled = make_amendment(clause, clause.revision.text + " So be it.", by="vn")
    make_comment(clause, "An open question.")
    draft = make_draft(plan, "Rev.1", with_comments=True)
    after = clause_of(plan, "Each party")
    ids = {"plan": plan.id, "clause": clause.id, "after": after.id, "draft": draft.id, "tabled": tabled.id}
    return {name: str(id) for name, id in ids.items()}


def whisper(plan: Plan, clause: Clause, circle: str) -> None:
    """All that Malaysia can do inside a circle, `own` or `ASEAN`: said with words that stand nowhere else."""
    first = make_comment(clause, "Quixotic question.", by="delegate_my", circle=circle, quote="all results")
    with transaction():
        comments.reply(person("head_my"), first, body="Quixotic answer.")
        comments.resolve(person("head_my"), first)
    make_comment(clause, "Quixotic remark.", by="delegate_my", circle=circle)
    if circle == "own":
        changed = make_amendment(clause, "Quixotic words.", by="my", state="draft", rationale="Quixotic reason.")
        with transaction():
            amendments.edit(person("delegate_my"), changed, text="Quixotic other words.")
        make_amendment(clause, kind="delete", by="my", state="draft")
        make_insert(plan, clause, "Quixotic clause.", by="my", state="draft")
        return
    changed = make_amendment(clause, "Quixotic words.", by="my", circle=circle, rationale="Quixotic reason.")
    with transaction():
        amendments.support(person("head_th"), changed)
    make_amendment(clause, kind="delete", by="my", circle=circle)
    make_insert(plan, clause, "Quixotic clause.", by="my", circle=circle)
    make_amendment(clause, "Quixotic later words.", by="my", circle=circle, state="submitted")


def pages(client: Client, paths: list[str], ids: dict[str, str]) -> dict[str, str]:
    """Each page as bytes, without the token of its forms, which is another each time."""
    found = {}
    for path in paths:
        answer = client.get(path.format(**ids))
        assert answer.status_code == 200, path
        found[path] = re.sub(r'((?:name="csrf[-_]token")[^>]*?(?:content|value)=")[^"]+', r"\1", answer.text)
    return found


OUTSIDERS = {
    "own": ["head_jp", "delegate_vn", "secretariat", "asean_desk", "observer"],
    "ASEAN": ["head_jp", "official_jp", "secretariat", "observer"],
}


@pytest.mark.parametrize(("circle", "who"), [(circle, who) for circle, names in OUTSIDERS.items() for who in names])
def test_two_worlds_that_differ_inside_a_circle_are_the_same_outside(
    signed_in: People, plan: Plan, world: dict[str, str], circle: str, who: str
) -> None:
    paths = (
        READERS + (DRAFTERS if who.startswith(("head", "delegate")) else []) + (DESK if who == "secretariat" else [])
    )
    before = pages(signed_in(who), paths, world)
    whisper(plan, clause_of(plan, "ASEAN and Japan should"), circle)
    after = pages(signed_in(who), paths, world)
    assert {path for path in paths if before[path] != after[path]} == set()
    assert [path for path in paths if "uixotic" in after[path]] == []


def test_the_whispers_are_heard_inside(signed_in: People, plan: Plan, world: dict[str, str]) -> None:
    """The test above could not fail if nothing were shown to anybody."""
    whisper(plan, clause_of(plan, "ASEAN and Japan should"), "ASEAN")
    for who in ("head_my", "delegate_vn", "official_th", "asean_desk"):
        page = words(signed_in(who).get(f"/clauses/{world['clause']}"))
        assert "Quixotic words." in page, who
        assert "Quixotic answer." in page, who
        assert "ASEAN only" in page, who


@pytest.mark.parametrize("circle", ["own", "ASEAN"])
def test_what_is_hidden_and_what_is_not_there_are_answered_alike(
    signed_in: People, plan: Plan, world: dict[str, str], circle: str
) -> None:
    whisper(plan, clause_of(plan, "ASEAN and Japan should"), circle)
    hidden = [(f"/amendments/{row.id}", row) for row in session.scalars(select(Amendment)).unique()]
    hidden = [(url, row) for url, row in hidden if row.circle.kind != "all"]
    assert len(hidden) >= 3
    strip = re.compile(r'(content|value)="[^"]{40,}"')
    for who in OUTSIDERS[circle]:
        client = signed_in(who)
        missing = client.get(f"/amendments/{UNKNOWN}")
        for url, _row in hidden:
            answer = client.get(url)
            assert (answer.status_code, strip.sub("", answer.text)) == (404, strip.sub("", missing.text))
            for act in ("submit", "table", "support", "withdraw", "adopt", "edit", "rebase"):
                assert client.post(f"{url}/{act}").status_code == 404, (who, act)


def test_a_draft_prints_nothing_of_a_circle(signed_in: People, plan: Plan, world: dict[str, str]) -> None:
    clause = clause_of(plan, "ASEAN and Japan should")
    whisper(plan, clause, "own")
    whisper(plan, clause, "ASEAN")
    draft = make_draft(plan, "Rev.2", with_comments=True)
    for path in (f"/drafts/{draft.id}/content", f"/drafts/{draft.id}/text", f"/drafts/{draft.id}"):
        text = signed_in("head_my").get(path).text
        assert "uixotic" not in text
        assert "An open question." in text or not path.endswith("content")


def test_settling_tells_nothing_of_a_circle(signed_in: People, plan: Plan, world: dict[str, str]) -> None:
    """The desk settles for all while ASEAN still keeps its own amendment to the same words."""
    clause = clause_of(plan, "ASEAN and Japan should")
    make_amendment(clause, clause.revision.text.replace("share", "quixotically share"), by="my", circle="ASEAN")
    desk = person("secretariat")
    over = settlements.desk_overlay(desk, clause)
    assert len(over.places) == 1
    with transaction():
        choice = Choice(locus=over.places[0].locus, take="variant", variant=0, basis="session")
        settlements.record(person("secretariat"), clause, revision_id=clause.revision.id, choices=[choice])
    for who in ("head_jp", "secretariat", "observer"):
        for path in (*READERS, "/clauses/{clause}/history?old=1&new=2"):
            assert "quixotic" not in signed_in(who).get(path.format(**world)).text, (who, path)

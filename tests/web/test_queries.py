"""What a page asks the database does not grow with what it lists."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from poa.actions import amendments
from poa.actions.choices import Choice
from poa.db import transaction
from poa.models import Clause, Plan
from tests.cast import clause_of, make_amendment, make_comment, make_draft, make_insert, make_plan, person
from tests.client import Client
from tests.databases import counted_queries

People = Callable[[str], Client]
CODES = ["jp", "vn", "id", "my", "th", "sg"]


def queries(client: Client, url: str) -> list[str]:
    """What is asked for one page, without the first visit's own."""
    assert client.get(url).status_code == 200
    with counted_queries() as sent:
        assert client.get(url).status_code == 200
    return sent


def no_more(client: Client, url: str, grow: Callable[[], object]) -> None:
    """The page's queries are as many after `grow` as before it."""
    before = queries(client, url)
    grow()
    after = queries(client, url)
    more = [statement for statement in after if after.count(statement) > before.count(statement)]
    assert len(after) <= len(before), f"{len(before)} became {len(after)}: " + "\n".join(dict.fromkeys(more))


def amend(clause: Clause, codes: list[str] = CODES) -> None:
    """Amendments by several parties, each with a supporter; a comment by each with a reply."""
    from poa.actions import comments

    for code in codes:
        text = clause.revision.text + f" As {code} wishes."
        made = make_amendment(clause, text, by=code)
        with transaction():
            amendments.support(person("head_bn"), made)
        said = make_comment(clause, by=f"delegate_{code}", quote=clause.revision.text.split()[0])
        with transaction():
            comments.reply(person("delegate_kh"), said, body="So it is.")


def settle(plan: Plan, start: str) -> None:
    """A change that is tabled and settled."""
    from poa.actions import settlements

    clause = clause_of(plan, start)
    make_amendment(clause, clause.revision.text + " Settled.")
    with transaction():
        desk = person("secretariat")
        place = settlements.desk_overlay(desk, clause).places[0]
        choice = Choice(locus=place.locus, take="variant", variant=0, basis="session")
        settlements.record(desk, clause, revision_id=clause.revision.id, choices=[choice])


@pytest.mark.parametrize("who", ["head_jp", "secretariat", "observer"])
def test_the_plan_does_not_grow_with_its_clauses(signed_in: People, who: str, cast: object) -> None:
    small = make_plan("Small", "# S\n\n## A\n\nFirst.\n")
    large = make_plan("Large", "# L\n\n" + "\n\n".join(f"## Section {n}\n\nClause {n}." for n in range(40)))
    counts = [len(queries(signed_in(who), f"/plans/{plan.id}")) for plan in (small, large)]
    assert counts[0] == counts[1]


@pytest.mark.parametrize("who", ["head_jp", "secretariat"])
def test_the_list_does_not_grow_with_its_plans(signed_in: People, plan: Plan, who: str) -> None:
    def grow() -> None:
        for n in range(3):
            make_amendment(clause_of(make_plan(f"Plan {n}"), "Each party"), "Other.", state="submitted")

    make_amendment(clause_of(plan, "Each party"), "Other.", state="submitted")
    no_more(signed_in(who), "/", grow)


PAGES = {
    "/": "secretariat",
    "/plans/{plan}/home": "head_jp",
    "/plans/{plan}/changes": "observer",
    "/plans/{plan}/clearing": "head_jp",
    "/plans/{plan}": "head_jp",
    "/plans/{plan}/amendments": "head_jp",
    "/plans/{plan}/desk": "secretariat",
    "/plans/{plan}/drafts": "observer",
    "/plans/{plan}/history": "observer",
    "/plans/{plan}/structure": "secretariat",
    "/plans/{plan}/amend": "delegate_jp",
    "/clauses/{clause}": "head_jp",
    "/clauses/{clause}/amend": "head_jp",
    "/clauses/{clause}/merge": "secretariat",
    "/clauses/{clause}/history": "observer",
}


@pytest.mark.parametrize("path", PAGES)
def test_no_page_grows_with_amendments_and_comments(signed_in: People, plan: Plan, path: str) -> None:
    clause, other = clause_of(plan, "Each party"), clause_of(plan, "Progress")
    amend(clause, ["kh"])
    make_insert(plan, clause, "New.", by="kh")
    make_insert(plan, clause, "Meant.", by="kh", state="submitted")
    make_amendment(clause, "Another draft.", state="draft")
    make_amendment(clause_of(plan, "Recalling"), kind="delete", by="kh")
    make_draft(plan, "Zero")

    def grow() -> None:
        amend(clause)
        amend(other)
        make_insert(plan, clause, "Newer.", by="jp")
        make_insert(plan, clause, "Newest.", by="id", state="submitted")
        make_amendment(other, kind="delete", by="id")

    no_more(signed_in(PAGES[path]), path.format(plan=plan.id, clause=clause.id), grow)


@pytest.mark.parametrize("path", ["/plans/{plan}/drafts", "/drafts/{draft}", "/drafts/{draft}/text", "/plans/{plan}"])
def test_no_page_grows_with_drafts_and_signatures(signed_in: People, plan: Plan, path: str) -> None:
    make_draft(plan, "Zero")
    draft = make_draft(plan, "Rev.1")

    def grow() -> None:
        for n in range(2, 6):
            make_draft(plan, f"Rev.{n}")

    no_more(signed_in("official_jp"), path.format(plan=plan.id, draft=draft.id), grow)


def test_a_redline_of_drafts_does_not_grow_with_what_changed(signed_in: People, plan: Plan) -> None:
    zero = make_draft(plan, "Zero")
    settle(plan, "Each party")
    one = make_draft(plan, "Rev.1")
    few = queries(signed_in("observer"), f"/drafts/{one.id}/text?against={zero.id}")
    for start in ("Progress", "Recalling", "ASEAN and Japan should"):
        settle(plan, start)
    two = make_draft(plan, "Rev.2")
    many = queries(signed_in("observer"), f"/drafts/{two.id}/text?against={zero.id}")
    assert len(many) <= len(few)


def test_a_history_does_not_grow_with_its_revisions(signed_in: People, plan: Plan) -> None:
    clause = clause_of(plan, "Each party")

    def grow() -> None:
        for _ in range(4):
            settle(plan, "Each party")

    settle(plan, "Each party")
    no_more(signed_in("observer"), f"/clauses/{clause.id}/history", grow)
    no_more(signed_in("observer"), f"/plans/{plan.id}/history", grow)


def test_the_merge_page_does_not_grow_with_thirty_amendments(signed_in: People, plan: Plan) -> None:
    clause = clause_of(plan, "Each party")
    text = clause.revision.text
    make_amendment(clause, text + " So be it.", by="kh")

    def grow() -> None:
        for n in range(30):
            make_amendment(clause, f"{text} In year {n}.", by=CODES[n % len(CODES)])

    no_more(signed_in("secretariat"), f"/clauses/{clause.id}/merge", grow)
    assert "31 amendments" in signed_in("secretariat").get(f"/clauses/{clause.id}/merge").text

"""The page of the brackets, those of a clause, and the desk's option to bracket."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from poa.actions.choices import Choice
from poa.db import session
from poa.models import Bracket, Clause, Plan
from tests.actions.desk import places, settle
from tests.cast import clause_of, make_amendment, make_draft, make_plan
from tests.client import Client
from tests.databases import counted_queries

from .checklist import expect_post_only, expect_token, words

People = Callable[[str], Client]
SHARE = "ASEAN and Japan should share all results of common interest."


@pytest.fixture
def clause(plan: Plan) -> Clause:
    """`[should] [JP: will]`, to which Malaysia and Viet Nam object."""
    found = clause_of(plan, SHARE)
    make_draft(plan, "Zero")
    make_amendment(found, SHARE.replace("should", "will"))
    settle(found, Choice(places(found)[0].locus, "bracket", None, objecting=("MY", "VN")))
    return found


def bracket() -> Bracket:
    session.expire_all()
    return session.scalars(select(Bracket)).one()


def test_no_bracket_says_what_the_page_is_for(signed_in: People, plan: Plan) -> None:
    seen = words(signed_in("observer").get(f"/plans/{plan.id}/brackets"))
    assert "No bracket stands in the text" in seen
    assert "Draft by draft" not in seen


def test_who_holds_what_and_how_many_there_were(signed_in: People, plan: Plan, clause: Clause) -> None:
    make_draft(plan, "Rev.1")
    page = signed_in("observer").get(f"/plans/{plan.id}/brackets")
    seen = words(page)
    assert "[should] [JP: will]" in seen
    assert "Wanted by JP . Objected to by MY VN . Still held by JP MY VN ." in seen
    assert "Lift it" not in seen
    assert "from 0 in Zero to 2 in Rev.1" in page.text
    for party, said in (("MY", "[should] [JP: will]"), ("TH", "Nothing is held by TH")):
        assert said in words(signed_in("observer").get(f"/plans/{plan.id}/brackets?party={party}"))


def test_a_holder_sees_what_comes_of_it_and_lifts(signed_in: People, plan: Plan, clause: Clause) -> None:
    row = bracket()
    head = signed_in("head_my")
    for path in (f"/plans/{plan.id}/brackets", f"/clauses/{clause.id}"):
        page = head.get(path)
        assert f'action="/brackets/{row.id}/lift"' in page.text, path
        plain = re.sub(r"<[^>]+>", "", page.text)
        assert "the clause would read" in plain
    done = head.post(f"/brackets/{row.id}/lift", data={"choice": "1"})
    assert done.status_code == 302
    assert clause.revision.text == SHARE.replace("should", "[should] [JP: will]")
    assert "Still held by JP VN ." in words(head.get(f"/plans/{plan.id}/brackets"))
    done = signed_in("head_vn").post(f"/brackets/{row.id}/lift", data={"choice": "1"}, follow_redirects=True)
    assert "the text has changed" in words(done)
    assert clause.revision.text == SHARE.replace("should", "will")
    again = signed_in("head_vn").post(f"/brackets/{row.id}/lift", data={"choice": "1"})
    assert again.status_code == 409
    assert "has been lifted" in words(again)


def test_what_is_nobodys_is_decided_with_a_basis(signed_in: People) -> None:
    plan = make_plan(markdown="# A plan\n\nWe [shall] go.\n")
    row = bracket()
    assert "Lift it" not in words(signed_in("head_jp").get(f"/plans/{plan.id}/brackets"))
    assert "Record a decision" in words(signed_in("co_chair").get(f"/plans/{plan.id}/brackets"))
    refused = signed_in("co_chair").post(f"/brackets/{row.id}/lift", data={"choice": "-1", "basis": "mood"})
    assert refused.status_code == 422
    signed_in("co_chair").post(f"/brackets/{row.id}/lift", data={"choice": "-1", "basis": "session"})
    assert clause_of(plan, "We go.").revision.basis == "session"


def test_the_form_is_sent_and_guarded(signed_in: People, plan: Plan, clause: Clause) -> None:
    url = f"/brackets/{bracket().id}/lift"
    expect_post_only(signed_in("head_my"), url)
    expect_token(signed_in("head_my"), url)
    for choice in ("", "x", "7", "99999999999"):
        assert signed_in("head_my").post(url, data={"choice": choice}).status_code == 422


def test_the_desk_brackets_a_place(signed_in: People, plan: Plan) -> None:
    found = clause_of(plan, "Each party")
    make_amendment(found, "Each party shall name a contact point.", by="th")
    [place] = places(found)
    desk = signed_in("secretariat")
    assert "put into brackets [will] [TH: shall]" in words(desk.get(f"/clauses/{found.id}/merge"))
    form = {"revision": str(found.revision_id), f"take-{place.locus}": "bracket", "basis": "session"}
    preview = desk.post(f"/clauses/{found.id}/merge/preview", data=form)
    assert "[TH: shall]" in re.sub(r"<[^>]+>", "", preview.text)
    assert desk.post(f"/clauses/{found.id}/merge", data=form).status_code == 302
    assert found.revision.text == "Each party [will] [TH: shall] name a contact point."


@pytest.mark.parametrize("path", ["/plans/{plan}/brackets", "/plans/{plan}?view=compilation", "/clauses/{clause}"])
@pytest.mark.parametrize("who", ["head_my", "secretariat"])
def test_as_many_queries_for_many_brackets_as_for_few(
    signed_in: People, plan: Plan, clause: Clause, path: str, who: str
) -> None:
    url = path.format(plan=plan.id, clause=clause.id)

    def sent() -> int:
        client = signed_in(who)
        assert client.get(url).status_code == 200
        with counted_queries() as queries:
            client.get(url)
        return len(queries)

    few = sent()
    for start, words_of in (("Each", "party"), ("Progress", "reviewed"), ("Recalling", "year")):
        found = clause_of(plan, start)
        make_amendment(found, found.revision.text.replace(words_of, f"{words_of} or not"), by="th")
        settle(found, Choice(places(found)[0].locus, "bracket", None, objecting=("MY",)))
    make_amendment(clause, clause.revision.text.replace("results", "findings"), by="th")
    settle(clause, Choice(places(clause)[0].locus, "bracket", None, objecting=("MY",)))
    make_draft(plan, "Rev.1")
    assert sent() <= few

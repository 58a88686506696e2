"""The reading room: its views, its filters, the margin beside each clause, and where "go to" leads."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from html import unescape

import pytest

from poa.actions import instructions, plans, positions
from poa.db import session, transaction
from poa.models import Clause, Document, Plan
from tests.cast import clause_of, make_amendment, make_comment, make_draft, make_insert, person
from tests.client import Client
from tests.sample import PASSWORD

People = Callable[[str], Client]
RESULTS = "ASEAN and Japan should share all results of common interest."
QUANTUM = "ASEAN and Japan will promote"


def beside(page: str, id: object) -> str:
    """What stands in the margin beside one clause, in words."""
    start = page.index(f'id="b-{id}"')
    return words_of(page[page.index(">", start) + 1 : page.index("</aside>", start)])


def words_of(html: str) -> str:
    """Its words, with single spaces."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def in_text(page: str, id: object) -> str:
    """The HTML of one clause's text."""
    text = page[page.index(f'data-clause-text="{id}"') :]
    return text[: text.index('class="clause-foot"')]


# --- the margin -------------------------------------------------------------------------------------------------------


def test_the_margin_says_what_was_proposed_by_whom_and_why(signed_in: People, plan: Plan) -> None:
    clause = clause_of(plan, RESULTS)
    make_amendment(clause, RESULTS.replace("should", "will"), by="vn", rationale="A plan needs a will.")
    make_comment(clause, "Which results?", by="delegate_th", quote="all results")
    page = signed_in("observer").get(f"/plans/{plan.id}").text
    said = beside(page, clause.id)
    assert "VN should → will A plan needs a will." in said
    assert "all results Which results?" in said
    other = clause_of(plan, QUANTUM)
    assert beside(page, other.id) == ""


def test_two_of_a_kind_are_shown_and_the_others_counted(signed_in: People, plan: Plan) -> None:
    clause = clause_of(plan, RESULTS)
    for code, word in (("jp", "will"), ("vn", "may"), ("id", "shall"), ("th", "can")):
        make_amendment(clause, RESULTS.replace("should", word), by=code)
    said = beside(signed_in("observer").get(f"/plans/{plan.id}").text, clause.id)
    assert said.count("→") == 2
    assert "2 more amendments" in said


def test_positions_stand_with_their_parties_for_those_who_may_know(signed_in: People, plan: Plan) -> None:
    clause = clause_of(plan, RESULTS)
    with transaction():
        positions.state(person("head_my"), clause, position="can_accept", note="")
    assert "can accept MY" in beside(signed_in("delegate_my").get(f"/plans/{plan.id}").text, clause.id)
    assert "can accept" not in beside(signed_in("delegate_vn").get(f"/plans/{plan.id}").text, clause.id)


def test_our_instruction_and_what_we_cleared_come_first_and_reach_nobody_else(signed_in: People, plan: Plan) -> None:
    clause = clause_of(plan, RESULTS)
    instruct_and_clear(clause)
    make_amendment(clause, RESULTS.replace("should", "will"), by="vn")
    with transaction():
        plans.edit_clause(
            person("secretariat"),
            clause,
            revision_id=clause.revision_id,
            text=RESULTS.replace("interest", "concern"),
            reason="Style.",
        )
    said = beside(signed_in("delegate_jp").get(f"/plans/{plan.id}").text, clause.id)
    assert said.index("Keep should.") < said.index("VN")
    assert "We last cleared: interest → concern" in said
    for other in ("delegate_vn", "secretariat", "co_chair_jp", "observer"):
        page = signed_in(other).get(f"/plans/{plan.id}").text
        assert "Keep should." not in page
        assert "We last cleared" not in page


def instruct_and_clear(clause: Clause) -> None:
    with transaction():
        instructions.instruct(person("head_jp"), clause, instruction="Keep should.")
        instructions.clear(person("head_jp"), clause, revision_id=clause.revision_id)


def test_the_fragment_is_what_the_page_has(signed_in: People, plan: Plan) -> None:
    clause = clause_of(plan, RESULTS)
    make_amendment(clause, RESULTS.replace("should", "will"), by="vn")
    client = signed_in("head_id")
    fragment = client.get(f"/clauses/{clause.id}/notes", headers={"X-Requested-With": "fetch", "X-Part": "notes"}).text
    assert words_of(fragment) == beside(client.get(f"/plans/{plan.id}").text, clause.id)


# --- the views --------------------------------------------------------------------------------------------------------


def test_all_amendments_stand_in_the_text_with_their_parties(signed_in: People, plan: Plan) -> None:
    clause = clause_of(plan, RESULTS)
    make_amendment(clause, RESULTS.replace("should", "will"), by="vn")
    make_amendment(clause, RESULTS.replace("should", "may"), by="id")
    make_amendment(clause, RESULTS.replace("all", "most"), by="my", state="draft")
    make_insert(plan, clause, "Costs lie where they fall.", by="th")
    page = signed_in("observer").get(f"/plans/{plan.id}?view=amendments").text
    text = in_text(page, clause.id)
    assert 'data-name="deleted by Indonesia and Viet Nam"' in text
    for code, word in (("VN", "will"), ("ID", "may")):
        assert f'data-parties="{code}"' in text
        assert word in words_of(text)
    assert "most" not in words_of(text)
    assert "Costs lie where they fall." in words_of(page)


def test_the_redline_is_since_the_draft_that_is_asked_for(signed_in: People, plan: Plan) -> None:
    clause = clause_of(plan, RESULTS)
    zero = make_draft(plan, "Zero draft", stage="zero")
    edit = {"text": RESULTS.replace("should", "will"), "reason": "As agreed."}
    with transaction():
        plans.edit_clause(person("secretariat"), clause, revision_id=clause.revision_id, **edit)
    make_draft(plan, "Rev.1")
    client = signed_in("delegate_th")
    latest = in_text(client.get(f"/plans/{plan.id}?view=redline").text, clause.id)
    assert "<del" not in latest
    assert "will" in latest
    text = in_text(client.get(f"/plans/{plan.id}?view=redline&against={zero.id}").text, clause.id)
    assert "should" in text[text.index("<del") : text.index("</del>")]
    assert "will" in text[text.index("<ins") : text.index("</ins>")]


def test_what_was_taken_out_stands_where_it_was(signed_in: People, plan: Plan) -> None:
    make_draft(plan, "Zero draft", stage="zero")
    clause = clause_of(plan, RESULTS)
    with transaction():
        plans.retire_clause(person("secretariat"), clause, reason="Merged into another.")
    page = signed_in("delegate_th").get(f"/plans/{plan.id}?view=redline").text
    assert words_of(page).index("shared use of facilities") < words_of(page).index("common interest. taken out")
    assert "common interest" not in words_of(signed_in("delegate_th").get(f"/plans/{plan.id}").text)


def test_the_compilation_has_the_proposals_in_brackets(signed_in: People, plan: Plan) -> None:
    make_amendment(clause_of(plan, RESULTS), RESULTS.replace("should", "will"), by="vn")
    page = words_of(signed_in("observer").get(f"/plans/{plan.id}?view=compilation").text)
    assert "[should]" in page
    assert "[ VN: will]" in page


@pytest.mark.parametrize("asked", ["view=nothing", "view=redline&against=none", "view=redline", "against=1"])
def test_an_odd_question_gives_the_plan(signed_in: People, plan: Plan, asked: str) -> None:
    answer = signed_in("observer").get(f"/plans/{plan.id}?{asked}")
    assert answer.status_code == 200
    assert RESULTS in words_of(answer.text)


# --- filters ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("party=VN", [RESULTS]),
        ("party=TH", []),
        ("status=contested", [RESULTS]),
        ("waiting=1", [QUANTUM]),
        ("party=VN&waiting=1", []),
    ],
)
def test_only_what_was_asked_for_is_shown(signed_in: People, plan: Plan, asked: str, shown: list[str]) -> None:
    make_amendment(clause_of(plan, RESULTS), RESULTS.replace("should", "will"), by="vn")
    quantum = clause_of(plan, QUANTUM)
    make_amendment(quantum, quantum.revision.text.replace("will", "should"), by="jp", state="draft")
    page = words_of(signed_in("head_jp").get(f"/plans/{plan.id}?{asked}").text)
    for text in (RESULTS, QUANTUM, "Progress is reviewed"):
        assert (text in page) is (text in shown), text
    assert ("No clause is like that" in page) is (not shown)


def test_a_section_is_shown_with_its_heading(signed_in: People, plan: Plan) -> None:
    section = clause_of(plan, "Monitoring")
    page = words_of(signed_in("observer").get(f"/plans/{plan.id}?area={section.id}").text)
    assert "Progress is reviewed" in page
    assert RESULTS not in page


def test_a_filter_does_not_tell_what_one_may_not_see(signed_in: People, plan: Plan) -> None:
    make_amendment(clause_of(plan, RESULTS), RESULTS.replace("should", "will"), by="vn", state="draft")
    for who in ("head_jp", "secretariat", "observer"):
        assert "No clause is like that" in signed_in(who).get(f"/plans/{plan.id}?party=VN").text


@pytest.mark.parametrize("asked", ["party=XX", "status=finished", "area=nowhere"])
def test_a_filter_that_cannot_be_is_named_and_the_plan_shown(signed_in: People, plan: Plan, asked: str) -> None:
    page = words_of(signed_in("observer").get(f"/plans/{plan.id}?{asked}").text)
    assert "no party to the plan" in page or "No clause has such a status" in page or "no section of the plan" in page
    assert RESULTS in page


# --- go to ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "start", "item"),
    [
        ("2", RESULTS, ""),
        ("1(b)", QUANTUM, "-b"),
        (" para 1 (B) ", QUANTUM, "-b"),
        ("pp1", "Recalling the fiftieth", ""),
        ("II", "Areas of cooperation", ""),
        ("p3 l14", RESULTS, ""),
        ("Page 3, line 14", RESULTS, ""),
    ],
)
def test_go_to_takes_what_people_say(signed_in: People, plan: Plan, wanted: str, start: str, item: str) -> None:
    clause = clause_of(plan, start)
    draft = make_draft(plan, "Rev.1")
    with transaction():
        for document in session.query(Document).filter_by(draft_id=draft.id, view="clean"):
            document.places = json.dumps([[], [], [[1, None], [12, str(clause.id)]]])
    answer = signed_in("observer").get(f"/plans/{plan.id}/goto", query_string={"to": wanted, "view": "compilation"})
    assert answer.status_code == 302
    assert answer.location == f"/plans/{plan.id}?view=compilation#c-{clause.id}{item}"


@pytest.mark.parametrize("wanted", ["", "99", "p3 l14", "()", "'; drop", "[JP: 7]", "7" * 500])
def test_where_there_is_none_it_says_what_can_be_written(signed_in: People, plan: Plan, wanted: str) -> None:
    answer = signed_in("observer").get(f"/plans/{plan.id}/goto", query_string={"to": wanted})
    assert answer.status_code == 404
    assert "Write a number such as 7, 7(b), PP2" in words_of(answer.text)
    assert RESULTS in words_of(answer.text)


# --- size -------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_sample_s_first_html_is_small_in_each_view(app: object, client: Client, sample: Plan) -> None:
    client.post("/login", data={"email": "head.my@poa.example", "password": PASSWORD})
    for view in ("clean", "redline", "amendments", "compilation"):
        page = client.get(f"/plans/{sample.id}?view={view}")
        assert page.text.count('data-clause="') >= 60
        assert len(gzip.compress(page.data)) < 100_000, view

"""The list of plans, the reading page, bringing in a zero draft, its structure."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from sqlalchemy import select

from poa.actions import plans
from poa.db import session, transaction
from poa.models import Clause, Plan
from tests.cast import Cast, clause_of, make_amendment, make_comment, make_draft, make_plan
from tests.client import Client, check_page

from .checklist import REFUSED, SHOWN, UNKNOWN, expect_post_only, expect_statuses, expect_token, field, words

People = Callable[[str], Client]
TABLED = "ASEAN and Japan should share most results of common interest."


# --- the list ---------------------------------------------------------------------------------------------------------


def test_the_list_has_the_plans_of_the_reader_and_what_waits(signed_in: People, plan: Plan) -> None:
    other = make_plan("Another plan")
    make_amendment(clause_of(plan, "ASEAN and Japan should"), TABLED, state="submitted")
    assert "1 waiting for you" in words(signed_in("secretariat").get("/"))
    page = words(signed_in("head_id").get("/"))
    assert plan.title in page
    assert other.title in page
    assert page.count("0 waiting for you") == 2


def test_a_stranger_sees_no_plan_and_is_told_so(signed_in: People, plan: Plan) -> None:
    page = words(signed_in("stranger").get("/"))
    assert plan.title not in page
    assert "No plan is open to you yet" in page


def test_nobody_is_asked_to_sign_in_and_comes_back(client: Client, plan: Plan) -> None:
    answer = client.get(f"/plans/{plan.id}?x=1")
    assert (answer.status_code, answer.location) == (302, f"/login?next=/plans/{plan.id}?x%3D1")


# --- the reading page -------------------------------------------------------------------------------------------------


def test_the_plan_is_read_in_order_with_its_labels(signed_in: People, plan: Plan) -> None:
    page = words(signed_in("observer").get(f"/plans/{plan.id}"))
    labels = ["I Preamble", "PP1", "II Areas of cooperation", "1", "2", "3", "III Monitoring", "4"]
    body = page[page.index("not issued yet") :]
    at = 0
    for label in labels:
        at = body.index(label, at) + 1
    assert "(a) exchanges of researchers; and" in body
    assert "RESTRICTED" in page


def test_the_plan_says_what_stands_beside_each_clause(signed_in: People, plan: Plan) -> None:
    clause = clause_of(plan, "ASEAN and Japan should")
    make_amendment(clause, TABLED, by="jp")
    make_amendment(clause, TABLED.replace("most", "some"), by="vn")
    make_comment(clause)
    page = words(signed_in("head_id").get(f"/plans/{plan.id}"))
    assert "contested 2 amendments, 1 comment" in page
    assert "contested 1 of 5 clauses" in page.replace("open 4 ", "")


def test_the_plan_shows_what_waits_for_me(signed_in: People, plan: Plan) -> None:
    make_amendment(clause_of(plan, "ASEAN and Japan should"), TABLED, state="draft")
    mine, another = (words(signed_in(name).get(f"/plans/{plan.id}")) for name in ("head_jp", "head_id"))
    assert "1 clause waits for you" in mine
    assert "JP draft Read by: JP only all → most" in mine
    assert "waits for you" not in another.replace("next clause that waits for you", "")


@pytest.mark.parametrize(
    ("who", "comments", "amends", "builds"),
    [
        ("delegate_jp", True, True, False),
        ("head_jp", True, True, False),
        ("official_jp", False, False, False),
        ("observer", False, False, False),
        ("secretariat", True, False, True),
        ("asean_desk", True, False, False),
    ],
)
def test_only_what_one_may_do_is_offered(
    signed_in: People, plan: Plan, who: str, comments: bool, amends: bool, builds: bool
) -> None:
    page = signed_in(who).get(f"/plans/{plan.id}").text
    offered = ['data-act="comment"' in page, 'data-act="amend"' in page, f"/plans/{plan.id}/structure" in page]
    assert offered == [comments, amends, builds]


def test_the_desk_is_shown_to_the_desk_of_the_plan_only(signed_in: People, plan: Plan) -> None:
    people = ("secretariat", "asean_desk", "head_jp", "observer")
    shown = {who for who in people if f"/plans/{plan.id}/desk" in signed_in(who).get(f"/plans/{plan.id}").text}
    assert shown == {"secretariat"}


def test_the_latest_draft_is_named(signed_in: People, plan: Plan) -> None:
    make_draft(plan, "Zero draft", stage="zero")
    make_draft(plan, "Rev.1")
    page = words(signed_in("delegate_th").get(f"/plans/{plan.id}"))
    assert "RESTRICTED Rev.1 ·" in page


def test_a_plan_without_clauses_says_what_to_do(signed_in: People, plan: Plan, cast: Cast) -> None:
    with transaction():
        for clause in session.scalars(select(Clause).where(Clause.plan_id == plan.id)):
            plans.retire_clause(cast.secretariat, clause, reason="")
    assert "This plan has no clauses" in words(signed_in("delegate_th").get(f"/plans/{plan.id}"))


def test_an_unknown_plan(signed_in: People, plan: Plan) -> None:
    for path in (f"/plans/{UNKNOWN}", "/plans/7", f"/plans/{plan.id}x", f"/plans/{UNKNOWN}/structure"):
        assert signed_in("secretariat").get(path).status_code == 404


def test_who_sees_which_page(signed_in: People, plan: Plan) -> None:
    everyone = {"observer": 200, "delegate_jp": 200, "official_vn": 200, "asean_desk": 200, "stranger": 404}
    expect_statuses(signed_in, "GET", f"/plans/{plan.id}", **everyone)
    desk = {"observer": 403, "head_jp": 403, "asean_desk": 403, "stranger": 404, "secretariat": 200}
    expect_statuses(signed_in, "GET", f"/plans/{plan.id}/structure", **desk)
    expect_statuses(signed_in, "POST", f"/plans/{plan.id}/structure", **(desk | {"secretariat": 422}))
    expect_statuses(signed_in, "GET", "/plans/new", observer=403, head_jp=403, stranger=200, secretariat=200)


# --- bringing one in --------------------------------------------------------------------------------------------------


def test_a_zero_draft_becomes_a_plan_with_a_report(signed_in: People, cast: Cast) -> None:
    text = "# A plan\r\n\r\n## Aims\r\n\r\nJapan will join:\r\n\r\n(a) one; and\r\n\r\n(b) two.\r\n"
    answer = signed_in("secretariat").post("/plans/new", data={"title": "", "markdown": text})
    assert answer.status_code == 201
    check_page(answer)
    assert "3 section heading Aims" in words(answer)
    assert "5–9 clause Japan will join:" in words(answer)
    made = session.scalars(select(Plan)).one()
    assert made.title == "A plan"
    assert f'href="/plans/{made.id}"' in answer.text


def test_a_file_goes_before_the_text(signed_in: People, cast: Cast) -> None:
    data = {
        "title": "By file",
        "markdown": "# Other",
        "file": (io.BytesIO("\ufeff# F\n\nJapan will.\n".encode()), "z.md"),
    }
    assert signed_in("secretariat").post("/plans/new", data=data).status_code == 201
    assert session.scalars(select(Plan.title)).one() == "By file"


def test_errors_are_named_by_line_and_nothing_is_left(signed_in: People, cast: Cast) -> None:
    text = "# T\n\n## A\n\nWords with [^9] a note.\n\n# Second title\n\nMore [^8].\n"
    answer = signed_in("secretariat").post("/plans/new", data={"title": "Mine", "markdown": text})
    assert answer.status_code == 422
    check_page(answer)
    for line in (5, 7, 9):
        assert f"Line {line}:" in words(answer)
    assert field(answer, "markdown") == text
    assert field(answer, "title") == "Mine"
    assert session.scalars(select(Plan)).first() is None
    assert session.scalars(select(Clause)).first() is None


def test_a_bad_file_comes_back_as_text_with_its_errors(signed_in: People, cast: Cast) -> None:
    bad = io.BytesIO(b"# T\n\nWords with [^9] a note.\n")
    answer = signed_in("secretariat").post("/plans/new", data={"title": "", "markdown": "", "file": (bad, "z.md")})
    assert (answer.status_code, "Line 3:" in words(answer)) == (422, True)


@pytest.mark.parametrize("data", [b"\xff\xfe\x00bad", b"\x00" * 20, b"PK\x03\x04rest", b""])
def test_a_file_that_is_no_text_is_refused(signed_in: People, cast: Cast, data: bytes) -> None:
    sent = {"title": "T", "markdown": "", "file": (io.BytesIO(data), "z.md")}
    answer = signed_in("secretariat").post("/plans/new", data=sent)
    assert answer.status_code == 422
    assert session.scalars(select(Plan)).first() is None


def test_a_plan_too_large_to_be_read_is_refused_in_words(signed_in: People, cast: Cast) -> None:
    answer = signed_in("secretariat").post("/plans/new", data={"title": "T", "markdown": "x" * 9_000_000})
    assert answer.status_code == 413
    assert "too large" in words(answer)


@pytest.mark.parametrize("kind", sorted(REFUSED))
def test_a_title_that_cannot_be_kept(signed_in: People, cast: Cast, kind: str) -> None:
    bad, _said = REFUSED[kind]
    answer = signed_in("secretariat").post("/plans/new", data={"title": bad, "markdown": "# T\n\nJapan will.\n"})
    assert answer.status_code == 422
    assert session.scalars(select(Plan)).first() is None
    assert field(answer, "markdown") == "# T\n\nJapan will.\n"


def test_a_hostile_plan_is_shown_as_words(signed_in: People, cast: Cast) -> None:
    text = "\n\n".join(SHOWN)
    title = '<script>alert("t")</script>'
    plan = make_plan(title, f"# T\n\n## <b>Section</b>\n\n{text}\n")
    page = signed_in("observer").get(f"/plans/{plan.id}").text
    for bad in ("<script>alert", "<img src=x", 'href="javascript:', "<b>Section"):
        assert bad not in page
    assert "7 * 7" in page


def test_the_form_wants_its_token_and_keeps_the_text(signed_in: People, cast: Cast) -> None:
    expect_token(signed_in("secretariat"), "/plans/new", title="My title", markdown="# My plan")
    assert session.scalars(select(Plan)).first() is None


# --- structure --------------------------------------------------------------------------------------------------------


def test_the_desk_inserts_a_clause(signed_in: People, plan: Plan) -> None:
    after = clause_of(plan, "Each party")
    data = {"after": str(after.id), "kind": "clause", "level": "", "text": "Costs lie where\r\nthey fall."}
    answer = signed_in("secretariat").post(f"/plans/{plan.id}/structure", data=data)
    assert answer.status_code == 302
    made = clause_of(plan, "Costs lie where\nthey fall.")
    assert answer.location == f"/clauses/{made.id}"
    page = words(signed_in("head_jp").get(answer.location))
    assert "Paragraph 4" in page


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"kind": "clause", "text": "  "}, "It is empty"),
        ({"kind": "poem", "text": "Words."}, "A clause is one of"),
        ({"kind": "section", "text": "Aims", "level": ""}, "level is 1 or 2"),
        ({"kind": "clause", "text": "Words.", "after": UNKNOWN}, "not in the plan"),
        ({"kind": "clause", "text": "Words.", "after": "x' OR 1"}, "not in the plan"),
        *[({"kind": "clause", "text": bad}, said) for bad, said in REFUSED.values()],
    ],
)
def test_a_clause_that_cannot_be_inserted_stays_in_the_form(
    signed_in: People, plan: Plan, given: dict[str, str], said: str
) -> None:
    answer = signed_in("secretariat").post(f"/plans/{plan.id}/structure", data={"after": "", "level": "", **given})
    assert answer.status_code == 422
    assert said in words(answer)
    assert field(answer, "text") == given["text"]
    assert f'<option value="{given["kind"]}" selected>' in answer.text or given["kind"] == "poem"


def test_a_place_in_another_plan_is_none(signed_in: People, plan: Plan) -> None:
    elsewhere = clause_of(make_plan("Another plan"), "Each party")
    data = {"after": str(elsewhere.id), "kind": "clause", "level": "", "text": "Words."}
    assert signed_in("secretariat").post(f"/plans/{plan.id}/structure", data=data).status_code == 422


def test_what_was_taken_out_can_be_put_back_from_there(signed_in: People, plan: Plan, cast: Cast) -> None:
    clause = clause_of(plan, "Each party")
    with transaction():
        plans.retire_clause(cast.secretariat, clause, reason="")
    page = signed_in("secretariat").get(f"/plans/{plan.id}/structure").text
    assert f'action="/clauses/{clause.id}/restore"' in page


def test_structure_wants_its_token(signed_in: People, plan: Plan) -> None:
    expect_token(signed_in("secretariat"), f"/plans/{plan.id}/structure", text="Costs lie where they fall.")


def test_posting_only_where_it_says_so(signed_in: People, plan: Plan) -> None:
    clause = clause_of(plan, "Each party")
    for act in ("move", "retire", "restore"):
        expect_post_only(signed_in("secretariat"), f"/clauses/{clause.id}/{act}")
    assert signed_in("secretariat").post(f"/plans/{plan.id}").status_code == 405

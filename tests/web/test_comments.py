"""Comments on the clause page: made in a circle, on quoted words, answered, resolved, reopened."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from markupsafe import escape
from sqlalchemy import select

from poa.actions import comments, plans
from poa.db import session, transaction
from poa.models import Clause, Comment, Plan
from tests.cast import Cast, clause_of, make_comment, make_plan, person
from tests.client import Client, check_page

from .checklist import LARGE, REFUSED, SHOWN, UNKNOWN, expect_post_only, expect_statuses, expect_token, field, words

People = Callable[[str], Client]
RESULTS = "ASEAN and Japan should share all results of common interest."


@pytest.fixture
def clause(plan: Plan) -> Clause:
    """The clause that is talked about."""
    return clause_of(plan, RESULTS)


def said(client: Client, clause: Clause, body: str = "Which ones?", **more: str):  # type: ignore[no-untyped-def]
    """Send the comment form."""
    return client.post(f"/clauses/{clause.id}/comments", data={"body": body, "circle": "own", **more})


def test_a_comment_is_made_in_its_circle(signed_in: People, clause: Clause) -> None:
    answer = said(signed_in("delegate_jp"), clause, "For us\r\nalone.")
    made = session.scalars(select(Comment)).one()
    assert answer.location == f"/clauses/{clause.id}#t-{made.id}"
    assert (made.body, made.circle.name) == ("For us\nalone.", "JP")
    for name in ("delegate_jp", "colleague_jp", "official_jp"):
        assert "For us alone." in words(signed_in(name).get(f"/clauses/{clause.id}"))
    for name in ("head_vn", "secretariat", "asean_desk", "observer"):
        assert "For us" not in signed_in(name).get(f"/clauses/{clause.id}").text


@pytest.mark.parametrize(
    ("circle", "readers", "others"),
    [
        ("all", ["delegate_vn", "head_jp", "secretariat", "observer"], []),
        ("ASEAN", ["delegate_vn", "official_id", "asean_desk"], ["head_jp", "secretariat", "observer"]),
    ],
)
def test_who_reads_it(signed_in: People, clause: Clause, circle: str, readers: list[str], others: list[str]) -> None:
    said(signed_in("delegate_my"), clause, "Between us.", circle=circle)
    for name in readers:
        assert "Between us." in signed_in(name).get(f"/clauses/{clause.id}").text, name
    for name in others:
        assert "Between us." not in signed_in(name).get(f"/clauses/{clause.id}").text, name


def test_the_circles_offered_are_the_readers_own_first(signed_in: People, clause: Clause) -> None:
    page = words(signed_in("delegate_my").get(f"/clauses/{clause.id}"))
    assert "Who reads it MY only MY and the co-chairs ASEAN only All parties" in page
    assert "ASEAN only" not in words(signed_in("delegate_jp").get(f"/clauses/{clause.id}"))


def test_a_comment_on_quoted_words_is_carried_with_them(signed_in: People, clause: Clause) -> None:
    said(signed_in("delegate_jp"), clause, quote="all results", prefix="share ", suffix=" of common", circle="all")
    made = session.scalars(select(Comment)).one()
    assert RESULTS[made.start : made.end] == "all results"
    with transaction():
        desk = person("secretariat")
        plans.edit_clause(desk, clause, revision_id=clause.revision.id, text="They share nothing.", reason="x")
    page = words(signed_in("head_vn").get(f"/clauses/{clause.id}"))
    assert "all results These words are no longer in the text." in page.replace("  ", " ")


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"body": ""}, "It is empty"),
        ({"body": " \n "}, "It is empty"),
        ({"body": "x" * 20_001}, "too large"),
        ({"quote": "words that are not there"}, "not in the clause"),
        ({"quote": "a"}, "stand"),
        ({"circle": "VN"}, "no circle"),
        ({"circle": "ASEAN"}, "no circle"),
        ({"circle": UNKNOWN}, "no circle"),
        ({"circle": "<script>"}, "no circle"),
        *[({"body": bad}, why) for bad, why in REFUSED.values()],
    ],
)
def test_a_comment_that_cannot_be_taken_stays_in_the_form(
    signed_in: People, clause: Clause, given: dict[str, str], why: str
) -> None:
    given = {"body": "Which ones?", "quote": "all results", **given}
    answer = said(signed_in("delegate_jp"), clause, **given)
    assert answer.status_code == 422
    assert why in words(answer)
    assert field(answer, "body") == given["body"]
    assert field(answer, "quote") == given["quote"]
    if "\0" not in given["body"]:
        check_page(answer)
    assert session.scalars(select(Comment)).first() is None


@pytest.mark.parametrize("body", SHOWN)
def test_hostile_words_are_words(signed_in: People, clause: Clause, body: str) -> None:
    said(signed_in("delegate_jp"), clause, body, circle="all")
    page = signed_in("head_vn").get(f"/clauses/{clause.id}")
    assert str(escape(body)) in page.text
    for bad in ("<script>alert", "<img src=x", 'href="javascript:'):
        assert bad not in page.text


def test_who_may(signed_in: People, plan: Plan, clause: Clause) -> None:
    url = f"/clauses/{clause.id}/comments"
    seen = {"observer": 403, "official_jp": 403, "delegate_jp": 422, "head_vn": 422, "secretariat": 422}
    expect_statuses(signed_in, "POST", url, **(seen | {"asean_desk": 422, "stranger": 404}))
    expect_post_only(signed_in("delegate_jp"), url)
    expect_token(signed_in("delegate_jp"), url, body="Which ones?", circle="all")
    assert said(signed_in("delegate_jp"), clause, circle="all").status_code == 302
    assert signed_in("delegate_jp").post(f"/clauses/{UNKNOWN}/comments", data={"body": "x"}).status_code == 404


def test_a_circle_of_another_plan_is_none_of_this(signed_in: People, clause: Clause) -> None:
    from poa.queries.circles import circle_all

    elsewhere = circle_all(make_plan("Another").id)
    assert said(signed_in("delegate_jp"), clause, circle=str(elsewhere.id)).status_code == 422


def test_the_author_takes_the_last_word_back_and_is_asked_first(signed_in: People, clause: Clause) -> None:
    said(signed_in("delegate_jp"), clause, circle="all")
    made = session.scalars(select(Comment)).one()
    url, page = f"/comments/{made.id}/withdraw", f"/clauses/{clause.id}"
    assert "Take my comment back" not in signed_in("head_jp").get(page).text
    asked = signed_in("delegate_jp").get(page)
    assert "Nobody will read it any more." in words(asked)
    assert f'action="{url}"' in asked.text
    signed_in("head_th").post(f"/comments/{made.id}/reply", data={"body": "These."})
    assert "Take my comment back" not in signed_in("delegate_jp").get(page).text
    assert "Take my reply back" in signed_in("head_th").get(page).text
    assert "Somebody has answered" in words(signed_in("delegate_jp").post(url))
    reply = session.scalars(select(Comment).where(Comment.thread_id.is_not(None))).one()
    signed_in("head_th").post(f"/comments/{reply.id}/withdraw")
    answer = signed_in("delegate_jp").post(url, follow_redirects=True)
    assert "Taken back: nobody reads it any more." in words(answer)
    assert "Which ones?" not in answer.text
    assert "took back a comment" in words(signed_in("head_th").get(f"/plans/{clause.plan_id}/history"))


# --- threads ----------------------------------------------------------------------------------------------------------


def test_a_thread_is_answered_in_its_circle(signed_in: People, clause: Clause) -> None:
    thread = make_comment(clause, circle="own")
    answer = signed_in("colleague_jp").post(f"/comments/{thread.id}/reply", data={"body": "Because."})
    assert answer.location == f"/clauses/{clause.id}#t-{thread.id}"
    assert "Because." in words(signed_in("head_jp").get(f"/clauses/{clause.id}"))
    assert "Because." not in signed_in("secretariat").get(f"/clauses/{clause.id}").text


@pytest.mark.parametrize("body", ["", "a\0b", "a\u202eb", LARGE])
def test_an_answer_that_cannot_be_taken_stays_in_its_form(signed_in: People, clause: Clause, body: str) -> None:
    other, thread = make_comment(clause, "First."), make_comment(clause, "Second.")
    answer = signed_in("head_vn").post(f"/comments/{thread.id}/reply", data={"body": body})
    assert answer.status_code == 422
    form = answer.text.split(f'action="/comments/{thread.id}/reply"')[1].split("</form>")[0]
    assert body.strip()[:60] in form
    assert "error" in form
    untouched = answer.text.split(f'action="/comments/{other.id}/reply"')[1].split("</form>")[0]
    assert "error" not in untouched


def test_a_thread_is_resolved_and_reopened(signed_in: People, clause: Clause) -> None:
    thread = make_comment(clause)
    desk = signed_in("secretariat")
    assert desk.post(f"/comments/{thread.id}/resolve").status_code == 302
    assert "resolved" in words(signed_in("observer").get(f"/clauses/{clause.id}"))
    assert desk.post(f"/comments/{thread.id}/resolve").status_code == 409
    assert signed_in("colleague_jp").post(f"/comments/{thread.id}/reopen").status_code == 302
    assert desk.post(f"/comments/{thread.id}/reopen").status_code == 409


def test_who_may_with_a_thread(signed_in: People, clause: Clause, cast: Cast) -> None:
    thread, own = make_comment(clause), make_comment(clause, circle="own")
    for act in ("reply", "resolve", "reopen"):
        expect_post_only(signed_in("head_jp"), f"/comments/{thread.id}/{act}")
        expect_token(signed_in("head_jp"), f"/comments/{thread.id}/{act}", body="My answer")
        expect_statuses(signed_in, "POST", f"/comments/{thread.id}/{act}", observer=403, official_jp=403, stranger=404)
        outsiders = {"head_vn": 404, "secretariat": 404, "asean_desk": 404, "observer": 404}
        expect_statuses(signed_in, "POST", f"/comments/{own.id}/{act}", **outsiders)
        assert signed_in("head_jp").post(f"/comments/{UNKNOWN}/{act}").status_code == 404
        assert signed_in("head_jp").post(f"/comments/7/{act}").status_code == 404
    expect_statuses(signed_in, "POST", f"/comments/{thread.id}/resolve", head_vn=403, delegate_jp=302)


def test_acts_are_offered_to_those_who_may(signed_in: People, clause: Clause) -> None:
    thread = make_comment(clause)
    offered = {
        name: [act for act in ("reply", "resolve") if f"/comments/{thread.id}/{act}" in page.text]
        for name in ("delegate_jp", "head_vn", "secretariat", "observer")
        for page in [signed_in(name).get(f"/clauses/{clause.id}")]
    }
    both = ["reply", "resolve"]
    assert offered == {"delegate_jp": both, "head_vn": ["reply"], "secretariat": both, "observer": []}


def test_a_clause_taken_out_while_one_typed_does_not_swallow_the_comment(
    signed_in: People, clause: Clause, cast: Cast
) -> None:
    with transaction():
        plans.retire_clause(cast.secretariat, clause, reason="")
    answer = said(signed_in("delegate_jp"), clause, "My long thoughts.", quote="all results")
    assert answer.status_code == 422
    assert field(answer, "body") == "My long thoughts."


def test_resolved_threads_come_last(signed_in: People, clause: Clause, cast: Cast) -> None:
    first, _second = make_comment(clause, "The first."), make_comment(clause, "The second.")
    with transaction():
        comments.resolve(cast.delegate_jp, first)
    page = words(signed_in("observer").get(f"/clauses/{clause.id}"))
    assert page.index("The second.") < page.index("The first.")


# --- mentions ---------------------------------------------------------------------------------------------------------


def test_who_is_mentioned_finds_it_on_the_first_page_until_it_is_seen(signed_in: People, clause: Clause) -> None:
    said(signed_in("delegate_jp"), clause, "Is this ours, @Head Jp?")
    made = session.scalars(select(Comment)).one()
    first = signed_in("head_jp").get("/")
    assert f'href="/clauses/{clause.id}#t-{made.id}"' in first.text
    assert "Delegate Jp mentioned you in a comment" in words(first)
    assert "Is this ours" not in first.text
    for name in ("delegate_jp", "colleague_jp", "head_vn", "secretariat"):
        assert "mentioned" not in signed_in(name).get("/").text
    page = signed_in("head_jp").get(f"/clauses/{clause.id}")
    assert '<span class="mention">@Head Jp</span>' in page.text
    assert "I have seen it" in words(page)
    assert signed_in("head_jp").post(f"/comments/{made.id}/seen").status_code == 302
    assert "mentioned" not in signed_in("head_jp").get("/").text


@pytest.mark.parametrize(("name", "why"), [("Head Vn", "does not read JP"), ("Secretariat", "does not read JP")])
def test_a_mention_of_somebody_outside_loses_nothing(signed_in: People, clause: Clause, name: str, why: str) -> None:
    answer = said(signed_in("delegate_jp"), clause, f"What now, @{name}?", quote="all results")
    assert answer.status_code == 422
    assert why in words(answer)
    assert field(answer, "body") == f"What now, @{name}?"
    assert field(answer, "quote") == "all results"
    assert session.scalars(select(Comment)).first() is None


def test_the_names_offered_are_those_who_can_read_it(signed_in: People, clause: Clause) -> None:
    def offered(name: str, circle: str) -> list[str]:
        answer = signed_in(name).get(f"/clauses/{clause.id}/mentions?circle={circle}")
        return [one["handle"] for one in answer.json["people"]]

    assert offered("delegate_jp", "own") == ["Co Chair Jp", "Colleague Jp", "Head Jp", "Official Jp"]
    assert "Head Vn" in offered("delegate_jp", "all")
    assert not {"Delegate Vn", "Co Chair", "Stranger"} & set(offered("delegate_jp", "all"))
    assert signed_in("delegate_jp").get(f"/clauses/{clause.id}/mentions?circle=ASEAN").status_code == 422


def test_the_form_stands_by_itself_without_scripts(signed_in: People, clause: Clause) -> None:
    page = signed_in("delegate_jp").get(f"/clauses/{clause.id}/comments/new?quote=all+results")
    assert field(page, "quote") == "all results"
    check_page(page)
    refused = signed_in("delegate_jp").post(
        f"/clauses/{clause.id}/comments", data={"body": "", "circle": "own", "alone": "1", "quote": "all results"}
    )
    assert (refused.status_code, field(refused, "quote")) == (422, "all results")
    check_page(refused)
    assert said(signed_in("delegate_jp"), clause, alone="1").location.startswith(f"/clauses/{clause.id}#t-")


def test_a_script_gets_the_part_that_it_asks_for(signed_in: People, clause: Clause) -> None:
    make_comment(clause, "Which results?", quote="all results")
    page = signed_in("delegate_jp").get(f"/clauses/{clause.id}", headers={"X-Part": "live", "X-Requested-With": "x"})
    assert 'data-live="threads"' in page.text
    assert "<html" not in page.text
    assert "outline-list" not in page.text


# --- anchors ----------------------------------------------------------------------------------------------------------


def test_the_words_are_marked_for_those_who_read_the_comment(signed_in: People, plan: Plan, clause: Clause) -> None:
    own = make_comment(clause, "Ours.", by="delegate_vn", circle="own", quote="common interest")
    seen = make_comment(clause, "Which?", quote="all results")
    for path in (f"/clauses/{clause.id}", f"/plans/{plan.id}"):
        inside = signed_in("head_vn").get(path).text
        outside = signed_in("head_jp").get(path).text
        assert f'data-threads="{own.id}"' in inside
        assert 'aria-label="Comment by VN, read by VN only"' in inside
        assert f'data-threads="{seen.id}"' in outside
        assert "common interest." in outside
        assert str(own.id) not in outside


def test_a_resolved_comment_marks_nothing(signed_in: People, clause: Clause, cast: Cast) -> None:
    thread = make_comment(clause, quote="all results")
    with transaction():
        comments.resolve(cast.delegate_jp, thread)
    assert "<mark" not in signed_in("head_vn").get(f"/clauses/{clause.id}").text

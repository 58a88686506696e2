"""The pages of the legal scrub and of the numbering."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from poa.actions import plans, scrubs
from poa.db import session, transaction
from poa.models import Clause, Plan, Revision
from poa.queries.plans import label_map
from tests.cast import clause_of, make_draft, person
from tests.client import Client
from tests.databases import counted_queries

from .checklist import REFUSED, SHOWN, expect_post_only, expect_token, field, words

People = Callable[[str], Client]
SHARE = "ASEAN and Japan should share all results of common interest."
TIDY = SHARE.replace("all results", "all the results")
WILL = SHARE.replace("should", "will")


@pytest.fixture
def clause(plan: Plan) -> Clause:
    return clause_of(plan, SHARE)


def send(desk: Client, clause: Clause, text: str, **more: str) -> object:
    data = {"text": text, "revision": str(clause.revision.id), "reason": "Style.", **more}
    return desk.post(f"/clauses/{clause.id}/scrub", data=data)


def scrubbed(clause: Clause, text: str = TIDY) -> Revision:
    with transaction():
        desk = person("secretariat")
        return scrubs.scrub(desk, clause, revision_id=clause.revision.id, text=text, reason="Style.")


def test_before_anything_happened_it_says_what_it_is_for(signed_in: People, plan: Plan) -> None:
    page = signed_in("observer").get(f"/plans/{plan.id}/scrub")
    assert "The checks find nothing" in words(page)
    assert "Nothing has been changed in the scrub" in words(page)
    assert "Flag it" not in words(page)
    assert f'href="/plans/{plan.id}/scrub"' in signed_in("observer").get(f"/plans/{plan.id}/negotiation").text


def test_the_desk_changes_a_head_flags(signed_in: People, plan: Plan, clause: Clause) -> None:
    desk, head = signed_in("secretariat"), signed_in("head_vn")
    assert field(desk.get(f"/clauses/{clause.id}/scrub"), "text") == SHARE
    assert send(desk, clause, TIDY).status_code == 302  # type: ignore[attr-defined]
    session.expire_all()
    assert (clause.revision.text, clause.revision.cause) == (TIDY, "scrub")
    page = head.get(f"/plans/{plan.id}/scrub")
    assert "Secretariat" in words(page)
    assert "Style." in words(page)
    answer = head.post(f"/revisions/{clause.revision.id}/flag", data={"reason": "It widens the promise."})
    assert answer.status_code == 302
    session.expire_all()
    assert clause.revision.text == SHARE
    assert "It widens the promise. It went back." in words(head.get(f"/plans/{plan.id}/scrub"))


def test_words_of_weight_are_asked_about_once_more(signed_in: People, clause: Clause) -> None:
    desk = signed_in("secretariat")
    asked = send(desk, clause, WILL)
    assert asked.status_code == 409  # type: ignore[attr-defined]
    seen = words(asked)  # type: ignore[arg-type]
    assert "The commitment word “should” became “will”." in seen
    assert field(asked, "text") == field(asked, "confirm") == WILL  # type: ignore[arg-type]
    session.expire_all()
    assert clause.revision.text == SHARE
    other = WILL.replace("common", "no")
    assert send(desk, clause, other, confirm=WILL).status_code == 409  # type: ignore[attr-defined]
    assert send(desk, clause, WILL, confirm=WILL).status_code == 302  # type: ignore[attr-defined]
    session.expire_all()
    assert clause.revision.text == WILL


def test_what_is_refused_keeps_what_was_typed(signed_in: People, clause: Clause) -> None:
    desk = signed_in("secretariat")
    answer = send(desk, clause, TIDY, reason="")
    assert (answer.status_code, field(answer, "text")) == (422, TIDY)  # type: ignore[attr-defined,arg-type]
    for text, said in REFUSED.values():
        answer = send(desk, clause, text)
        assert answer.status_code == 422  # type: ignore[attr-defined]
        assert said in words(answer)  # type: ignore[arg-type]
    old = clause.revision
    scrubbed(clause)
    answer = send(desk, clause, WILL, revision=str(old.id))
    assert (answer.status_code, field(answer, "text")) == (409, WILL)  # type: ignore[attr-defined,arg-type]
    for path in (f"/revisions/{old.id}/flag", f"/plans/{clause.plan_id}/interim-style"):
        expect_post_only(desk, path)
    expect_token(desk, f"/clauses/{clause.id}/scrub", text=WILL, reason="It is style.")


def test_checks_lead_to_the_clause(signed_in: People, plan: Plan, clause: Clause) -> None:
    scrubbed(clause, SHARE.replace("should", "shall"))
    page = signed_in("secretariat").get(f"/plans/{plan.id}/scrub")
    assert "Words of a treaty (1)" in words(page)
    assert f'href="/clauses/{clause.id}"' in page.text
    assert f'href="/clauses/{clause.id}/scrub"' in page.text
    assert "Words of weight" in words(page)
    for text in [text for text in SHOWN if "[" not in text]:
        scrubbed(clause, text)
    assert "<script>alert" not in signed_in("observer").get(f"/plans/{plan.id}/scrub").text


def test_queries_do_not_grow_with_the_log(signed_in: People, plan: Plan, clause: Clause) -> None:
    reader = signed_in("observer")
    path = f"/plans/{plan.id}/scrub"
    scrubbed(clause)
    reader.get(path)
    with counted_queries() as few:
        reader.get(path)
    for text in (WILL, SHARE, TIDY, SHARE):
        scrubbed(clause, text)
    scrubbed(clause_of(plan, "Progress"), "Progress is seen to each year.")
    with counted_queries() as many:
        reader.get(path)
    assert len(many) == len(few)


def test_renumbering_shows_itself_first(signed_in: People, plan: Plan, clause: Clause) -> None:
    path = f"/plans/{plan.id}/renumber"
    assert "The numbers run on already" in words(signed_in("co_chair").get(path))
    make_draft(plan)
    with transaction():
        plans.insert_clause(person("secretariat"), plan, after=clause, kind="clause", text="Between.", level=None)
    assert "Renumber" not in words(signed_in("head_jp").get(path)).split("Numbering")[-1]
    seen = words(signed_in("co_chair").get(path))
    assert "2 bis 3 Between." in seen
    assert "3 4 Each party will name a contact point." in seen
    assert signed_in("co_chair").post(path).status_code == 302
    session.expire_all()
    assert label_map(plan)[clause_of(plan, "Between").id] == "3"


def test_the_style_of_interim_labels_is_chosen_with_the_structure(
    signed_in: People, plan: Plan, clause: Clause
) -> None:
    make_draft(plan)
    with transaction():
        plans.insert_clause(person("secretariat"), plan, after=clause, kind="clause", text="Between.", level=None)
    desk = signed_in("secretariat")
    assert "2 bis" in words(desk.get(f"/plans/{plan.id}/structure"))
    answer = desk.post(f"/plans/{plan.id}/interim-style", data={"interim_style": "letter"})
    assert answer.status_code == 302
    seen = desk.get(f"/plans/{plan.id}/structure")
    assert "2A" in words(seen)
    assert '<option value="letter" selected>' in seen.text


def test_a_reference_can_be_chosen_or_copied_while_writing(signed_in: People, plan: Plan, clause: Clause) -> None:
    other = clause_of(plan, "Each party")
    code = "{ref:" + str(other.id) + "}"
    for who, path in (
        ("secretariat", f"/clauses/{clause.id}/edit"),
        ("secretariat", f"/clauses/{clause.id}/scrub"),
        ("delegate_jp", f"/clauses/{clause.id}/amend"),
        ("delegate_jp", f"/plans/{plan.id}/amend"),
    ):
        page = signed_in(who).get(path).text
        assert f'<option value="{code}">3 Each party' in page, path
        assert f"<code>{code}</code>" in page, path

"""References to clauses on the pages, in drafts and in the API: printed as the current label, or as it was frozen."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from poa.actions import numbering, plans
from poa.db import session, transaction
from poa.models import Clause, Plan, Revision
from poa.queries.drafts import content
from poa.render.pdf_pages import text as printed
from tests.cast import clause_of, make_amendment, make_draft, make_plan, person
from tests.client import Client

from .checklist import words

People = Callable[[str], Client]
LOST = "[reference to a clause since taken out]"


@pytest.fixture
def plan(cast: object) -> Plan:
    """Its third clause refers to its second."""
    made = make_plan(markdown="# A plan\n\n## Areas\n\nOne.\n\nTwo:\n\n(a) this;\n\n(b) that.\n\nThree follows.\n")
    edit(clause_of(made, "Three"), f"Three follows {ref(clause_of(made, 'Two'), '(b)')}.")
    return made


def ref(clause: Clause, item: str = "") -> str:
    return "{ref:" + str(clause.id) + item + "}"


def edit(clause: Clause, text: str) -> Revision:
    with transaction():
        desk = person("secretariat")
        return plans.edit_clause(desk, clause, revision_id=clause.revision.id, text=text, reason="A reference.")


def insert(plan: Plan) -> None:
    with transaction():
        desk = person("secretariat")
        after = clause_of(plan, "One")
        plans.insert_clause(desk, plan, after=after, kind="clause", text="Between.", level=None)


def test_pages_show_the_label_of_the_moment(signed_in: People, plan: Plan) -> None:
    two, three = clause_of(plan, "Two"), clause_of(plan, "Three")
    reader = signed_in("observer")
    link = f'Three follows <span class="ref"><a href="/clauses/{two.id}">2(b)</a></span>.'
    for path in (f"/plans/{plan.id}", f"/clauses/{three.id}", f"/plans/{plan.id}?view=compilation"):
        page = reader.get(path)
        assert link in page.text, path
        assert "{ref:" not in page.text, path
    insert(plan)
    assert link.replace("2(b)", "3(b)") in reader.get(f"/plans/{plan.id}").text
    assert "Three follows 3(b)" in words(signed_in("secretariat").get(f"/plans/{plan.id}/structure"))


def test_tracked_changes_and_the_desk_show_it(signed_in: People, plan: Plan) -> None:
    one, two, three = (clause_of(plan, start) for start in ("One", "Two", "Three"))
    made = make_amendment(three, three.revision.text.replace(ref(two, "(b)"), ref(one)))
    seen = signed_in("observer").get(f"/amendments/{made.id}").text
    assert ">2(b)</a>" in seen
    assert ">1</a>" in seen
    assert "Three follows 2(b)" in words(signed_in("secretariat").get(f"/plans/{plan.id}/desk"))
    history = signed_in("observer").get(f"/clauses/{three.id}/history").text
    assert re.search(r"<ins[^>]*>\s*(?:<span[^>]*>)?<a [^>]*>2\(b\)</a>", history)


def test_a_clause_taken_out_is_said(signed_in: People, plan: Plan) -> None:
    with transaction():
        plans.retire_clause(person("secretariat"), clause_of(plan, "Two"), reason="Said elsewhere.")
    assert f"Three follows {LOST} ." in words(signed_in("observer").get(f"/plans/{plan.id}"))


def test_a_draft_keeps_the_labels_that_it_was_issued_with(signed_in: People, plan: Plan) -> None:
    two = clause_of(plan, "Two")
    first = make_draft(plan)
    insert(plan)
    with transaction():
        numbering.renumber(person("co_chair"), plan)
        plans.retire_clause(person("secretariat"), clause_of(plan, "One"), reason="Said elsewhere.")
    second = make_draft(plan, "Rev.2")
    frozen = content(first)
    assert frozen["clauses"][3]["text"] == f"Three follows {ref(two, '(b)')}."
    page = signed_in("observer").get(f"/drafts/{first.id}/text").text
    assert f'<a href="#c-{two.id}">2(b)</a>' in page
    assert f'id="c-{two.id}"' in page
    assert 'follows <span class="ref"><a href="#c3">2(b)</a></span>' in printed(frozen, None, {}).entries[3].body
    redline = printed(content(second), frozen, {})
    [body] = [entry.body for entry in redline.entries if "Three" in entry.body]
    # Areas, One (deleted), Between, Two, Three.
    assert [entry.change for entry in redline.entries] == ["same", "deleted", "inserted", "same", "same"]
    assert '<a href="#c4">2(b)</a>' in body


def test_a_deleted_reference_keeps_the_label_it_had(signed_in: People, plan: Plan) -> None:
    first = make_draft(plan)
    with transaction():
        plans.retire_clause(person("secretariat"), clause_of(plan, "Two"), reason="Said elsewhere.")
    three = clause_of(plan, "Three")
    edit(three, "Three follows what went before.")
    second = make_draft(plan, "Rev.2")
    [body] = [entry.body for entry in printed(content(second), content(first), {}).entries if "Three" in entry.body]
    assert re.search(r"<del[^>]*>2\(b\)</del>", body), body
    page = signed_in("observer").get(f"/drafts/{second.id}/text?against={first.id}").text
    assert "2(b)" in page
    assert LOST not in page


def test_an_import_keeps_it_and_the_api_is_raw(api: Callable[[str], Client], plan: Plan) -> None:
    three, two = clause_of(plan, "Three"), clause_of(plan, "Two")
    seen = api("observer").get(f"/api/v1/clauses/{three.id}").json
    assert seen["text"] == f"Three follows {ref(two, '(b)')}."
    first, last = (item.id for item in session.query(Revision).filter_by(clause_id=three.id).order_by(Revision.number))
    redline = api("observer").get(f"/api/v1/clauses/{three.id}/redline?old={first}&new={last}").json
    assert "2(b)" in redline["html"]
    assert "{ref:" not in redline["html"]
    other = make_plan(markdown=f"# Another\n\n## Areas\n\nSee {ref(two)} there.\n")
    assert clause_of(other, "See").revision.text == f"See {ref(two)} there."
    [found] = api("observer").get(f"/api/v1/plans/{other.id}/checks").json["items"]
    assert (found["kind"], found["start"]) == ("reference", 4)

"""Issuing a draft: what is printed is frozen, its hash can be had again, its labels last."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
import rfc8785

from poa.actions import comments, drafts, plans
from poa.db import session, transaction
from poa.errors import Invalid, NotAllowed
from poa.models import Draft, Plan, Revision
from poa.queries import drafts as queries
from poa.queries.circles import circle_all, circle_own
from poa.queries.plans import label_map, label_of

from ..cast import CODES, Cast, clause_of, make_amendment, make_comment, make_draft, make_insert, make_plan, person
from ..conftest import Clock
from .desk import adopt, places, settle, undo, variant

pytestmark = pytest.mark.usefixtures("cast")


def content(draft: Draft) -> Any:
    session.expire_all()
    return queries.content(draft)


def serve_both(name: str = "secretariat") -> None:
    """Let this person serve ASEAN as well."""
    with transaction():
        who = person(name)
        who.desks = [*who.desks, *person("asean_desk").desks]


def test_what_is_frozen(plan: Plan, clock: Clock) -> None:
    clock.now = clock.now.replace(year=2027, month=11, day=14, hour=10, minute=0, second=7, microsecond=123456)
    head = circle_all(plan.id).chain_head
    draft = make_draft(plan, "Zero  draft", stage="zero", required=["JP", "VN"])
    clauses = content(draft).pop("clauses")
    compilation = content(draft).pop("compilation")
    assert [item["text"] for item in compilation["clauses"]] == [item["text"] for item in clauses]
    assert set(compilation["codes"]) == plan.attributions
    assert content(draft) | {"clauses": None} == {
        "schema": "poa-draft/1",
        "plan": {
            "id": str(plan.id),
            "title": "ASEAN–Japan Plan of Action",
            "abbreviation": "APA",
            "illustrative": False,
        },
        "draft": {
            "name": "Zero  draft",
            "symbol": "Zero draft",
            "stage": "zero",
            "as_of": "2027-11-14T10:00:07Z",
            "marking": "RESTRICTED",
            "circle": "all",
            "base": None,
        },
        "parties": [{"code": party.code, "name": party.name} for party in plan.parties],
        "circles": ["ASEAN"],
        "required": ["VN", "JP"],
        "clauses": None,
        "compilation": compilation,
        "reservations": [],
        "comments": None,
        "events_head": head,
    }
    assert [(item["label"], item["kind"], item["level"]) for item in clauses][:4] == [
        ("I", "section", 1),
        ("PP1", "preamble", None),
        ("II", "section", 1),
        ("1", "clause", None),
    ]
    first = clause_of(plan, "ASEAN and Japan should")
    assert clauses[4] == {
        "id": str(first.id),
        "kind": "clause",
        "level": None,
        "label": "2",
        "revision": str(first.revision.id),
        "number": 1,
        "status": "open",
        "text": first.revision.text,
    }


def test_the_hash_is_over_the_canonical_form_of_the_content(plan: Plan) -> None:
    draft = make_draft(plan)
    raw = session.get_one(Draft, draft.id).content
    assert rfc8785.dumps(json.loads(raw)) == raw
    assert hashlib.sha256(raw).hexdigest() == draft.content_hash


def test_what_is_contested_is_frozen_as_such(plan: Plan) -> None:
    clause = clause_of(plan, "Each party")
    make_amendment(clause, "Each party may name a contact point.")
    make_amendment(clause_of(plan, "Progress"), "Progress is slow.", by="th", circle="ASEAN")
    found = {item["text"]: item["status"] for item in content(make_draft(plan))["clauses"]}
    assert found["Each party will name a contact point."] == "contested"
    assert found["Progress is reviewed each year."] == "open"


def test_later_edits_change_nothing(plan: Plan, cast: Cast) -> None:
    draft = make_draft(plan, with_comments=True)
    before = (session.get_one(Draft, draft.id).content, draft.content_hash)
    first = clause_of(plan, "Each party")
    with transaction():
        desk = cast.secretariat
        plans.edit_clause(desk, first, revision_id=first.revision.id, text="Each has one.", reason="Shorter.")
        plans.retire_clause(desk, clause_of(plan, "Progress"), reason="It is elsewhere.")
        plans.insert_clause(desk, plan, after=first, kind="clause", text="New.", level=None)
        plans.move_clause(desk, first, after=None)
        session.get_one(Plan, plan.id).title = "Another title"
    make_comment(first, "Later.")
    session.expire_all()
    again = session.get_one(Draft, draft.id)
    assert (again.content, again.content_hash) == before
    assert make_draft(plan, "Rev.2").content_hash != before[1]


def test_the_printed_labels_last(plan: Plan, cast: Cast) -> None:
    make_draft(plan)
    first, second = clause_of(plan, "ASEAN and Japan will"), clause_of(plan, "ASEAN and Japan should")
    with transaction():
        desk = cast.secretariat
        between = plans.insert_clause(desk, plan, after=first, kind="clause", text="New.", level=None)
        plans.retire_clause(desk, second, reason="It is elsewhere.")
    assert (label_of(first), label_of(between), label_of(second)) == ("1", "1 bis", "")
    assert label_of(clause_of(plan, "Each party")) == "3"
    with transaction():
        plans.move_clause(cast.secretariat, clause_of(plan, "Each party"), after=None)
        last = plans.insert_clause(
            cast.secretariat, plan, after=clause_of(plan, "Progress"), kind="clause", text="Last.", level=None
        )
    assert (label_of(clause_of(plan, "Each party")), label_of(last)) == ("3", "5")
    make_draft(plan, "Rev.2")
    with transaction():
        plans.retire_clause(cast.secretariat, between, reason="Not needed.")
        again = plans.insert_clause(cast.secretariat, plan, after=first, kind="clause", text="Other.", level=None)
    assert label_of(again) == "1 ter"


def test_a_plan_may_count_with_letters(plan: Plan) -> None:
    with transaction():
        session.get_one(Plan, plan.id).interim_style = "letter"
    make_draft(plan)
    new = adopt(make_insert(plan, clause_of(plan, "Each party"), "A new one.")).clause
    assert label_of(new) == "3A"
    labels = {item["text"]: item["label"] for item in content(make_draft(plan, "Rev.2"))["clauses"]}
    assert labels["A new one."] == "3A"
    assert labels["Progress is reviewed each year."] == "4"


def test_a_draft_in_asean_freezes_no_labels(plan: Plan) -> None:
    """A number is printed for everyone once everyone has been given it; else Japan would see `bis` of nothing."""
    serve_both()
    make_draft(plan, "A1", circle="ASEAN")
    assert set(session.scalars(session.query(plans.Clause.frozen_label).statement)) == {None}
    make_draft(plan, "Rev.1")
    assert label_map(plan) == {
        clause.id: clause.frozen_label for clause in session.query(plans.Clause).filter_by(plan_id=plan.id)
    }


def test_who_must_sign(plan: Plan) -> None:
    assert [party.code for party in make_draft(plan).required] == CODES
    some = make_draft(plan, "Rev.2", required=["JP", "BN", "JP"])
    assert [party.code for party in some.required] == ["BN", "JP"]
    assert content(some)["required"] == ["BN", "JP"]
    for wrong in (["JP", "FR"], ["jp"], []):
        with pytest.raises(Invalid) as refusal:
            make_draft(plan, "Rev.3", required=wrong)
        assert refusal.value.field == "required"


def test_a_draft_in_asean_is_signed_by_its_parties(plan: Plan) -> None:
    serve_both()
    assert [party.code for party in make_draft(plan, "A1", circle="ASEAN").required] == CODES[:-1]
    with pytest.raises(Invalid):
        make_draft(plan, "A2", circle="ASEAN", required=["JP"])


@pytest.mark.parametrize("name", ["Rev.1", "rev.1", " Rev.1 "])
def test_a_symbol_is_given_once(plan: Plan, name: str) -> None:
    make_draft(plan)
    with pytest.raises(Invalid) as refusal:
        make_draft(plan, name)
    assert refusal.value.field == "name"
    make_draft(make_plan(), name)


@pytest.mark.parametrize(
    ("given", "field"),
    [({"name": ""}, "name"), ({"name": "x" * 61}, "name"), ({"name": "R\u200b1"}, "name"), ({"stage": "rev"}, "stage")],
)
def test_a_draft_that_cannot_be_issued(plan: Plan, given: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        make_draft(plan, **given)
    assert refusal.value.field == field
    assert session.query(Draft).count() == 0


def test_a_draft_is_not_issued_to_one_delegation(plan: Plan, cast: Cast) -> None:
    with pytest.raises(Invalid) as refusal, transaction():
        drafts.issue(cast.secretariat, plan, name="Rev.1", circle=circle_own(plan.id, cast.head_jp))
    assert refusal.value.field == "circle"


@pytest.mark.parametrize("name", ["asean_desk", "stranger", "head_jp", "official_jp", "observer"])
def test_only_the_desk_of_everyone_issues(plan: Plan, name: str) -> None:
    with pytest.raises(NotAllowed), transaction():
        drafts.issue(person(name), plan, name="Rev.1", circle=circle_all(plan.id))


def test_a_draft_names_the_one_before_it_in_its_circle(plan: Plan) -> None:
    serve_both()
    zero = make_draft(plan, "Zero", stage="zero")
    own = make_draft(plan, "A1", circle="ASEAN")
    rev = make_draft(plan, "Rev.1")
    assert (zero.base_id, own.base_id, rev.base_id) == (None, None, zero.id)
    assert content(rev)["draft"]["base"] == {"symbol": "Zero", "content_hash": zero.content_hash}
    assert [draft.symbol for draft in queries.drafts(plan, person("head_jp"))] == ["Rev.1", "Zero"]
    assert [draft.symbol for draft in queries.drafts(plan, person("head_th"))] == ["Rev.1", "A1", "Zero"]


def test_comments_of_the_drafts_own_circle_are_frozen(plan: Plan, cast: Cast) -> None:
    serve_both()
    clause = clause_of(plan, "Each party")
    open_one = make_comment(clause, "Which point?", quote="contact point")
    make_comment(clause_of(plan, "Recalling"), "Earlier in the plan.", by="secretariat")
    done = make_comment(clause, "Done.")
    asean = make_comment(clause, "Not for Japan.", by="delegate_th", circle="ASEAN")
    make_comment(clause, "Not for anybody.", circle="own")
    with transaction():
        comments.reply(cast.head_vn, open_one, body="A ministry.")
        comments.resolve(cast.head_jp, done)
    frozen = content(make_draft(plan, with_comments=True))["comments"]
    assert [(item["body"], item["party"], item["quote"], item["circle"]) for item in frozen] == [
        ("Earlier in the plan.", "Secretariat", None, "all"),
        ("Which point?", "JP", "contact point", "all"),
    ]
    assert [(reply["party"], reply["body"]) for reply in frozen[1]["replies"]] == [("VN", "A ministry.")]
    assert frozen[1]["clause"] == str(clause.id)
    inside = content(make_draft(plan, "A1", circle="ASEAN", with_comments=True))["comments"]
    assert [item["body"] for item in inside] == [asean.body]
    assert content(make_draft(plan, "Rev.2"))["comments"] is None


def credited(old: Draft, new: Draft, text: str) -> list[tuple[str, tuple[str, ...]]]:
    """What of a clause was inserted between two drafts, and by whom."""
    was, now = content(old), content(new)
    item = next(item for item in now["clauses"] if item["text"] == text)
    _, inserted = queries.credits_between(was, now)[item["id"]]
    return [(text[credit.start : credit.end], credit.keys) for credit in inserted]


def test_who_wanted_what_over_several_revisions(plan: Plan) -> None:
    zero = make_draft(plan, "Zero")
    clause = clause_of(plan, "ASEAN and Japan should")
    old = clause.revision.text
    make_amendment(clause, old.replace("should", "will"))
    make_amendment(clause, old.replace("all results", "public results"), by="th")
    settle(clause, variant(places(clause)[0], "JP"))
    settle(clause, variant(places(clause)[0], "TH"))
    text = clause.revision.text
    make_amendment(clause, text.replace("common interest", "broad interest"), by="vn")
    settle(clause, variant(places(clause)[0], "VN"))
    undo(clause)
    with transaction():
        plans.edit_clause(
            person("secretariat"), clause, revision_id=clause.revision.id, text=f"{text[:-1]}!", reason="A slip."
        )
    rev = make_draft(plan, "Rev.1")
    assert credited(zero, rev, clause.revision.text) == [("will", ("JP",)), ("public", ("TH",)), ("!", ())]
    deleted, _ = queries.credits_between(content(zero), content(rev))[str(clause.id)]
    assert [(old[credit.start : credit.end], credit.keys) for credit in deleted] == [
        ("should", ("JP",)),
        ("all", ("TH",)),
        (".", ()),
    ]
    assert list(queries.credits_between(content(zero), content(rev))) == [str(clause.id)]


def test_whose_a_clause_is_that_came_or_went(plan: Plan) -> None:
    zero = make_draft(plan, "Zero")
    gone = clause_of(plan, "Each party")
    adopt(make_amendment(gone, kind="delete", by="th"))
    new = adopt(make_insert(plan, None, "A new clause.", by="vn"))
    rev = make_draft(plan, "Rev.1")
    assert credited(zero, rev, "A new clause.") == [("A new clause.", ("VN",))]
    deleted, inserted = queries.credits_between(content(zero), content(rev))[str(gone.id)]
    assert [(credit.start, credit.end, credit.keys) for credit in deleted] == [(0, 37, ("TH",))]
    assert inserted == ()
    assert session.get_one(Revision, new.id).number == 1

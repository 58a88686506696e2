"""The compilation text of a plan: every kind of proposal at its place, in the reader's circles."""

from __future__ import annotations

import re

import pytest

from poa.actions import amendments
from poa.db import session, transaction
from poa.models import Amendment, Clause, Plan
from poa.queries.circles import circle_all, circle_named
from poa.queries.compilations import CompiledClause, compilation, of_circle

from ..cast import Cast, clause_of, make_amendment, make_draft, make_insert, person
from ..databases import Database, counted_queries
from .world import played

SHARE = "ASEAN and Japan should share all results of common interest."
EACH = "Each party will name a contact point."


def read(plan: Plan, who: str = "observer", *, attributed: bool = True) -> list[CompiledClause]:
    """The compilation as somebody reads it in a fresh session."""
    session.rollback()
    session.expire_all()
    return list(compilation(plan, person(who), attributed=attributed).clauses)


def clause(plan: Plan, start: str, who: str = "observer", *, attributed: bool = True) -> CompiledClause:
    """The compiled clause whose text contains these words."""
    [found] = [item for item in read(plan, who, attributed=attributed) if start in item.text]
    return found


def whole(plan: Plan, clause: Clause, kind: str, text: str = "", by: str = "id", **more: object) -> Amendment:
    """A tabled alternative or move, as a row."""
    made = make_amendment(clause, kind="delete", by=by)
    with transaction():
        made.kind, made.text = kind, text
        for name, value in more.items():
            setattr(made, name, value)
    return made


def test_a_plan_without_amendments_is_its_text(plan: Plan) -> None:
    found = read(plan)
    assert [item.label for item in found] == ["I", "PP1", "II", "1", "2", "3", "III", "4"]
    assert {item.pairs for item in found} == {0}
    assert found[4].text == SHARE


def test_proposers_stand_before_supporters(plan: Plan, cast: Cast) -> None:
    share = clause_of(plan, SHARE)
    make_amendment(share, SHARE.replace("should", "may"), by="th")
    first = make_amendment(share, SHARE.replace("should", "will"), by="vn")
    make_amendment(share, SHARE.replace("should", "will").replace("all ", ""), by="jp")
    with transaction():
        amendments.support(person("head_bn"), first)
        amendments.support(person("head_jp"), first)
        amendments.end_support(person("head_bn"), first)
        amendments.support(person("head_kh"), first)
    assert clause(plan, "results").text == (
        "ASEAN and Japan [should] [VN, JP, KH: will] [TH: may] share "
        '[all] [JP: delete "all"] results of common interest.'
    )
    assert clause(plan, "results").pairs == 5
    assert clause(plan, "results", attributed=False).text == (
        'ASEAN and Japan [should] [will] [may] share [all] [delete "all"] results of common interest.'
    )


def test_every_kind_of_proposal_has_its_place(plan: Plan) -> None:
    each, progress = clause_of(plan, "Each party"), clause_of(plan, "Progress")
    make_amendment(each, EACH.replace("will", "shall"), by="my")
    make_amendment(each, kind="delete", by="sg")
    whole(plan, each, "alternative", "Parties name contacts.")
    whole(plan, progress, "move", after_id=each.id)
    whole(plan, progress, "move", by="my", after_id=None)
    make_insert(plan, each, "They meet.\n\nThey confer.", by="vn")
    make_insert(plan, each, "They report.", by="th")
    make_insert(plan, progress, "It ends.", by="jp")
    make_insert(plan, None, "It begins.", by="jp")
    found = {item.label: item for item in read(plan)}
    assert list(found) == ["0 bis", "I", "PP1", "II", "1", "2", "3", "3 bis", "3 ter", "III", "4", "5"]
    assert found["3"].text == (
        '[Each party [will] [MY: shall] name a contact point.] [ID: alt 1: Parties name contacts.] [SG: delete "…"]'
    )
    assert (found["3"].pairs, found["3"].notes) == (5, ())
    assert found["3 bis"].text == "[VN:\nThey meet.\n\nThey confer.\n]"
    assert [found[label].inserted for label in ("3", "3 bis", "3 ter", "5")] == [False, True, True, True]
    assert (found["3 ter"].text, found["5"].text) == ("[TH: They report.]", "[JP: It ends.]")
    assert found["4"].notes == ("ID: move after 3", "MY: move to the beginning")
    bare = {item.label: item for item in read(plan, attributed=False)}
    assert list(bare) == list(found)
    assert bare["4"].notes == ("Move after 3", "Move to the beginning")
    text = str([(item.text, item.notes) for item in bare.values()])
    assert [code for code in plan.attributions if re.search(rf"\b{code}:", text)] == []


def test_a_printed_label_stays(plan: Plan) -> None:
    make_draft(plan, "Zero")
    make_insert(plan, clause_of(plan, "Recalling"), "Noting too;", by="vn")
    make_insert(plan, clause_of(plan, SHARE), "They report.", by="th")
    labels = [(item.label, item.inserted) for item in read(plan)]
    assert ("2 bis", True) in labels
    assert ("3", False) in labels


def test_what_is_stale_is_noted_and_what_is_drafted_is_not_there(plan: Plan) -> None:
    share = clause_of(plan, SHARE)
    made = make_amendment(share, SHARE.replace("should", "will"), by="jp")
    make_amendment(share, SHARE.replace("should", "must"), by="jp", state="draft")
    make_amendment(share, SHARE.replace("should", "must"), by="jp", state="submitted")
    with transaction():
        made.stale = True
    assert clause(plan, "results", "head_jp").text == SHARE
    assert clause(plan, "results").notes == ("JP: an amendment to an earlier text, not yet carried over",)
    assert clause(plan, "results", attributed=False).notes == ("An amendment to an earlier text, not yet carried over",)


def test_what_a_circle_proposes_bears_its_name(plan: Plan) -> None:
    made = make_amendment(clause_of(plan, SHARE), SHARE.replace("should", "will"), by="th")
    with transaction():
        made.party_id, made.sponsor_id = None, circle_named(plan.id, "ASEAN", person("head_th")).id
    assert clause(plan, "results").text == SHARE.replace("should", "[should] [ASEAN: will]")


def test_what_is_tabled_in_a_circle_is_compiled_there_only(plan: Plan) -> None:
    share = clause_of(plan, SHARE)
    make_amendment(share, SHARE.replace("should", "will"), by="th", circle="ASEAN")
    make_amendment(share, SHARE.replace("all ", ""), by="jp")
    inside = SHARE.replace("should", "[should] [TH: will]").replace("all", '[all] [JP: delete "all"]')
    outside = SHARE.replace("all", '[all] [JP: delete "all"]')
    for who in ("head_vn", "asean_desk"):
        assert clause(plan, "results", who).text == inside
    for who in ("head_jp", "secretariat", "observer", "co_chair"):
        assert clause(plan, "results", who).text == outside
    asean = circle_named(plan.id, "ASEAN", person("head_th"))
    for circle, text in ((asean, inside), (circle_all(plan.id), outside)):
        assert text in [item.text for item in of_circle(plan, circle).clauses]


@pytest.mark.parametrize("secrets", ["TH", "ASEAN"])
def test_who_is_outside_reads_the_same_compilation(database: Database, secrets: str) -> None:
    def said(plan: Plan, who: str) -> list[tuple[object, ...]]:
        return [(item.label, item.text, item.pairs, item.notes) for item in read(plan, who)]

    readers = ("head_jp", "secretariat", "observer", "delegate_vn")
    plan = played("")
    without = {name: said(plan, name) for name in readers}
    database.clear()
    plan = played(secrets)
    for name in readers:
        inside = secrets == "ASEAN" and name == "delegate_vn"
        assert (said(plan, name) == without[name]) is not inside, name


def test_as_many_queries_for_much_as_for_little(plan: Plan) -> None:
    def sent() -> int:
        session.remove()
        reader = person("head_jp")
        again = session.get_one(Plan, plan.id)
        with counted_queries() as queries:
            compilation(again, reader)
        return len(queries)

    make_insert(plan, None, "They report.", by="th")
    few = sent()
    for start in ("Each", "Progress", "Recalling"):
        made = make_amendment(clause_of(plan, start), "Other words.", by="th")
        make_insert(plan, clause_of(plan, start), "New.", by="vn")
        with transaction():
            amendments.support(person("head_bn"), made)
    assert sent() == few <= 5

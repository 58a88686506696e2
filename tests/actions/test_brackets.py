"""Brackets: put into the text at the desk, followed by their rows, lifted by those who hold them, safe from edits."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from poa.actions import amendments, brackets, plans
from poa.db import session, transaction
from poa.errors import Conflict, Invalid, NotAllowed
from poa.models import Amendment, Bracket, Circle, Clause, Event, Position
from poa.queries import brackets as queries
from poa.queries.circles import circle_all, circle_chairs

from ..cast import CODES, Cast, clause_of, make_amendment, make_insert, make_plan, person
from .desk import SHARE, clause_with, places, plan_of, settle, state, undo, variant, words

pytestmark = pytest.mark.usefixtures("cast")
WILL = SHARE.replace("should", "will")
OTHERS = [code for code in CODES if code != "JP"]
BRACKETED = SHARE.replace("should", "[should] [JP: will]")


@pytest.fixture
def clause(cast: Cast) -> Clause:
    return clause_with()


def bracket(place: Any, **more: Any) -> Any:
    """The place put into brackets."""
    from poa.actions.choices import Choice

    return Choice(place.locus, "bracket", more.pop("basis", None), **more)


def standing(clause: Clause) -> list[Bracket]:
    """The rows that are open, in the order of the text."""
    session.expire_all()
    query = select(Bracket).where(Bracket.clause_id == clause.id, Bracket.closed_at.is_(None))
    return list(session.scalars(query.order_by(Bracket.start, Bracket.depth)))


def rows(clause: Clause) -> list[tuple[str, list[str], list[str], int]]:
    return [(row.text, row.wanting, row.objecting, row.depth) for row in standing(clause)]


def lift(row: Bracket, by: str, keep: bool | int, **more: str) -> Bracket:
    with transaction():
        return brackets.lift(person(by), session.get_one(Bracket, row.id), keep=keep, **more)


def rewrite(clause: Clause, text: str) -> None:
    with transaction():
        plans.edit_clause(
            person("secretariat"), clause, revision_id=clause.revision.id, text=text, reason="So it was meant."
        )


def one(clause: Clause, by: str = "jp", **more: Any) -> Bracket:
    """`[should] [JP: will]`, bracketed at the desk."""
    make_amendment(clause, WILL, by=by)
    settle(clause, bracket(places(clause)[0], **more))
    [row] = standing(clause)
    return row


# --- at the desk ------------------------------------------------------------------------------------------------------


def test_a_place_is_bracketed_with_the_parties_behind_each_wording(clause: Clause) -> None:
    will, may = make_amendment(clause, WILL), make_amendment(clause, SHARE.replace("should", "may"), by="th")
    month = make_amendment(clause, SHARE.replace("should", "may").replace("year", "month"), by="id")
    with transaction():
        amendments.support(person("head_vn"), will)
    settled = settle(clause, bracket(places(clause)[0]))
    text = SHARE.replace("should", "[should] [TH, ID: may] [JP, VN: will]")
    assert (settled.revision.text, settled.revision.basis, settled.settled, settled.open) == (text, None, 1, 1)
    assert (state(will)[0], state(may)[0]) == ("bracketed", "bracketed")
    assert state(month) == ("tabled", False, text.replace("year", "month"))
    assert rows(clause) == [("[should] [TH, ID: may] [JP, VN: will]", ["TH", "ID", "JP", "VN"], [], 1)]
    [row] = standing(clause)
    assert [(o["text"], o["parties"], o["base"]) for o in row.options] == [
        ("should", [], True),
        ("may", ["TH", "ID"], False),
        ("will", ["JP", "VN"], False),
    ]
    settle(clause, variant(places(clause)[0], "ID"))
    assert state(month)[0] == "merged"
    assert [item.id for item in standing(clause)] == [row.id]


def test_an_undo_takes_the_brackets_back(clause: Clause) -> None:
    will = make_amendment(clause, WILL)
    settle(clause, bracket(places(clause)[0]))
    undo(clause)
    assert clause.revision.text == SHARE
    assert standing(clause) == []
    assert state(will) == ("tabled", False, WILL)
    assert session.scalars(select(Bracket.outcome)).all() == ["gone"]


def test_bracketing_needs_no_basis_and_settling_does(clause: Clause) -> None:
    make_amendment(clause, WILL)
    [place] = places(clause)
    with pytest.raises(Invalid) as refused:
        settle(clause, words(place, "may", basis=None))
    assert refused.value.field == "basis"
    with pytest.raises(Invalid):
        settle(clause, bracket(place, basis="a hunch"))
    settle(clause, bracket(place, basis="session"))
    assert clause.revision.settlements[0]["basis"] == "session"


@pytest.mark.parametrize(("named", "field"), [(("XX",), "objecting"), (("JP",), "objecting")])
def test_who_objects_is_a_party_that_does_not_propose(clause: Clause, named: tuple[str, ...], field: str) -> None:
    make_amendment(clause, WILL)
    with pytest.raises(Invalid) as refused:
        settle(clause, bracket(places(clause)[0], objecting=named))
    assert refused.value.field == field


def test_who_objects_is_named_or_said_so_before_all_or_is_everybody_else(clause: Clause) -> None:
    assert one(clause).objecting == OTHERS
    undo(clause)
    amendment = session.scalars(select(Amendment)).one()
    everyone, chairs = circle_all(clause.plan_id), circle_chairs(clause.plan_id, person("head_sg").party_id)
    with transaction():
        says(amendment, "my", "oppose", everyone)
        says(amendment, "th", "reserve", everyone)
        says(amendment, "bn", "oppose", everyone)
        says(amendment, "bn", "can_accept", everyone)
        says(amendment, "sg", "oppose", chairs)
    settle(clause, bracket(places(clause)[0]))
    assert standing(clause)[0].objecting == ["MY", "TH"]
    undo(clause)
    settle(clause, bracket(places(clause)[0], objecting=("KH",)))
    assert standing(clause)[0].objecting == ["KH"]


def says(amendment: Amendment, code: str, what: str, circle: Circle) -> None:
    who = person(f"head_{code}")
    session.add(
        Position(
            plan_id=amendment.plan_id,
            amendment_id=amendment.id,
            party_id=who.party_id,
            circle_id=circle.id,
            user_id=who.id,
            position=what,
        )
    )
    session.flush()


# --- rows follow the text ---------------------------------------------------------------------------------------------

IMPORTED: dict[str, list[tuple[str, list[str], list[str], int]]] = {
    "We [shall] [will] go.": [("[shall] [will]", [], [], 1)],
    "We [must] go.": [("[must]", [], [], 1)],
    "[Chair: We go.]": [("[Chair: We go.]", [], [], 1)],
    'We [MY: retain "shall"] [JP: will] go.': [('[MY: retain "shall"] [JP: will]', ["JP"], ["MY"], 1)],
    "We [shall] [ASEAN: will] go.": [("[shall] [ASEAN: will]", ["ASEAN"], ["JP"], 1)],
    'We [shall] [SG, MY: delete "shall"] go.': [
        (
            '[shall] [SG, MY: delete "shall"]',
            [code for code in CODES if code not in ("SG", "MY")],
            ["SG", "MY"],
            1,
        )
    ],
    "[JP: We [TH: all [now]] go.] Or [not].": [
        ("[JP: We [TH: all [now]] go.]", ["JP"], OTHERS, 1),
        ("[TH: all [now]]", ["TH"], [code for code in CODES if code != "TH"], 2),
        ("[now]", [], [], 3),
        ("[not]", [], [], 1),
    ],
}


@pytest.mark.parametrize("text", IMPORTED)
def test_an_imported_text_has_its_rows(text: str) -> None:
    plan = make_plan(markdown=f"# A plan\n\n{text}\n\nAnother.\n")
    assert rows(clause_of(plan, text)) == IMPORTED[text]


def test_rows_move_with_their_text(clause: Clause) -> None:
    row = one(clause)
    make_amendment(clause, f"In spring, {BRACKETED.replace('year', 'month')}", by="th")
    settle(clause, variant(places(clause)[0], "TH"))
    [moved] = standing(clause)
    assert (moved.id, moved.start) == (row.id, clause.revision.text.index("[should]"))


def test_rows_go_with_their_clause_and_come_back(clause: Clause) -> None:
    one(clause)
    with transaction():
        plans.retire_clause(person("secretariat"), clause, reason="x")
    assert standing(clause) == []
    with transaction():
        plans.restore_clause(person("secretariat"), clause)
    assert rows(clause) == [("[should] [JP: will]", ["JP"], OTHERS, 1)]


def test_one_is_bracketed_inside_another() -> None:
    clause = clause_with("We [must go now] or so.")
    make_amendment(clause, "We [must go soon] or so.", by="id")
    settle(clause, bracket(places(clause)[0]))
    assert clause.revision.text == "We [must go [now] [ID: soon]] or so."
    assert [(row[0], row[3]) for row in rows(clause)] == [
        ("[must go [now] [ID: soon]]", 1),
        ("[now] [ID: soon]", 2),
    ]


# --- lifting ----------------------------------------------------------------------------------------------------------


def test_who_wants_the_words_drops_them(clause: Clause) -> None:
    row = one(clause)
    lift(row, "head_jp", False)
    assert clause.revision.text == SHARE
    assert (clause.revision.cause, clause.revision.party_id) == ("lift", person("head_jp").party_id)
    session.refresh(row)
    assert (row.outcome, row.closed_revision_id) == ("lifted", clause.revision.id)
    kinds = session.scalars(select(Event.kind).order_by(Event.number.desc())).all()
    assert kinds[0] == "bracket.lifted"


def test_who_objects_keeps_them_with_the_last(clause: Clause) -> None:
    row = one(clause, objecting=("MY", "TH"))
    assert queries.holders(row) == ("JP", "MY", "TH")
    lift(row, "head_my", True)
    assert clause.revision.text == BRACKETED
    assert queries.holders(standing(clause)[0]) == ("JP", "TH")
    lift(row, "head_th", 1)
    assert clause.revision.text == WILL
    changed = [part for part in clause.revision.parts if part["base"] != part["text"]]
    assert {tuple(part["parties"]) for part in changed} == {("JP",)}


def test_a_lift_may_be_changed_until_the_last(clause: Clause) -> None:
    row = one(clause, objecting=("MY", "TH"))
    lift(row, "head_my", True)
    lift(row, "head_my", False)
    assert queries.holders(standing(clause)[0]) == ("JP", "MY", "TH")
    lift(row, "head_th", True)
    assert clause.revision.text == BRACKETED
    lift(row, "head_my", 1)
    assert clause.revision.text == WILL


def test_of_several_wordings_one_is_named_and_needs_all_others(clause: Clause) -> None:
    make_amendment(clause, SHARE.replace("should", "may"), by="id")
    make_amendment(clause, WILL)
    settle(clause, bracket(places(clause)[0], objecting=("MY",)))
    [row] = standing(clause)
    assert row.text == "[should] [ID: may] [JP: will]"
    with pytest.raises(Invalid) as refused:
        lift(row, "head_my", True)
    assert refused.value.field == "keep"
    for index in (3, -1, 99):
        with pytest.raises(Invalid):
            lift(row, "head_my", index)
    lift(row, "head_my", 2)
    assert clause.revision.text == SHARE.replace("should", row.text)
    lift(row, "head_id", 2)
    assert clause.revision.text == WILL


def test_the_base_needs_all_who_want_something_else(clause: Clause) -> None:
    make_amendment(clause, SHARE.replace("should", "may"), by="id")
    make_amendment(clause, WILL)
    settle(clause, bracket(places(clause)[0]))
    [row] = standing(clause)
    lift(row, "head_jp", 0)
    lift(row, "head_id", False)
    assert clause.revision.text == SHARE


def test_words_that_somebody_wants_out(clause: Clause) -> None:
    make_amendment(clause, SHARE.replace(" each year", ""), by="sg")
    settle(clause, bracket(places(clause)[0], objecting=("MY",)))
    [row] = standing(clause)
    assert (row.wanting, row.objecting) == (["MY"], ["SG"])
    lift(row, "head_sg", True)
    assert clause.revision.text == SHARE


def test_words_that_go_by_the_last(clause: Clause) -> None:
    make_amendment(clause, SHARE.replace(" each year", ""), by="sg")
    settle(clause, bracket(places(clause)[0], objecting=("MY",)))
    lift(standing(clause)[0], "head_my", False)
    assert clause.revision.text == SHARE.replace(" each year", "")


def test_a_bloc_lifts_by_its_desk() -> None:
    clause = clause_with("We [shall] [ASEAN: will] go.")
    [row] = standing(clause)
    with pytest.raises(NotAllowed):
        lift(row, "head_th", False)
    lift(row, "asean_desk", False)
    assert clause.revision.text == "We shall go."


def test_what_is_in_nobodys_name_is_decided_by_the_co_chairs() -> None:
    clause = clause_with("We [shall] [will] go.")
    [row] = standing(clause)
    for who in ("head_jp", "head_th"):
        with pytest.raises(NotAllowed):
            lift(row, who, True)
    with pytest.raises(Invalid) as refused:
        lift(row, "co_chair", True)
    assert refused.value.field == "basis"
    lift(row, "co_chair", True, basis="session")
    assert clause.revision.text == "We will go."
    assert (clause.revision.cause, clause.revision.basis) == ("lift", "session")


def test_the_desk_records_what_the_co_chairs_decided_of_nobodys() -> None:
    clause = clause_with("We [must] go.")
    lift(standing(clause)[0], "secretariat", False, basis="consent")
    assert clause.revision.text == "We go."


def test_amendments_are_carried_along(clause: Clause) -> None:
    row = one(clause)
    month = make_amendment(clause, BRACKETED.replace("year", "month"), by="th")
    lift(row, "head_jp", False)
    assert state(month) == ("tabled", False, SHARE.replace("year", "month"))


def test_an_inner_bracket_leaves_the_outer_one_its_lifts() -> None:
    clause = clause_with("[JP: We [TH: all] go] or [not].")
    outer, inner, _other = standing(clause)
    lift(outer, "head_my", True)
    lift(inner, "head_th", False)
    assert clause.revision.text == "[JP: We go] or [not]."
    found = standing(clause)[0]
    assert found.id == outer.id
    assert "MY" not in queries.holders(found)


# Who may: what comes of `keep: false` while it is open, and once it is closed.
VERB = {
    "head_jp": ("lifted", "conflict"),
    "head_my": ("held", "conflict"),
    "head_th": ("refused", "refused"),
    "delegate_jp": ("refused", "refused"),
    "official_jp": ("refused", "refused"),
    "observer": ("refused", "refused"),
    "secretariat": ("refused", "refused"),
    "asean_desk": ("refused", "refused"),
    "co_chair": ("refused", "refused"),
}


@pytest.mark.parametrize("who", VERB)
@pytest.mark.parametrize("closed", [False, True])
def test_every_role_in_every_state(clause: Clause, who: str, closed: bool) -> None:
    row = one(clause, objecting=("MY",))
    if closed:
        lift(row, "head_jp", False)
    try:
        lift(row, who, False)
        session.refresh(row)
        found = row.outcome or "held"
    except NotAllowed:
        found = "refused"
    except Conflict as refused:
        found = "conflict" if "has been lifted; one is lifted while it stands" in refused.message else refused.message
    assert found == VERB[who][closed]


# --- what an edit may not do ------------------------------------------------------------------------------------------

HELD = "We [shall] [JP: will] go [now]."
EDITS = {  # the new text: whether the desk, Japan and Thailand may write it
    "We [shall] [JP: will] walk [now].": "desk jp th",
    "We [shall] [JP: will] go [soon].": "desk jp th",
    "We [shall] [JP: will] go [now] [again].": "desk jp th",
    "We [shall] [JP: will] go[TH: , too,] [now].": "th",
    "We will go [now].": "",
    "We [shall] [JP: will] go now.": "",
    "We [shall] [JP: must] go [now].": "jp",
    "We [shall] [JP, TH: will] go [now].": "th",
    "We [shall] [TH: will] go [now].": "",
    "We [shall] [JP: will] go [now.": "",
    "We [shall] [JP: will] go [now]].": "",
}


@pytest.mark.parametrize("text", EDITS)
def test_what_may_be_written(text: str) -> None:
    clause = clause_with(HELD)
    found = []
    for who in ("desk", "jp", "th"):
        try:
            with transaction():
                if who == "desk":
                    desk = person("secretariat")
                    plans.edit_clause(desk, clause, revision_id=clause.revision.id, text=text, reason="x")
                else:
                    delegate = person(f"delegate_{who}")
                    amendments.propose(delegate, clause, revision_id=clause.revision.id, text=text)
                raise Undone
        except Undone:
            found.append(who)
        except Invalid as refused:
            if refused.field != "text" or "line 1, character" not in refused.message:
                found.append(refused.message)
    assert " ".join(found) == EDITS[text]


class Undone(Exception):
    """Ends a trial without a trace."""


def test_a_change_that_is_refused_names_the_bracket() -> None:
    clause = clause_with(HELD)
    with pytest.raises(Invalid) as refused:
        make_amendment(clause, "We will go [now].", by="th", state="draft")
    assert refused.value.message == (
        "The bracket “[shall]” at line 1, character 4 goes when those who hold it lift it, not by an edit."
    )


def test_a_draft_and_a_new_clause_are_looked_at_too(clause: Clause) -> None:
    draft = make_amendment(clause, WILL, state="draft")
    for text in ("An [odd one.", "[TH: Theirs.]"):
        with pytest.raises(Invalid), transaction():
            amendments.edit(person("delegate_jp"), draft, text=text)
        with pytest.raises(Invalid):
            make_insert(plan_of(clause), clause, text, state="draft")
        with pytest.raises(Invalid), transaction():
            plans.insert_clause(
                person("secretariat"), plan_of(clause), after=None, kind="clause", text=text, level=None
            )
    make_insert(plan_of(clause), clause, "[JP: Ours.]", state="draft")


def test_other_words_leave_brackets_alone() -> None:
    clause = clause_with(HELD)
    make_amendment(clause, HELD.replace("go", "walk"), by="th")
    [place] = places(clause)
    for text in ("go [JP: home]", "go]", "[TH: go"):
        with pytest.raises(Invalid) as refused:
            settle(clause, words(place, text))
        assert refused.value.field == "choices"
    settle(clause, words(place, "go [home]"))
    assert clause.revision.text == HELD.replace("go", "go [home]")


def test_what_was_odd_may_stay_odd() -> None:
    clause = clause_with("We go] there.")
    rewrite(clause, "We went] there.")
    assert clause.revision.text == "We went] there."

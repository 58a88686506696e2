"""When the text has moved under the desk's hands: nobody's words are lost, and exactly one settlement counts."""

from __future__ import annotations

import threading
import uuid

import pytest

from poa.actions import plans, settlements
from poa.actions.choices import Choice
from poa.db import session, transaction
from poa.errors import Stale
from poa.models import Clause, Event, Revision

from ..cast import Cast, make_amendment, person
from .desk import SHARE, base, clause_with, places, settle, state, variant, words

pytestmark = pytest.mark.usefixtures("cast")
WILL = SHARE.replace("should", "will")
MAY = SHARE.replace("should", "may")
MONTH = SHARE.replace("each year", "each month")


@pytest.fixture
def clause(cast: Cast) -> Clause:
    return clause_with()


def edit(clause: Clause, text: str) -> Revision:
    with transaction():
        return plans.edit_clause(
            person("secretariat"), clause, revision_id=clause.revision.id, text=text, reason="A slip."
        )


def test_both_texts_and_their_clean_merge_are_given_back(clause: Clause) -> None:
    make_amendment(clause, WILL)
    make_amendment(clause, MONTH, by="th")
    old, (one, two) = clause.revision.id, places(clause)
    settle(clause, variant(two, "TH"))
    with pytest.raises(Stale) as refusal:
        settle(clause, words(one, "intend to"), revision=old)
    told = refusal.value
    assert told.current == str(clause.revision.id)
    assert told.theirs == MONTH
    assert told.yours == SHARE.replace("should", "intend to")
    assert told.merged == MONTH.replace("should", "intend to")
    assert clause.revision.number == 2


def test_where_both_settled_the_same_place_there_is_no_merge(clause: Clause) -> None:
    make_amendment(clause, WILL)
    make_amendment(clause, MAY, by="th")
    old, [place] = clause.revision.id, places(clause)
    settle(clause, variant(place, "JP"))
    with pytest.raises(Stale) as refusal:
        settle(clause, variant(place, "TH"), revision=old)
    assert (refusal.value.theirs, refusal.value.yours, refusal.value.merged) == (WILL, MAY, None)


def test_words_typed_before_the_desk_edited_the_clause_are_given_back(clause: Clause) -> None:
    """An editorial change carries the amendments on; the places of the older text are found again all the same."""
    make_amendment(clause, WILL)
    make_amendment(clause, MONTH, by="th")
    old, (one, two) = clause.revision.id, places(clause)
    edit(clause, SHARE.replace("results", "outcomes"))
    with pytest.raises(Stale) as refusal:
        settle(clause, words(one, "intend to"), variant(two, "TH"), revision=old)
    assert refusal.value.yours == MONTH.replace("should", "intend to")
    assert refusal.value.merged == MONTH.replace("should", "intend to").replace("results", "outcomes")


def test_words_typed_two_revisions_ago_are_given_back(clause: Clause) -> None:
    make_amendment(clause, WILL)
    make_amendment(clause, MONTH, by="th")
    old, (one, two) = clause.revision.id, places(clause)
    settle(clause, variant(two, "TH"))
    settle(clause, base(places(clause)[0]))
    with pytest.raises(Stale) as refusal:
        settle(clause, words(one, "intend to"), words(two, "quarter"), revision=old)
    assert refusal.value.theirs == MONTH
    assert refusal.value.yours == SHARE.replace("should", "intend to").replace("year", "quarter")


def test_a_preview_of_an_older_text_says_so_too(clause: Clause, cast: Cast) -> None:
    make_amendment(clause, WILL)
    old, [place] = clause.revision.id, places(clause)
    settle(clause, base(place))
    with pytest.raises(Stale) as refusal:
        settlements.preview(cast.secretariat, clause, revision_id=old, choices=[variant(place, "JP")])
    assert refusal.value.yours == WILL


class Desk(threading.Thread):
    """One of several who settle the same clause at the same moment."""

    def __init__(self, ready: threading.Barrier, clause: uuid.UUID, revision: uuid.UUID, choice: Choice) -> None:
        super().__init__()
        self.ready, self.clause, self.revision, self.choice = ready, clause, revision, choice
        self.result: object = None

    def run(self) -> None:
        try:
            clause = session.get_one(Clause, self.clause)
            assert clause.revision.number == 1
            self.ready.wait(timeout=20)
            with transaction():
                who = person("secretariat")
                settlements.record(who, clause, revision_id=self.revision, choices=[self.choice])
            self.result = "settled"
        except Exception as error:
            self.result = error
        finally:
            session.remove()


def test_of_two_who_settle_at_once_exactly_one_does(clause: Clause) -> None:
    will, may = make_amendment(clause, WILL), make_amendment(clause, MAY, by="th")
    [place] = places(clause)
    ready = threading.Barrier(3)
    choices = [variant(place, "JP"), variant(place, "TH"), words(place, "intend to")]
    desks = [Desk(ready, clause.id, clause.revision.id, choice) for choice in choices]
    session.rollback()
    for desk in desks:
        desk.start()
    for desk in desks:
        desk.join(timeout=30)
    lost = [desk.result for desk in desks if desk.result != "settled"]
    assert [type(result) for result in lost] == [Stale, Stale]
    session.rollback()
    session.refresh(clause)
    texts = [WILL, MAY, SHARE.replace("should", "intend to")]
    won = next(index for index, desk in enumerate(desks) if desk.result == "settled")
    assert (clause.revision.number, clause.revision.text) == (2, texts[won])
    assert {result.theirs for result in lost if isinstance(result, Stale)} == {texts[won]}
    assert [result.yours for result in lost if isinstance(result, Stale)] == texts[:won] + texts[won + 1 :]
    assert [state(item)[0] for item in (will, may)] == [
        "merged" if won == index else "superseded" for index in range(2)
    ]
    settled = session.query(Event).filter_by(kind="clause.settled").count()
    assert settled == 1


def test_what_asean_keeps_to_itself_is_carried_unseen(clause: Clause, cast: Cast) -> None:
    make_amendment(clause, WILL)
    clean = make_amendment(clause, MONTH, by="vn", circle="ASEAN")
    clash = make_amendment(clause, MAY, by="th", circle="ASEAN")
    drafted = make_amendment(clause, MONTH, by="sg", state="draft")
    submitted = make_amendment(clause, MAY, by="id", state="submitted")
    deleted = make_amendment(clause, kind="delete", by="my", circle="ASEAN")
    old = clause.revision.id
    settle(clause, variant(places(clause)[0], "JP"))
    for item in (clean, drafted):
        assert state(item)[1:] == (False, WILL.replace("year", "month"))
        assert item.revision_id == clause.revision.id
    for item in (clash, submitted):
        assert state(item)[1:] == (True, MAY)
        assert item.revision_id == old
    assert (state(deleted), deleted.revision_id) == (("tabled", False, ""), clause.revision.id)
    assert {row["amendment"] for row in clause.revision.effects}.isdisjoint(
        str(item.id) for item in (clean, clash, drafted, submitted, deleted)
    )
    told = session.query(Event).filter_by(kind="clause.settled").all()
    assert [(event.circle.name, event.data["places"], event.data["open"]) for event in told] == [("all", 1, 0)]


def test_an_amendment_whose_words_all_stand_already_waits_for_its_party(clause: Clause) -> None:
    same = make_amendment(clause, WILL, by="vn", circle="ASEAN")
    make_amendment(clause, WILL)
    settle(clause, variant(places(clause)[0], "JP"))
    assert state(same) == ("tabled", True, WILL)

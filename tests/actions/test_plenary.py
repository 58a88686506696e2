"""Words in the room: never on the wrong text, read back in session, with all that stands on it carried along."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from poa.actions import meetings, plans, plenary
from poa.db import session, transaction
from poa.errors import Conflict, Invalid, Stale
from poa.models import Amendment, Clause, Event, Meeting, Plan
from poa.queries.circles import circle_all, circle_named
from poa.queries.meetings import settled

from ..cast import Cast, clause_of, make_amendment, make_insert, person
from .desk import adopt, base, places, settle
from .scene import holds

EACH = "Each party will name a contact point."
MAY = "Each party may name a contact point."


@pytest.fixture
def clause(plan: Plan) -> Clause:
    return clause_of(plan, "Each party")


@pytest.fixture
def meeting(plan: Plan, clause: Clause) -> Meeting:
    return opened(plan, clause)


def opened(plan: Plan, clause: Clause | None = None, circle: str = "all") -> Meeting:
    desk = person("asean_desk" if circle == "ASEAN" else "secretariat")
    with transaction():
        made = meetings.open_meeting(desk, plan, name="Third session", circle=circle_named(plan.id, circle, desk))
        return plenary.discuss(desk, made, clause)


def type_(meeting: Meeting, words: str, version: int | None = None, **more: Any) -> Meeting:
    with transaction():
        version = meeting.version if version is None else version
        return plenary.type_words(person("secretariat"), meeting, words=words, version=version, **more)


def read_back(meeting: Meeting, **more: Any) -> Meeting:
    with transaction():
        return plenary.read_back(person("secretariat"), meeting, **more)


def type_and_read(meeting: Meeting, words: str) -> None:
    type_(meeting, words)
    read_back(meeting)


def kinds(meeting: Meeting) -> list[str]:
    rows = session.query(Event).filter_by(subject_id=meeting.id).order_by(Event.number)
    return [row.kind for row in rows]


def test_words_are_provisional_until_they_are_read_back(plan: Plan, clause: Clause, meeting: Meeting) -> None:
    first = clause.revision
    type_(meeting, MAY)
    session.refresh(clause)
    assert clause.revision is first
    read_back(meeting, version=meeting.version)
    revision = clause.revision
    assert (revision.text, revision.number, revision.cause, revision.basis) == (MAY, 2, "edit", "session")
    assert revision.meeting_id == meeting.id
    assert revision.reason == "Third session"
    assert (meeting.words, meeting.revision_id) == (None, revision.id)
    assert settled(meeting) == [(first, revision)]
    assert kinds(meeting) == ["meeting.opened", "meeting.clause", "meeting.words", "meeting.read_back"]
    assert holds(circle_all(plan.id))


def test_an_event_says_that_words_came_but_not_which(plan: Plan, meeting: Meeting) -> None:
    type_(meeting, MAY)
    last = session.query(Event).filter_by(kind="meeting.words").one()
    assert last.data == {"version": meeting.version}


def test_amendments_are_carried_to_what_was_read_back(plan: Plan, clause: Clause, meeting: Meeting) -> None:
    carried = make_amendment(clause, EACH.replace("contact", "focal"), by="jp")
    stale = make_amendment(clause, EACH.replace("will", "should"), by="vn")
    type_(meeting, MAY)
    read_back(meeting)
    session.expire_all()
    assert (carried.text, carried.stale, carried.revision_id) == (
        MAY.replace("contact", "focal"),
        False,
        clause.revision_id,
    )
    assert session.get_one(Amendment, stale.id).stale


def test_words_that_changed_nothing_make_no_revision(clause: Clause, meeting: Meeting) -> None:
    type_(meeting, MAY)
    type_(meeting, EACH)
    read_back(meeting)
    assert (clause.revision.number, meeting.words) == (1, None)


def test_another_screens_words_are_never_overwritten(clause: Clause, meeting: Meeting) -> None:
    before = meeting.version
    type_(meeting, MAY)
    with pytest.raises(Stale) as refused:
        type_(meeting, EACH.replace("contact", "focal"), before)
    said = refused.value
    assert (said.theirs, said.yours, said.current) == (MAY, EACH.replace("contact", "focal"), str(meeting.version))
    assert said.merged == MAY.replace("contact", "focal")
    assert meeting.words == MAY
    with pytest.raises(Stale):
        read_back(meeting, version=before)


def test_the_same_words_again_change_nothing(meeting: Meeting) -> None:
    """An answer was lost on the way and the screen sends once more."""
    before = meeting.version
    type_(meeting, MAY)
    version = meeting.version
    assert type_(meeting, MAY, before).version == version
    assert kinds(meeting).count("meeting.words") == 1


def test_words_typed_without_network_do_not_land_on_another_clause(
    plan: Plan, clause: Clause, meeting: Meeting
) -> None:
    before = meeting.version
    with transaction():
        plenary.discuss(person("secretariat"), meeting, clause_of(plan, "Progress"))
    with pytest.raises(Conflict, match="another clause"):
        type_(meeting, MAY, before, clause_id=clause.id)
    with pytest.raises(Stale):
        type_(meeting, MAY, before)
    assert meeting.words is None


def test_what_was_settled_elsewhere_meanwhile_is_not_undone(clause: Clause, meeting: Meeting) -> None:
    type_(meeting, MAY)
    with transaction():
        text = EACH.replace("contact", "focal")
        desk = person("secretariat")
        plans.edit_clause(desk, clause, revision_id=clause.revision.id, text=text, reason="A slip.")
    with pytest.raises(Stale) as refused:
        read_back(meeting)
    assert (refused.value.theirs, refused.value.yours) == (clause.revision.text, MAY)
    assert refused.value.merged == MAY.replace("contact", "focal")
    type_(meeting, MAY.replace("contact", "focal"), revision_id=clause.revision.id)
    read_back(meeting)
    assert clause.revision.text == MAY.replace("contact", "focal")


@pytest.mark.parametrize("text", ["", "   ", "a\0b", "x" * 130_000])
def test_what_is_no_text_is_not_read_back(clause: Clause, meeting: Meeting, text: str) -> None:
    with pytest.raises(Invalid):
        type_and_read(meeting, text)
    assert clause.revision.number == 1


def test_only_what_is_settled_in_session_belongs_to_the_meeting(plan: Plan, clause: Clause, meeting: Meeting) -> None:
    other = clause_of(plan, "Progress")
    make_amendment(clause, MAY)
    make_amendment(other, "Progress is reviewed every year.")
    in_session = settle(clause, base(places(clause)[0])).revision
    by_consent = settle(other, base(places(other)[0], basis="consent")).revision
    adopted = adopt(make_insert(plan, clause, "They meet each spring."))
    assert {in_session.meeting_id, adopted.meeting_id} == {meeting.id}
    assert by_consent.meeting_id is None
    with transaction():
        meetings.close_meeting(person("secretariat"), meeting)
    assert adopt(make_insert(plan, clause, "They meet each autumn.")).meeting_id is None
    assert [revision.id for _before, revision in settled(meeting)] == [in_session.id, adopted.id]


def test_what_a_circle_meets_about_does_not_show_in_the_common_text(plan: Plan, clause: Clause, cast: Cast) -> None:
    """A settlement for all while ASEAN sits by itself bears no trace of that session."""
    asean = opened(plan, clause, "ASEAN")
    make_amendment(clause, MAY)
    assert settle(clause, base(places(clause)[0])).revision.meeting_id is None
    with transaction():
        desk = person("asean_desk")
        plenary.type_words(desk, asean, words=MAY, version=asean.version)
    with pytest.raises(Conflict, match="does not settle the text by itself"), transaction():
        plenary.read_back(person("asean_desk"), asean)


ENTRIES: list[tuple[dict[str, Any], str]] = [
    ({"kind": "vote"}, "kind"),
    ({"kind": "statement"}, "party"),
    ({"kind": "owes"}, "party"),
    ({"kind": "note", "due": dt.date(2999, 1, 1)}, "due"),
    ({"kind": "owes", "party": "JP", "due": dt.date(2020, 1, 1)}, "due"),
    ({"kind": "note", "party": "XX"}, "party"),
    ({"kind": "note", "text": ""}, "text"),
]


@pytest.mark.parametrize(("entry", "field"), ENTRIES)
def test_an_entry_that_says_nothing_is_refused(meeting: Meeting, entry: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused, transaction():
        meetings.minute(person("secretariat"), meeting, **{"text": "So.", **entry})
    assert refused.value.field == field


def test_who_is_present(plan: Plan, meeting: Meeting, cast: Cast) -> None:
    with transaction():
        desk = cast.secretariat
        meetings.attend(desk, meeting, party="JP", persons="Ms Sato")
        meetings.attend(desk, meeting, party="JP", persons="Ms Sato, Mr Mori")
        meetings.leave(desk, meeting, party="JP")
        meetings.attend(desk, meeting, party="JP")
        meetings.close_meeting(desk, meeting)
    found = [(item.persons, item.left_at is not None) for item in meeting.attendances]
    assert found == [("Ms Sato, Mr Mori", True), ("", True)]
    asean = opened(plan, circle="ASEAN")
    with pytest.raises(Invalid, match="no party of the circle"), transaction():
        meetings.attend(cast.asean_desk, asean, party="JP")

"""The legal scrub: what is changed keeps its status, and what is flagged as substance goes back."""

from __future__ import annotations

import datetime as dt

import pytest

from poa.actions import revisions, scrubs, silences, statuses
from poa.db import now, session, transaction
from poa.errors import Closed, Conflict, Invalid, NotAllowed, Stale
from poa.models import Clause, Decision, Event, Revision, ScrubFlag
from poa.queries import scrubs as queries
from poa.queries.statuses import status_of

from ..cast import Cast, make_amendment, make_draft, person
from .desk import SHARE, clause_with, plan_of, undo

pytestmark = pytest.mark.usefixtures("cast")
TIDY = SHARE.replace("all results", "all the results")
WILL = SHARE.replace("should", "will")


@pytest.fixture
def clause(cast: Cast) -> Clause:
    return clause_with()


def scrub(clause: Clause, text: str = TIDY, *, by: str = "secretariat", reason: str = "Style.") -> Revision:
    with transaction():
        return scrubs.scrub(person(by), clause, revision_id=clause.revision.id, text=text, reason=reason)


def flag(revision: Revision, by: str = "head_jp", reason: str = "It widens the promise.") -> ScrubFlag:
    with transaction():
        return scrubs.flag(person(by), revision, reason=reason)


def decide(clause: Clause, status: str) -> Decision:
    with transaction():
        return statuses.decide(person("co_chair"), clause, status=status, basis="session")


def kinds(clause: Clause) -> list[str]:
    query = session.query(Event.kind).filter(Event.clause_id == clause.id).order_by(Event.sequence)
    return [kind for (kind,) in query]


def test_a_change_of_the_scrub_is_a_revision_of_its_own_kind(clause: Clause) -> None:
    made = scrub(clause)
    assert (made.text, made.cause, made.basis, made.reason, made.number) == (TIDY, "scrub", "editorial", "Style.", 2)
    assert kinds(clause) == ["clause.scrubbed"]


def test_it_leaves_agreed_and_closed_as_they_are(clause: Clause) -> None:
    decide(clause, "agreed")
    scrub(clause)
    assert status_of(clause, person("observer")).status == "agreed"
    decide(clause, "closed")
    second = scrub(clause, SHARE)
    assert status_of(clause, person("observer")).status == "closed"
    flag(second)
    assert clause.revision.text == TIDY
    assert status_of(clause, person("observer")).status == "closed"


def test_what_was_agreed_on_the_changed_text_opens_when_that_goes_back(clause: Clause) -> None:
    made = scrub(clause)
    decide(clause, "agreed")
    flag(made)
    assert status_of(clause, person("observer")).status == "open"


def test_it_lapses_a_silence(clause: Clause) -> None:
    draft = make_draft(plan_of(clause))
    with transaction():
        silence = silences.put(person("co_chair"), draft, expires_at=now() + dt.timedelta(hours=1))
    scrub(clause)
    assert silence.state == "lapsed"


def test_open_amendments_are_carried(clause: Clause) -> None:
    will = make_amendment(clause, WILL)
    made = scrub(clause)
    assert (will.text, will.stale) == (TIDY.replace("should", "will"), False)
    flag(made)
    assert (will.text, will.stale) == (WILL, False)


@pytest.mark.parametrize(
    ("text", "reason", "field"), [(SHARE, "Style.", "text"), (TIDY, " ", "reason"), ("", "Style.", "text")]
)
def test_what_is_refused(clause: Clause, text: str, reason: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        scrub(clause, text, reason=reason)
    assert refused.value.field == field


def test_another_base_is_stale_and_only_the_desk_does_it(clause: Clause) -> None:
    first = clause.revision
    scrub(clause)
    with pytest.raises(Stale), transaction():
        scrubs.scrub(person("secretariat"), clause, revision_id=first.id, text=WILL, reason="Style.")
    for by in ("head_jp", "co_chair", "asean_desk", "observer"):
        with pytest.raises(NotAllowed):
            scrub(clause, SHARE, by=by)


@pytest.mark.parametrize("by", ["head_jp", "head_vn", "secretariat"])
def test_what_is_flagged_goes_back_and_stays_in_the_log(clause: Clause, by: str) -> None:
    made = scrub(clause)
    flag(made, by)
    assert (clause.revision.text, clause.revision.cause) == (SHARE, "undo")
    assert kinds(clause) == ["clause.scrubbed", "scrub.flagged"]
    [line] = queries.log(plan_of(clause), person("observer"))
    assert (line.id, line.old, line.new, line.reason, line.undone) == (made.id, SHARE, TIDY, "Style.", True)
    assert line.flag is not None
    assert line.flag.reason == "It widens the promise."
    assert line.flag.party == person(by).party


@pytest.mark.parametrize("by", ["delegate_jp", "official_jp", "observer", "asean_desk", "co_chair"])
def test_others_do_not_flag(clause: Clause, by: str) -> None:
    made = scrub(clause)
    with pytest.raises(NotAllowed):
        flag(made, by)


def test_a_later_revision_must_be_undone_first(clause: Clause) -> None:
    made = scrub(clause)
    later = scrub(clause, TIDY.replace("common interest", "shared interest"))
    with pytest.raises(Conflict, match="A later revision stands on it"):
        flag(made)
    flag(later)
    flag(made)
    assert clause.revision.text == SHARE


def test_after_an_issue_it_is_only_marked(clause: Clause) -> None:
    made = scrub(clause)
    make_draft(plan_of(clause))
    flag(made)
    assert clause.revision is made
    [line] = queries.log(plan_of(clause), person("observer"))
    assert (line.undone, line.flag is not None) == (False, True)


def test_a_draft_of_a_group_changes_nothing_that_others_see(clause: Clause) -> None:
    made = scrub(clause)
    with transaction():
        desk = person("secretariat")
        desk.desks = [*desk.desks, *person("asean_desk").desks]
    make_draft(plan_of(clause), "ASEAN.1", circle="ASEAN")
    flag(made, "head_vn")
    assert clause.revision.text == SHARE


def test_nothing_is_flagged_twice_nor_what_is_no_scrub(clause: Clause) -> None:
    first = clause.revision
    with pytest.raises(Conflict, match="Only a change of the legal scrub"):
        flag(first)
    made = scrub(clause)
    undo(clause)
    with pytest.raises(Conflict, match="taken back already"):
        flag(made)
    again = scrub(clause)
    flag(again)
    with pytest.raises(Conflict, match="flagged already"):
        flag(again)
    with pytest.raises(Invalid):
        flag(scrub(clause), reason=" ")


def test_the_desk_undoes_its_own(clause: Clause) -> None:
    made = scrub(clause)
    undone = undo(clause)
    assert (undone.text, clause.revision) == (SHARE, undone)
    [line] = queries.log(plan_of(clause), person("observer"))
    assert (line.id, line.undone, line.flag) == (made.id, True, None)
    make_draft(plan_of(clause))
    later = scrub(clause)
    make_draft(plan_of(clause), "Rev.2")
    with pytest.raises(Closed), transaction():
        revisions.undo(person("secretariat"), later, reason="No.")

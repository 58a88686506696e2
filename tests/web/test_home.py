"""Home: what waits for whom, counted; since when one was here; clearing one at a time; nothing of other circles."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable

import pytest

from poa.actions import (
    amendments,
    bridges,
    clearing,
    consultations,
    documents,
    entries,
    instructions,
    meetings,
    plans,
    rounds,
    settlements,
    silences,
    statuses,
    visits,
)
from poa.actions.choices import Choice
from poa.db import now, transaction
from poa.models import Amendment, Clause, Plan
from poa.queries.circles import circle_all
from tests.cast import clause_of, make_amendment, make_comment, make_draft, make_plan, person
from tests.client import Client
from tests.conftest import Clock
from tests.web.checklist import words

SignedIn = Callable[[str], Client]
EACH = "Each party will name a contact point."


@pytest.fixture
def clause(plan: Plan) -> Clause:
    return clause_of(plan, "Each party")


def items(client: Client, plan: Plan) -> dict[str, int]:
    """What waits on the page, by kind; the headline has to count the same."""
    page = client.get(f"/plans/{plan.id}/home")
    found = Counter(re.findall(r'data-item="(\w+)"', page.text))
    assert f"Waiting for you {sum(found.values())} " in words(page)
    return dict(found)


def edit(clause: Clause, text: str) -> None:
    with transaction():
        plans.edit_clause(
            person("secretariat"), clause, revision_id=clause.revision.id, text=text, reason="A slip of the pen."
        )


# --- what waits -------------------------------------------------------------------------------------------------------


def _drafted(clause: Clause) -> None:
    make_amendment(clause, EACH.replace("will", "should"), state="draft")


def _submitted(clause: Clause) -> None:
    make_amendment(clause, EACH.replace("will", "should"), state="submitted")


def _tabled(clause: Clause) -> None:
    make_amendment(clause, EACH.replace("will", "should"), by="vn")


def _agreed_ad_ref(clause: Clause) -> None:
    from poa.actions import ad_refs

    with transaction():
        statuses.decide(person("co_chair"), clause, status="agreed")
        until = now().date() + dt.timedelta(days=5)
        ad_refs.state(person("head_jp"), clause, until=until)


def _asked_to_reopen(clause: Clause) -> None:
    from poa.actions import reopenings

    with transaction():
        statuses.decide(person("co_chair"), clause, status="agreed")
        statuses.decide(person("co_chair"), clause, status="closed")
        reopenings.ask(person("head_vn"), clause, reason="Our parliament asks.")


def _met(clause: Clause) -> None:
    with transaction():
        desk, everyone = person("secretariat"), circle_all(clause.plan_id)
        met = meetings.open_meeting(desk, clause.plan, name="Third session", circle=everyone)
        due = now().date() + dt.timedelta(days=2)
        meetings.minute(desk, met, kind="owes", party="JP", clause=clause, text="A figure.", due=due)


def _asked_a_ministry(clause: Clause) -> None:
    with transaction():
        due = now().date() + dt.timedelta(days=2)
        consultations.consult(
            person("delegate_jp"), clause.plan, ministry="Finance", email="a@mof.example", due=due, clauses=[clause]
        )


def _answered_a_comment(clause: Clause) -> None:
    from poa.actions import comments

    made = make_comment(clause, "Why so?", by="delegate_jp")
    with transaction():
        comments.reply(person("head_vn"), made, body="Because.")


def _to_sign(clause: Clause) -> None:
    make_draft(clause.plan, required=["JP", "VN"])


def _placeholder(clause: Clause) -> None:
    edit(clause, EACH.replace("a contact point", "{placeholder: a body, JST, 2026-12-01}"))


def _under_silence(clause: Clause) -> None:
    draft = make_draft(clause.plan)
    with transaction():
        silences.put(person("co_chair"), draft, expires_at=now() + dt.timedelta(days=1))


def _printing_failed(clause: Clause) -> None:
    make_draft(clause.plan)
    with transaction():
        document = documents.claim(documents.waiting()[0])
        assert document is not None
        documents.fail(document, "The paper jammed.")


def _bracketed(clause: Clause) -> None:
    make_amendment(clause, EACH.replace("will", "must"))
    desk = person("secretariat")
    with transaction():
        [place] = settlements.desk_overlay(desk, clause).places
        bracket = Choice(place.locus, "bracket", None, objecting=("VN",))
        settlements.record(desk, clause, revision_id=clause.revision.id, choices=[bracket])


def _bridged(clause: Clause) -> None:
    both = [
        make_amendment(clause, EACH.replace("will", "may"), by="th"),
        make_amendment(clause, EACH.replace("will", "shall"), by="vn"),
    ]
    with transaction():
        bridges.propose(
            person("co_chair"),
            clause,
            revision_id=clause.revision.id,
            amendments=both,
            text=EACH.replace("will", "should"),
        )


def _entered_for_a_party(clause: Clause) -> None:
    text = EACH.replace("will", "may")
    with transaction():
        entries.enter(person("secretariat"), clause, party="VN", revision_id=clause.revision.id, text=text)


def _mentioned(clause: Clause) -> None:
    make_comment(clause, "@Delegate Jp is this ours?", by="colleague_jp", circle="own")


def _instructed(clause: Clause) -> None:
    """Of what colleagues wrote one is told since one was here."""
    with transaction():
        visits.seen(person("delegate_jp"), clause.plan, until=now(), finished=True)
    with transaction():
        instructions.instruct(person("head_jp"), clause, instruction="Keep it.")


SITUATIONS: list[tuple[Callable[[Clause], None], dict[str, dict[str, int]]]] = [
    (_drafted, {"delegate_jp": {"draft": 1}, "head_jp": {"clear": 1}, "head_vn": {}, "secretariat": {}}),
    (_submitted, {"secretariat": {"table": 1}, "asean_desk": {}, "head_jp": {}, "co_chair": {}}),
    (_tabled, {"head_jp": {"position": 1}, "head_id": {"position": 1}, "head_vn": {}, "delegate_jp": {}}),
    (_agreed_ad_ref, {"head_jp": {"ad_ref": 1}, "secretariat": {"capital": 1}, "head_vn": {}, "observer": {}}),
    (_asked_to_reopen, {"co_chair": {"reopening": 1}, "head_vn": {}, "secretariat": {}}),
    (_met, {"delegate_jp": {"owes": 1}, "secretariat": {"meeting": 1, "owed": 1}, "head_vn": {}}),
    (_asked_a_ministry, {"delegate_jp": {"ministry": 1}, "head_jp": {"ministry": 1}, "official_jp": {}, "head_vn": {}}),
    (_answered_a_comment, {"delegate_jp": {"reply": 1}, "head_vn": {}, "colleague_jp": {}}),
    (_to_sign, {"official_jp": {"sign": 1, "issued": 1}, "observer": {"issued": 1}, "secretariat": {"unsigned": 1}}),
    (_placeholder, {"secretariat": {"placeholder": 1}, "asean_desk": {}, "head_jp": {}}),
    (_under_silence, {"head_jp": {"silence": 1}, "co_chair": {"silence": 1}, "delegate_jp": {}}),
    (_printing_failed, {"secretariat": {"failed": 1, "unsigned": 1}, "delegate_jp": {}, "observer": {"issued": 1}}),
    (_bracketed, {"head_jp": {"bracket": 1}, "head_vn": {"bracket": 1}, "head_th": {}, "co_chair": {}}),
    (_bridged, {"head_th": {"consent": 1, "position": 1}, "head_jp": {"position": 2}, "delegate_th": {}}),
    (_entered_for_a_party, {"head_vn": {"confirm": 1}, "secretariat": {}, "head_jp": {}}),
    (_mentioned, {"delegate_jp": {"mention": 1}, "head_jp": {}, "head_vn": {}}),
    (_instructed, {"delegate_jp": {"instruction": 1}, "head_vn": {}}),
]


@pytest.mark.parametrize(("happens", "waits"), SITUATIONS, ids=[item[0].__name__[1:] for item in SITUATIONS])
def test_what_waits_for_whom(
    signed_in: SignedIn,
    plan: Plan,
    clause: Clause,
    happens: Callable[[Clause], None],
    waits: dict[str, dict[str, int]],
) -> None:
    happens(clause)
    assert {name: items(signed_in(name), plan) for name in waits} == waits


def test_each_thing_that_waits_leads_to_where_it_is_done(signed_in: SignedIn, plan: Plan, clause: Clause) -> None:
    for happens in (_drafted, _tabled, _met, _asked_a_ministry, _answered_a_comment, _to_sign):
        happens(clause)
    for name in ("delegate_jp", "head_jp", "official_jp", "secretariat"):
        page = signed_in(name).get(f"/plans/{plan.id}/home").text
        links = re.findall(r'data-item="\w+".*?<a href="([^"#]+)', page, re.S)
        assert links, name
        assert [link for link in links if signed_in(name).get(link).status_code != 200] == [], name


def test_one_plan_is_the_first_page_and_several_are_listed(signed_in: SignedIn, plan: Plan, clause: Clause) -> None:
    _tabled(clause)
    assert items(signed_in("head_jp"), plan) == {"position": 1}
    assert f'action="/plans/{plan.id}/seen"' in signed_in("head_jp").get("/").text
    other = make_plan("Another plan")
    page = signed_in("head_jp").get("/")
    assert f'href="/plans/{plan.id}/home"' in page.text
    assert f'href="/plans/{other.id}/home"' in page.text
    assert "1 waiting for you" in words(page)
    assert "0 waiting for you" in words(page)


def test_the_next_deadline_stands_first(signed_in: SignedIn, plan: Plan, clock: Clock) -> None:
    with transaction():
        ends = now() + dt.timedelta(days=3, hours=4)
        rounds.open_round(person("co_chair"), plan, circle=circle_all(plan.id), name="Round 1", closes_at=ends)
    page = words(signed_in("observer").get("/"))
    assert "Next deadline 3 days 4 hours left Round 1 ends" in page


# --- since one was here -----------------------------------------------------------------------------------------------


def seen(client: Client, plan: Plan, **form: str) -> None:
    assert client.post(f"/plans/{plan.id}/seen", data={"quiet": "1", **form}).status_code == 204


def changed(client: Client, plan: Plan) -> int:
    page = client.get(f"/plans/{plan.id}/changes").text
    return len(re.findall(r"data-changed=", page))


def test_what_changed_is_told_until_the_next_visit(
    signed_in: SignedIn, plan: Plan, clause: Clause, clock: Clock
) -> None:
    reader = signed_in("observer")
    seen(reader, plan)
    clock.forward(minutes=120)
    edit(clause, EACH.replace("name", "appoint"))
    clock.forward(minutes=1)
    assert changed(reader, plan) == 1
    page = words(reader.get(f"/plans/{plan.id}/changes"))
    assert "Paragraph 3" in page
    assert "appoint" in page
    assert "Recalling" not in page
    seen(reader, plan)
    assert changed(reader, plan) == 1, "reading on does not wipe it out"
    clock.forward(minutes=61)
    assert changed(reader, plan) == 0
    assert "No words have changed" in words(reader.get(f"/plans/{plan.id}/changes"))


def test_the_button_moves_the_marker_at_once_but_not_past_what_was_shown(
    signed_in: SignedIn, plan: Plan, clause: Clause, clock: Clock
) -> None:
    reader = signed_in("observer")
    edit(clause, EACH.replace("name", "appoint"))
    form = re.search(r'name="until" value="([^"]+)"', reader.get(f"/plans/{plan.id}/changes").text)
    assert form
    clock.forward(minutes=1)
    edit(clause_of(plan, "Progress"), "Progress is reviewed every year.")
    assert changed(reader, plan) == 2
    seen(reader, plan, finished="1", until=form.group(1))
    assert changed(reader, plan) == 1
    seen(reader, plan, finished="1")
    assert changed(reader, plan) == 0
    seen(reader, plan, finished="1", until="2020-01-01")
    assert changed(reader, plan) == 0, "it never goes back"


def test_reading_a_page_writes_nothing(signed_in: SignedIn, plan: Plan) -> None:
    from poa.db import session
    from poa.models import Visit

    for path in ("home", "changes", ""):
        signed_in("observer").get(f"/plans/{plan.id}/{path}".rstrip("/"))
    assert session.query(Visit).count() == 0


def test_what_is_tabled_in_a_circle_is_told_inside_alone(signed_in: SignedIn, plan: Plan, clause: Clause) -> None:
    make_amendment(clause, EACH.replace("will", "should"), by="vn", circle="ASEAN")
    told = "tabled a change in 3, of VN"
    assert told in words(signed_in("head_th").get(f"/plans/{plan.id}/changes"))
    assert told not in words(signed_in("head_jp").get(f"/plans/{plan.id}/changes"))
    assert items(signed_in("head_th"), plan) == {"position": 1}
    assert items(signed_in("head_jp"), plan) == {}


# --- clearing ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def draft(clause: Clause) -> Amendment:
    with transaction():
        instructions.instruct(person("delegate_jp"), clause, instruction="Keep it soft.", red_line="No shall.")
    return make_amendment(clause, EACH.replace("will", "should"), state="draft")


def test_a_draft_is_cleared_as_it_was_read_and_taken_back(signed_in: SignedIn, plan: Plan, draft: Amendment) -> None:
    head, where = signed_in("head_jp"), f"/amendments/{draft.id}/clearing"
    page = words(head.get(f"/plans/{plan.id}/clearing"))
    for said in ("1 of 1", "JP only", "will → becomes should", "changes the substance", "Keep it soft.", "No shall."):
        assert said in page
    stale = head.post(where, data={"act": "clear", "version": "7"})
    assert (stale.status_code, draft.state) == (409, "draft")
    assert "A colleague has changed this draft" in words(stale)
    done = head.post(where, data={"act": "clear", "version": "1", "circle": "all"}, follow_redirects=True)
    assert "Cleared and submitted" in words(done)
    assert "Nothing is left to clear" in words(done)
    assert items(signed_in("secretariat"), plan) == {"table": 1}
    back = head.post(where, data={"act": "back"}, follow_redirects=True)
    assert "Taken back" in words(back)
    assert items(signed_in("secretariat"), plan) == {}


def test_what_is_held_stays_with_a_word_to_the_delegation(signed_in: SignedIn, plan: Plan, draft: Amendment) -> None:
    form = {"act": "hold", "version": "1", "note": "Ask Finance first."}
    done = signed_in("head_jp").post(f"/amendments/{draft.id}/clearing", data=form, follow_redirects=True)
    assert "Held. Nothing has left your delegation." in words(done)
    assert "1 is still on hold." in words(done)
    clause = f"/clauses/{draft.clause_id}"
    assert "Ask Finance first." in words(signed_in("delegate_jp").get(clause))
    assert "Ask Finance first." not in words(signed_in("head_vn").get(clause))


def test_a_text_that_changed_since_is_cleared_by_a_delegate(
    signed_in: SignedIn, plan: Plan, clause: Clause, clock: Clock
) -> None:
    with transaction():
        instructions.clear(person("delegate_jp"), clause, revision_id=clause.revision.id)
    clock.forward(minutes=1)
    edit(clause, EACH.replace("name", "appoint"))
    reader = signed_in("delegate_jp")
    assert "1 to clear" in words(reader.get(f"/plans/{plan.id}/home"))
    page = reader.get(f"/plans/{plan.id}/clearing").text
    revision = re.search(r'name="revision" value="([^"]+)"', page)
    assert revision
    form = {"act": "clear", "revision": revision.group(1)}
    done = reader.post(f"/clauses/{clause.id}/clearing", data=form, follow_redirects=True)
    assert "Cleared. Your delegation sees the date." in words(done)
    assert "0 to clear" in words(reader.get(f"/plans/{plan.id}/home"))
    assert "0 to clear" in words(signed_in("delegate_vn").get(f"/plans/{plan.id}/home"))


def test_nothing_is_cleared_without_saying_which(draft: Amendment, signed_in: SignedIn) -> None:
    assert signed_in("head_jp").post(f"/amendments/{draft.id}/clearing", data={}).status_code == 422
    with transaction():
        assert clearing.clear(person("head_jp"), draft, version=1).state == "submitted"
        amendments.take_back(person("head_jp"), draft)


# --- pictures and terms -----------------------------------------------------------------------------------------------


def test_the_pictures_say_what_their_tables_say(signed_in: SignedIn, plan: Plan, clause: Clause) -> None:
    make_draft(plan, "Zero", stage="zero")
    _tabled(clause)
    for path in ("home", "negotiation"):
        page = signed_in("observer").get(f"/plans/{plan.id}/{path}")
        assert "Now: contested 1, open 4." in page.text
        assert "Draft contested open all Zero 0 5 5 now 1 4 5" in words(page), path
        assert "Party on the table dealt with VN 1 0" in words(page)


def test_every_term_has_its_sentence(signed_in: SignedIn, plan: Plan) -> None:
    page = signed_in("observer").get("/help/terms")
    assert len(re.findall(r"<dt>[^<]+</dt><dd>[^<]{20,}</dd>", page.text)) >= 40
    assert "capital still has to confirm it" in words(signed_in("observer").get(f"/plans/{plan.id}/ad-refs"))

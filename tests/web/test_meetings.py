"""The pages of a meeting: who acts where, what is shown to whom, nothing typed lost, nothing typed trusted."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from poa.actions import meetings, plenary
from poa.db import session, transaction
from poa.models import Clause, Meeting, Plan
from poa.queries.circles import circle_all, circle_named
from tests.cast import Cast, clause_of, make_amendment, person
from tests.client import Client
from tests.web.checklist import REFUSED, SHOWN, expect_post_only, expect_token, field, words

SignedIn = Callable[[str], Client]
EACH = "Each party will name a contact point."


@pytest.fixture
def clause(plan: Plan) -> Clause:
    return clause_of(plan, "Each party")


@pytest.fixture
def meeting(plan: Plan, clause: Clause) -> Meeting:
    with transaction():
        desk = person("secretariat")
        made = meetings.open_meeting(desk, plan, name="Third session", circle=circle_all(plan.id))
        return plenary.discuss(desk, made, clause)


def test_the_list_says_what_it_is_for_and_who_begins(plan: Plan, signed_in: SignedIn) -> None:
    page = signed_in("head_jp").get(f"/plans/{plan.id}/meetings")
    assert "No meeting yet" in words(page)
    assert "The desk opens them" in words(page)
    assert "Open a meeting" not in words(page)
    assert "Open a meeting" in words(signed_in("secretariat").get(f"/plans/{plan.id}/meetings"))


def test_the_desk_opens_a_meeting_and_comes_to_its_page(plan: Plan, signed_in: SignedIn) -> None:
    desk = signed_in("secretariat")
    form = {"name": "Third session", "place": "Jakarta", "circle": str(circle_all(plan.id).id)}
    answer = desk.post(f"/plans/{plan.id}/meetings", data=form)
    assert answer.status_code == 302
    assert "Third session" in words(desk.get(answer.location))
    again = desk.post(f"/plans/{plan.id}/meetings", data=form | {"name": "Fourth session"})
    assert again.status_code == 409
    assert "Third session is still open" in words(again)
    assert field(again, "name") == "Fourth session"
    listed = words(signed_in("observer").get(f"/plans/{plan.id}/meetings"))
    assert "Third session Jakarta" in listed


def test_a_circles_meeting_is_on_no_outsiders_page(plan: Plan, signed_in: SignedIn, cast: Cast) -> None:
    def read(name: str) -> list[str]:
        paths = ("meetings", "negotiation", "history", "")
        return [words(signed_in(name).get(f"/plans/{plan.id}/{path}".rstrip("/"))) for path in paths]

    outside = ("head_jp", "secretariat", "observer", "co_chair")
    before = {name: read(name) for name in outside}
    with transaction():
        circle = circle_named(plan.id, "ASEAN", cast.asean_desk)
        made = meetings.open_meeting(cast.asean_desk, plan, name="Among us", circle=circle)
        plenary.discuss(cast.asean_desk, made, clause_of(plan, "Each party"))
    assert {name: read(name) for name in outside} == before
    for path in ("", "/screen", "/record.md", "/desk"):
        assert signed_in("head_jp").get(f"/meetings/{made.id}{path}").status_code == 404
    assert "Among us" in words(signed_in("head_vn").get(f"/plans/{plan.id}/meetings"))


def test_the_screen_shows_places_brackets_and_who_is_present(
    plan: Plan, clause: Clause, meeting: Meeting, signed_in: SignedIn, cast: Cast
) -> None:
    make_amendment(clause, EACH.replace("will", "should"), by="vn")
    make_amendment(clause, EACH.replace("will", "may"), by="th", circle="ASEAN")
    with transaction():
        meetings.attend(cast.secretariat, meeting, party="JP")
    shown = words(signed_in("head_vn").get(f"/meetings/{meeting.id}/screen"))
    assert "Each party place 1 will name a contact point." in shown
    assert "should VN" in shown
    assert "may" not in shown, "what ASEAN has tabled by itself is not projected before Japan"
    assert "as it stands, revision 1" in shown
    assert "Present: JP" in shown
    with transaction():
        text = EACH.replace("will", "[will] [JP: should]")
        plenary.type_words(cast.secretariat, meeting, words=text, version=meeting.version)
    page = signed_in("observer").get(f"/meetings/{meeting.id}/screen")
    assert "provisional until read back" in words(page)
    assert 'data-keys="JP"' in page.text


def test_without_scripts_the_desk_shows_words_and_reads_them_back(
    clause: Clause, meeting: Meeting, signed_in: SignedIn
) -> None:
    desk, here = signed_in("secretariat"), f"/meetings/{meeting.id}"
    page = desk.get(f"{here}/desk")
    form = {"words": EACH.replace("will", "may"), "version": field(page, "version"), "clause": str(clause.id)}
    assert desk.post(f"{here}/words", data=form).status_code == 302
    page = desk.get(f"{here}/desk")
    assert field(page, "words") == form["words"]
    other = desk.post(f"{here}/words", data=form | {"words": EACH.replace("will", "can")})
    assert other.status_code == 409
    assert field(other, "words") == EACH.replace("will", "can")
    assert form["words"] in words(other)
    assert desk.post(f"{here}/read-back", data={"version": field(page, "version")}).status_code == 302
    session.expire_all()
    assert clause.revision.text == form["words"]
    record = signed_in("head_jp").get(here)
    assert re.search(r"<del[^>]*>will</del>\s*<ins[^>]*>may</ins>", re.sub("</?span[^>]*>", "", record.text))


def test_scripts_get_a_refusal_with_both_texts(meeting: Meeting, signed_in: SignedIn) -> None:
    desk, url = signed_in("secretariat"), f"/meetings/{meeting.id}/words/typed"
    version = str(meeting.version)
    taken = desk.post(url, data={"words": EACH + " One.", "version": version})
    assert (taken.status_code, taken.json["provisional"]) == (200, True)
    refused = desk.post(url, data={"words": EACH + " Two.", "version": version})
    assert (refused.status_code, refused.mimetype) == (409, "application/problem+json")
    assert (refused.json["theirs"], refused.json["yours"]) == (EACH + " One.", EACH + " Two.")
    assert desk.get(f"/meetings/{meeting.id}/words").json["words"] == EACH + " One."


@pytest.mark.parametrize("name", REFUSED)
def test_what_may_not_be_kept_is_said_and_stays_in_its_field(meeting: Meeting, signed_in: SignedIn, name: str) -> None:
    text, said = REFUSED[name]
    desk = signed_in("secretariat")
    form = {"words": text, "version": str(meeting.version)}
    answer = desk.post(f"/meetings/{meeting.id}/words", data=form)
    assert answer.status_code == 422
    assert said in words(answer)


@pytest.mark.parametrize("text", SHOWN)
def test_what_is_typed_is_shown_as_words(meeting: Meeting, signed_in: SignedIn, cast: Cast, text: str) -> None:
    with transaction():
        plenary.type_words(cast.secretariat, meeting, words=text, version=meeting.version)
        meetings.minute(cast.secretariat, meeting, kind="statement", party="JP", text=text)
        meetings.attend(cast.secretariat, meeting, party="JP", persons=text)
    for path in ("/screen", "/desk", ""):
        page = signed_in("secretariat").get(f"/meetings/{meeting.id}{path}")
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        assert 'href="javascript' not in page.text


def test_the_record_as_markdown(clause: Clause, meeting: Meeting, signed_in: SignedIn, cast: Cast) -> None:
    with transaction():
        desk = cast.secretariat
        meetings.attend(desk, meeting, party="JP", persons="Ms Sato & Mr Mori")
        plenary.type_words(desk, meeting, words=EACH.replace("will", "may"), version=meeting.version)
        plenary.read_back(desk, meeting)
        meetings.minute(desk, meeting, kind="statement", party="JP", text="Japan “recalls” <this>.", clause=clause)
        meetings.close_meeting(desk, meeting)
    answer = signed_in("observer").get(f"/meetings/{meeting.id}/record.md")
    assert answer.mimetype == "text/markdown"
    assert "attachment" in answer.headers["Content-Disposition"]
    for line in (
        "# Third session",
        "- Japan: Ms Sato & Mr Mori",
        "### 3\n\nEach party may name a contact point.",
        "- Japan (3): Japan “recalls” <this>.",
        "Nobody.",
    ):
        assert f"\n{line}\n" in f"\n{answer.text}\n", line


def test_the_acts_are_sent_with_a_token_and_nothing_else(meeting: Meeting, signed_in: SignedIn) -> None:
    desk, here = signed_in("secretariat"), f"/meetings/{meeting.id}"
    for path in ("close", "attendances", "leave", "clause", "read-back", "discard", "minutes", "words/typed"):
        expect_post_only(desk, f"{here}/{path}")
    expect_token(desk, f"{here}/minutes", text="A long statement.")


def test_an_entry_that_was_refused_stands_in_its_form(meeting: Meeting, signed_in: SignedIn) -> None:
    form = {"kind": "owes", "party": "JP", "text": "A line on funds.", "due": "soon"}
    answer = signed_in("secretariat").post(f"/meetings/{meeting.id}/minutes", data=form)
    assert answer.status_code == 422
    assert (field(answer, "text"), field(answer, "due")) == ("A line on funds.", "soon")
    assert "This is no date" in words(answer)

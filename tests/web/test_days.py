"""In Chromium, on the sample: the day of each role as a story, on a desktop with keys alone, a tablet and a phone."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from poa.actions import amendments, comments
from poa.db import session, transaction
from poa.models import Amendment, Clause, Plan
from poa.queries.circles import circle_all, circle_named
from tests.sample import PASSWORD, user

from .days import DESKTOP, PHONE, TABLET, Day, Setting

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Start = Callable[[str, Setting], Day]
SOFTER = "will endeavour to"


@pytest.fixture
def begin(visit_sample: Callable[..., Page]) -> Start:
    """`begin("head.my", PHONE)`: that person, signed in and at the plans."""

    def start(who: str, setting: Setting) -> Day:
        size = {"width": setting.width, "height": setting.height}
        day = Day(visit_sample(None, "/login", viewport=size, color_scheme=setting.theme), who, setting)
        day.sign_in()
        return day

    return start


def on(*settings: Setting) -> Any:
    return pytest.mark.parametrize("setting", settings, ids=lambda setting: setting.name)


@dataclass(frozen=True)
class Chosen:
    """A clause of the sample with one "will" that nobody has touched."""

    id: uuid.UUID
    label: str
    text: str

    @property
    def softer(self) -> str:
        return re.sub(r"\bwill\b", SOFTER, self.text)


@pytest.fixture
def clause(sample: Plan) -> Chosen:
    touched = select(Amendment.clause_id).where(Amendment.clause_id.is_not(None))
    query = select(Clause).where(Clause.plan_id == sample.id, Clause.kind == "clause", Clause.id.not_in(touched))
    return next(
        Chosen(one.id, one.frozen_label or "", one.revision.text)
        for one in session.scalars(query.order_by(Clause.position))
        if len(re.findall(r"\bwill\b", one.revision.text)) == 1
        and "\n" not in one.revision.text
        and "endeavour" not in one.revision.text
    )


def drafted(clause: Chosen, *, submitted: bool = False) -> str:
    """Malaysia's draft on the clause, as far as it has come; its rationale."""
    why = "Budgets are decided year by year."
    with transaction():
        one = session.get_one(Clause, clause.id)
        made = amendments.propose(
            user("delegate.my"), one, revision_id=one.revision_id, kind="modify", text=clause.softer, rationale=why
        )
        if submitted:
            amendments.submit(user("head.my"), made, circle=circle_all(one.plan_id))
    return why


def reading_room(day: Day) -> None:
    """From home to the plan, read as a document."""
    day.act(day.page.get_by_role("link", name="Read the plan").first)
    expect(day.page.get_by_role("navigation", name="View")).to_be_visible()
    day.look("plan")


def go_to(day: Day, label: str) -> None:
    page = day.page
    if day.setting.keys:
        day.press("g")
        page.keyboard.type(label)
        page.keyboard.press("Enter")
    else:
        page.get_by_label("Go to").fill(label)
        page.get_by_label("Go to").press("Enter")
    expect(page.locator(".clause.is-current .clause-label")).to_have_text(re.compile(rf"{label}$"))


@on(DESKTOP, TABLET, PHONE)
def test_a_delegate_reads_proposes_and_asks_at_home(begin: Start, sample: Plan, setting: Setting) -> None:
    title = sample.title
    day = begin("delegate.my", setting)
    page = day.page
    day.open_home(title)
    reading_room(day)
    go_to(day, "7")
    day.key_or("3", page.get_by_role("link", name="All amendments"))
    expect(page.locator(".clause ins").first).to_be_attached()
    day.look("amendments")
    day.key_or("a", page.get_by_role("link", name="Propose a change to 7", exact=True))
    expect(page.locator(".ed-text")).to_be_visible()  # the plain field has made way
    write_at_the_end(day, " This will be reviewed yearly.")
    expect(page.locator("#tracked ins").first).to_contain_text("reviewed")
    day.look("editor")
    day.write(page.get_by_label("Why", exact=True), "Our ministry asks for a review.")
    day.act(page.get_by_role("button", name="Keep as a draft"))
    expect(page.get_by_text("only your delegation reads").first).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("7")
    day.look("draft")
    day.act(page.locator("main").get_by_role("link", name="7", exact=True))
    comment_at_home(day, "Can the ministry live with a yearly review?")


def write_at_the_end(day: Day, words: str) -> None:
    day.come_to(day.page.get_by_role("textbox", name="Your text"))
    day.page.keyboard.press("Control+End")
    day.page.keyboard.type(words)
    if day.setting.keys:
        day.page.keyboard.press("Escape")


def comment_at_home(day: Day, words: str) -> None:
    """What only the own delegation reads: that is what a comment is at first."""
    page = day.page
    expect(page.get_by_role("heading", name="Amendments")).to_be_visible()
    if not page.locator("#margin").is_visible():
        page.get_by_role("button", name="Comments").click()
    day.write(page.locator("#comment").get_by_label("Comment"), words)
    expect(page.get_by_label("MY only")).to_be_checked()
    day.act(page.locator("#comment").get_by_role("button", name="Comment", exact=True))
    thread = page.locator(".thread", has_text=words)
    expect(thread).to_be_in_viewport()
    expect(thread).to_contain_text("MY only")
    day.look("comment")


@on(DESKTOP, TABLET, PHONE)
def test_a_head_clears_and_says_where_the_party_stands(
    begin: Start, sample: Plan, clause: Chosen, setting: Setting
) -> None:
    title, why = sample.title, drafted(clause)
    day = begin("head.my", setting)
    page = day.page
    day.open_home(title)
    day.act(page.get_by_role("link", name=re.compile(r"Clear \d+ texts?")))
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Paragraph {clause.label}")
    expect(page.get_by_text(why)).to_be_visible()
    expect(page.get_by_role("region", name="The change in words")).to_contain_text("endeavour to")
    day.look("clearing")
    day.act(page.get_by_role("button", name="Clear", exact=True))
    expect(page.get_by_text("Cleared and submitted: its desk has it now.")).to_be_visible()
    day.look("cleared")
    day.act(page.get_by_role("link", name="Home").first)
    reading_room(day)
    go_to(day, "7")
    day.key_or("y", page.get_by_role("link", name="State our position 7", exact=True))
    expect(page.get_by_role("heading", name="Where Paragraph 7 stands")).to_be_visible()
    expect(page.get_by_label("Position", exact=True).first).to_have_value("can_accept")
    day.write(page.get_by_label("Note", exact=True).first, "If the costs stay as they are.")
    day.act(page.get_by_role("button", name="State our position").first)
    said = page.get_by_role("region", name="What the parties say").get_by_role("listitem")
    expect(said.filter(has_text="If the costs stay")).to_contain_text("can accept")
    day.look("position")


@on(DESKTOP, TABLET, PHONE)
def test_the_secretariat_tables_settles_and_takes_it_back(
    begin: Start, sample: Plan, clause: Chosen, setting: Setting
) -> None:
    title, why = sample.title, drafted(clause, submitted=True)
    day = begin("secretariat", setting)
    page = day.page
    day.open_home(title)
    day.act(page.get_by_role("link", name="Desk", exact=True))
    expect(page.get_by_role("heading", name="Desk", exact=True)).to_be_visible()
    day.look("desk")
    day.act(page.get_by_role("link", name=re.compile(why)))
    day.act(page.get_by_role("button", name="Table", exact=True))
    expect(page.get_by_text("Tabled.", exact=True)).to_be_visible()
    day.look("tabled")
    day.act(page.locator("main").get_by_role("link", name=clause.label, exact=True))
    day.act(page.get_by_role("link", name="Merge", exact=True))
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Merge {clause.label}")
    place = page.get_by_role("group", name=re.compile("Place 1 of 1"))
    if setting.keys:
        day.press("1")
        expect(place).to_be_focused()
    words = place.get_by_role("radio", name=re.compile("endeavour to.*variant by Malaysia"))
    day.key_or("a", words)
    expect(words).to_be_checked()
    expect(page.locator("#result ins")).to_contain_text("endeavour to")
    day.look("merge")
    day.key_or("r", page.get_by_role("button", name="Record as agreed"))
    if setting.keys:
        day.press("Enter")
    expect(page.get_by_text(f"Recorded for {clause.label}.")).to_be_visible()
    day.look("recorded")
    day.act(page.get_by_role("button", name="Undo what was recorded"))
    expect(page.get_by_text("Taken back")).to_be_visible()
    day.look("undone")


@on(DESKTOP, TABLET, PHONE)
def test_a_co_chair_sees_the_rounds_and_what_stands_in_the_way(begin: Start, sample: Plan, setting: Setting) -> None:
    title = sample.title
    day = begin("chair.jp", setting)
    page = day.page
    day.open_home(title)
    day.act(page.get_by_role("link", name="Negotiation", exact=True))
    expect(page.get_by_role("heading", name="Rounds")).to_be_visible()
    expect(page.locator("#rounds .chip").filter(has_text="open").first).to_be_visible()
    expect(page.get_by_text(re.compile("^Close .+ …$")).first).to_be_visible()
    day.look("negotiation")
    day.act(page.get_by_role("link", name=re.compile("^(The )?[Gg]ate$")).first)
    expect(page.get_by_role("heading", level=1)).to_have_text("Gate")
    day.look("gate")


@on(DESKTOP, TABLET, PHONE)
def test_an_official_reads_who_has_signed_and_signs(begin: Start, sample: Plan, setting: Setting) -> None:
    title = sample.title
    day = begin("official.my", setting)
    page = day.page
    day.open_home(title)
    day.act(page.locator("[data-item=sign]").get_by_role("link").first)
    expect(page.get_by_role("heading", name="Rev.1")).to_be_visible()
    expect(page.get_by_role("link", name="Read the PDF")).to_be_visible()
    day.look("draft")
    day.write(page.get_by_label("Password"), PASSWORD)
    day.look("sign")
    day.act(page.get_by_role("button", name="Sign for Malaysia"))
    expect(page.get_by_text("Signed for Malaysia.")).to_be_visible()
    day.look("signed")


@on(DESKTOP, TABLET, PHONE)
def test_an_observer_reads_what_went_to_all_and_nothing_else(
    begin: Start, sample: Plan, clause: Chosen, setting: Setting
) -> None:
    title, why, secret = sample.title, drafted(clause), "Our minister will not sign this."
    with transaction():
        one, head = session.get_one(Clause, clause.id), user("head.my")
        comments.comment(head, one, body=secret, circle=circle_named(one.plan_id, "own", head))
    day = begin("observer", setting)
    page = day.page

    def read(name: str) -> None:
        day.look(name)
        for words in (why, secret, clause.softer, "MY only", "Our delegation"):
            assert words not in page.content(), f"{words} on {name}"

    day.open_home(title)
    day.act(page.get_by_role("link", name="Drafts", exact=True))
    day.act(page.locator("main").get_by_role("link", name=re.compile(r"Rev\.1")).first)
    expect(page.get_by_role("heading", name="Rev.1")).to_be_visible()
    read("draft")
    day.act(page.get_by_role("link", name="Plan", exact=True))
    expect(page.get_by_role("navigation", name="View")).to_be_visible()
    read("plan")
    day.key_or("4", page.get_by_role("link", name="Compilation", exact=True))
    expect(page.get_by_text(re.compile(r"\d+ pairs of brackets"))).to_be_visible()
    read("compilation")

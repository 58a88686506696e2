"""A day at work in Chromium: one person, one screen, with a pointer or with keys alone; pictures are kept of it.

The pictures lie in `test-artifacts/` (POA_TEST_ARTIFACTS names another folder), one for each page that a day leads to.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.sample import PASSWORD

ARTIFACTS = Path(os.environ.get("POA_TEST_ARTIFACTS") or Path(__file__).parents[2] / "test-artifacts")
TABS = 90  # so many steps to a link or a field is as far as anybody goes


@dataclass(frozen=True)
class Setting:
    """A screen and how it is used."""

    name: str
    width: int
    height: int
    theme: str = "light"
    keys: bool = False


DESKTOP = Setting("desktop-keyboard", 1440, 900, keys=True)
TABLET = Setting("tablet-dark", 820, 1180, theme="dark")
PHONE = Setting("phone", 390, 844)


def tab_to(page: Page, wanted: Locator, most: int = TABS) -> None:
    """Press Tab until the element has the focus, and that can be seen; fails with its name."""
    for _step in range(most):
        if wanted.evaluate("wanted => document.activeElement === wanted"):
            assert page.evaluate("() => document.activeElement.matches(':focus-visible')")
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{most} tabs do not lead to {wanted}")


class Day:
    """What somebody does and sees in one setting."""

    def __init__(self, page: Page, who: str, setting: Setting) -> None:
        self.page = page
        self.who = who
        self.setting = setting
        self.pictures = 0

    def sign_in(self) -> None:
        self.write(self.page.get_by_label("Email"), f"{self.who}@poa.example")
        self.write(self.page.get_by_label("Password"), PASSWORD)
        self.act(self.page.get_by_role("button", name="Sign in"))
        expect(self.page.get_by_role("heading", name="Plans")).to_be_visible()

    def open_home(self, plan: str) -> None:
        """From the plans to the home of one of them."""
        self.act(self.page.locator("main").get_by_role("link", name=plan).first)
        expect(self.page.get_by_role("heading", name="Waiting for you")).to_be_visible()
        self.look("home")

    def act(self, wanted: Locator) -> None:
        """Follow a link or press a button."""
        if not self.setting.keys:
            return wanted.click()
        expect(wanted).to_be_visible()
        self._reach(wanted)
        self.page.keyboard.press("Enter")

    def write(self, field: Locator, words: str) -> None:
        if not self.setting.keys:
            return field.fill(words)
        self._reach(field)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(words)

    def choose(self, radio: Locator) -> None:
        """One of several: keys reach the one that is chosen, and from there the others with the arrows."""
        if not self.setting.keys:
            return radio.check()
        group = self.page.locator(f'input[name="{radio.get_attribute("name")}"]')
        if not radio.is_checked():
            self._reach(group.and_(self.page.locator(":checked")))
        for _step in range(group.count()):
            if radio.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"the arrows do not lead to {radio}")

    def come_to(self, field: Locator) -> None:
        """Put the cursor there."""
        if self.setting.keys:
            self._reach(field)
        else:
            field.click()

    def _reach(self, wanted: Locator) -> None:
        """By Tab; on a page one has just come to, past the outline by its first link."""
        page = self.page
        fresh = page.evaluate("() => document.activeElement === document.body")
        if fresh and not page.locator(".bar", has=wanted).count():
            page.keyboard.press("Tab")
            expect(page.get_by_role("link", name="Skip to the text")).to_be_focused()
            page.keyboard.press("Enter")
        tab_to(page, wanted)

    def press(self, *keys: str) -> None:
        """Keys of the page itself, once it is there."""
        self.page.wait_for_load_state()
        for key in keys:
            self.page.keyboard.press(key)

    def key_or(self, key: str, link: Locator) -> None:
        """By its key where there are keys alone, by its link elsewhere."""
        if self.setting.keys:
            self.press(key)
        else:
            link.click()

    def look(self, name: str) -> None:
        """Keep a picture; nothing may be wider than the screen."""
        self.page.wait_for_load_state()
        self.pictures += 1
        ARTIFACTS.mkdir(parents=True, exist_ok=True)
        role = self.who.split(".")[0]
        file = ARTIFACTS / f"{role}-{self.setting.name}-{self.pictures}-{name}.png"
        self.page.screenshot(path=file, animations="disabled")
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= self.setting.width, f"{name} is {wide} px wide"

"""How a reader is spoken to: words in the reader's language, moments in the reader's zone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.dates import format_date, format_datetime, get_timezone_location
from babel.support import NullTranslations, Translations

from .catalogues import FOLDER
from .phrases import LINKS, Link, Listed, Words

# Code and own name of each language that the interface has; the first one is that of the strings in the code.
LANGUAGES = {"en": "English", "ja": "日本語"}
_LOCALES = {"en": Locale("en", "GB"), "ja": Locale("ja")}
_MOMENTS = {"en": "d MMMM y, HH:mm", "ja": "y年M月d日 HH:mm"}
_DAYS = {"en": "d MMMM y", "ja": "y年M月d日"}
_LINKS: dict[str, dict[Link, str]] = {
    "en": LINKS,
    "ja": LINKS | {"": "、", "or": "または", "and": "と", "items": "；", "sentences": ""},
}
# Abbreviations that are read without doubt by those who live by them; everywhere else the hours from UTC are said.
_ABBREVIATIONS = {"WIB", "WITA", "WIT", "JST", "UTC"}
# Where those live who negotiate here, and where they meet.
PLACES = (
    *("UTC", "Asia/Bangkok", "Asia/Brunei", "Asia/Dili", "Asia/Ho_Chi_Minh", "Asia/Jakarta", "Asia/Jayapura"),
    *("Asia/Kuala_Lumpur", "Asia/Makassar", "Asia/Manila", "Asia/Phnom_Penh", "Asia/Singapore", "Asia/Tokyo"),
    *("Asia/Vientiane", "Asia/Yangon", "Asia/Seoul", "Asia/Shanghai", "Asia/Hong_Kong", "Asia/Kolkata", "Asia/Dubai"),
    *("Australia/Sydney", "Pacific/Auckland", "Europe/London", "Europe/Paris", "Europe/Brussels", "Europe/Zurich"),
    *("America/New_York", "America/Los_Angeles"),
)


@dataclass(frozen=True)
class Tongue:
    """A language of the interface and a zone."""

    language: str = "en"
    zone: dt.tzinfo = dt.UTC

    def say(self, words: object) -> str:
        """A phrase, with what is in it, in this language; anything else as it stands."""
        if isinstance(words, Listed):
            return _LINKS[self.language][words.link].join(self.say(item) for item in words.items)
        if isinstance(words, Words):
            text = _translations(self.language).gettext(words.template)
            return text % {name: self.say(value) for name, value in words.values.items()} if words.values else text
        if isinstance(words, dt.datetime):
            return self.moment(words)
        return self.day(words) if isinstance(words, dt.date) else str(words)

    def moment(self, at: dt.datetime) -> str:
        """14 November 2026, 17:00 WIB; with seconds where there are any."""
        here = at.astimezone(self.zone)
        form = _MOMENTS[self.language] + (":ss" if here.second else "")
        return f"{format_datetime(here, form, tzinfo=self.zone, locale=_LOCALES[self.language])} {self._zone(here)}"

    def day(self, at: dt.date) -> str:
        """14 November 2026."""
        return format_date(at, _DAYS[self.language], locale=_LOCALES[self.language])

    def _zone(self, here: dt.datetime) -> str:
        name = here.tzname() or ""
        return name if name in _ABBREVIATIONS else self.hours(here)

    def hours(self, at: dt.datetime) -> str:
        """How far the zone is from UTC at a moment: GMT+7."""
        here = at.astimezone(self.zone)
        minutes = int((here.utcoffset() or dt.timedelta()).total_seconds()) // 60
        hours, rest = divmod(abs(minutes), 60)
        return f"GMT{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def zone(name: str | None) -> dt.tzinfo | None:
    """The zone of an IANA name such as Asia/Jakarta; None for what is none."""
    return ZoneInfo(name) if name and name in zones() else None


def places(tongue: Tongue, at: dt.datetime, *more: str | None) -> list[tuple[str, str]]:
    """Zones to choose from, by name, with a place in each and its hours from UTC: Jakarta, GMT+7; `more` first."""
    names = dict.fromkeys(name for name in more if name and zone(name))
    return [(name, _place(tongue, name, at)) for name in [*names, *(name for name in PLACES if name not in names)]]


def _place(tongue: Tongue, name: str, at: dt.datetime) -> str:
    if name == "UTC":
        return name
    city = get_timezone_location(name, locale=_LOCALES[tongue.language], return_city=True)
    return f"{city}, {Tongue(tongue.language, ZoneInfo(name)).hours(at)}"


@cache
def zones() -> frozenset[str]:
    """The zones that one can live in, by their IANA names."""
    return frozenset(name for name in available_timezones() if "/" in name and not name.startswith("Etc/")) | {"UTC"}


@cache
def _translations(language: str) -> NullTranslations:
    return Translations.load(FOLDER, [language])

"""The tokens keep their contrast, in both themes, and every component can be drawn."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

ROOT = Path(__file__).parent.parent
CSS = ROOT / "static" / "css"
PARTIES = ["bn", "kh", "id", "la", "my", "mm", "ph", "sg", "th", "tl", "vn", "jp"]
THEMES = {"light": 0, "dark": 1}


def _tokens() -> dict[str, tuple[str, str]]:
    text = (CSS / "tokens.css").read_text().split('[data-theme="contrast"]')[0] + (CSS / "parties.css").read_text()
    found = re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", text)
    return {name: (light, dark) for name, light, dark in found}


TOKENS = _tokens()


def _luminance(colour: str) -> float:
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(ink: str, ground: str) -> float:
    """WCAG 2 contrast of two colours such as '#1b2330'."""
    darker, lighter = sorted((_luminance(ink), _luminance(ground)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    ("ink", "ground", "least"),
    [
        ("ink", "paper", 7),
        ("ink", "sheet", 7),
        ("ink", "paper-2", 7),
        ("ink", "mark-ground", 7),
        ("ink", "accent-ground", 7),
        ("ins", "ins-ground", 7),
        ("del", "del-ground", 6.5),
        ("ink-2", "paper", 7),
        ("ink-2", "paper-2", 4.5),
        ("ink-2", "paper-3", 4.5),
        ("ink-2", "accent-ground", 4.5),
        ("accent", "paper", 7),
        ("accent", "accent-ground", 4.5),
        ("on-accent", "accent", 4.5),
        ("group-ink", "group-ground", 4.5),
        ("agreed-ink", "agreed-ground", 4.5),
        ("bad", "bad-ground", 4.5),
        ("bad", "sheet", 4.5),
        ("focus", "paper", 3),
        ("rule-2", "paper", 3),
        ("rule-2", "sheet", 3),
    ],
)
def test_ink_reads_on_its_ground(ink: str, ground: str, least: float, theme: str) -> None:
    side = THEMES[theme]
    assert contrast(TOKENS[ink][side], TOKENS[ground][side]) >= least


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("party", PARTIES)
def test_party_ink_reads_on_paper_and_redline(party: str, theme: str) -> None:
    side = THEMES[theme]
    for ground in ("paper", "sheet", "ins-ground", "del-ground"):
        assert contrast(TOKENS[f"party-{party}"][side], TOKENS[ground][side]) >= 4.5, ground


def test_only_the_token_files_name_colours() -> None:
    own = {"tokens.css", "parties.css", "paper.css", "print.css"}
    named = {
        path.name: re.findall(r"#[0-9a-f]{3,8}\b", path.read_text())
        for path in CSS.glob("*.css")
        if path.name not in own
    }
    assert {name: found for name, found in named.items() if found} == {}


def test_every_style_sheet_is_imported_and_exists() -> None:
    imported = set(re.findall(r'@import "\./([\w.]+)"', (CSS / "app.css").read_text()))
    assert imported == {path.name for path in CSS.glob("*.css")} - {
        "app.css",
        "paper.css",
        "scripts.css",
    }  # its own entry


# Parts that link to the pages of one plan, or tell the time that is left: the page of components has neither.
OF_A_PLAN = {"brackets", "chart", "clock", "delegation", "home", "margin", "negotiation", "references"}


def test_components_page_draws_every_macro() -> None:
    used = (ROOT / "templates" / "components.html").read_text()
    within = {"icon", "csrf", "help", "refs", "copy", "text", "reach"}
    within |= {
        "name",
        "meaning",
        "languages",
        "state_words",
        "status_words",
        "signature",
        "change_of",
        "cause",
        "stands",
    }
    missing = []
    for path in sorted((ROOT / "templates" / "macros").glob("*.html")):
        if path.stem in OF_A_PLAN:
            continue
        names = set(re.findall(r"\{%- macro ([a-z]\w*)\(", path.read_text())) - within
        missing += [f"{path.stem}.{name}" for name in sorted(names) if f".{name}(" not in used]
    assert missing == []


def test_components_page_needs_neither_plan_nor_reader_nor_inline_code() -> None:
    page = _page("components.html", plan=None, me=None)
    assert page.count("<h1") == 1
    assert "Illustrative sample" not in page
    assert " style=" not in page
    assert "<script>" not in page


def _page(name: str, **context: object) -> str:
    env = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    env.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    env.globals |= {
        "csrf_token": lambda: "token",
        "language": "en",
        "languages": {"en": "English", "ja": "日本語"},
        "asset": lambda name: f"/static/dist/{name}",
        "url_for": lambda endpoint, **values: f"/{endpoint}",
        "get_flashed_messages": lambda with_categories=False: [],
    }
    env.filters |= dict.fromkeys(("moment", "utc", "day", "iso", "recorded", "left"), str)
    return env.get_template(name).render(**context)

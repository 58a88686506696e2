"""The catalogues are complete: each message of the code translated, and no words on pages that no catalogue knows."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from jinja2 import Environment, nodes

from poa import catalogues
from poa.saying import LANGUAGES

ROOT = Path(__file__).resolve().parents[2]
LETTERS = re.compile(r"[A-Za-z]{2,}")
# Not for readers: paper stays in the plan's language, the components' page is for those who build them.
UNTRANSLATED = ("pdf/", "components.html")
# Names and signs that are the same in every language.
ALIKE = {"alt", "nbsp", "UTC", "PDF", "SHA", "ad", "ref", "kB", "Esc", "Enter", "Ctrl", "Tab", "Shift", "bis", "ter"}
# What is set as code or key, and what holds no words.
NO_WORDS = re.compile(
    r"<!--.*?-->|<(script|style|code|kbd)\b.*?</\1>|<[^<>]*>|&\w+;|\{ref:|[\w-]+=\"[^\"<>]*\"?",
    re.DOTALL | re.IGNORECASE,
)
# Columns that hold a code: names.html has its words.
CODES = {"state", "recorded", "kind", "stage", "status", "cause", "basis", "take", "view"}
SENTENCE = re.compile(r"\b[A-Za-z]{2,} [a-z]{2,}\b")
NOT_SAID = {"text", "ValueError"}  # SQL, and what only a programmer gets to see
SAID = re.compile(r'\b(?:aria-label|title|placeholder|alt)="([^"]*)"')


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_each_message_is_translated(language: str) -> None:
    """`make catalogues` brings messages.po up to the code; docs/languages.md says how."""
    assert catalogues.faults(language) == []


def test_the_languages_that_can_be_chosen_have_a_catalogue() -> None:
    assert set(catalogues.languages()) == set(LANGUAGES) - {"en"}


def test_a_fault_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    code, written = Catalog(), Catalog(locale="ja")
    for words in ("new", "%(name)s went", "empty", "perhaps"):
        code.add(words)
    written.add("%(name)s went", "%(nane)s")
    written.add("empty")
    written.add("perhaps", "たぶん", flags=["fuzzy"])
    written.add("gone", "x")
    monkeypatch.setattr(catalogues, "gathered", lambda: code)
    monkeypatch.setattr(catalogues, "catalogue", lambda _language: written)
    assert sorted(catalogues.faults("ja")) == [
        "not in the catalogue: new",
        "not translated: empty",
        "not translated: perhaps",
        "other places to fill in: %(name)s went",
    ]


def literally(part: nodes.Node) -> str:
    """What is printed as it stands in a template or in a column of codes; a zero where it is said by somebody."""
    if isinstance(part, nodes.TemplateData):
        return part.data
    if isinstance(part, nodes.Const):
        return str(part.value)
    if isinstance(part, (nodes.CondExpr, nodes.Concat, nodes.Or)):
        inside = (part.expr1, part.expr2) if isinstance(part, nodes.CondExpr) else part.iter_child_nodes()
        return "".join(literally(each) for each in inside if each is not None)
    return part.attr if isinstance(part, nodes.Getattr) and part.attr in CODES else "\0"


def bare(source: str) -> list[str]:
    """The words of a template that stand outside of any translation."""
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    outputs = environment.parse(source).find_all(nodes.Output)
    text = "".join(literally(part) for output in outputs for part in output.nodes)
    shown = [NO_WORDS.sub(" ", text), *SAID.findall(text)]
    return [word for words in shown for word in LETTERS.findall(words) if word not in ALIKE]


def test_bare_words_are_found() -> None:
    assert bare("<p class='x'>{{ _('Said') }} {% trans %}So <b>too</b>{% endtrans %} <kbd>Alt</kbd></p>") == []
    assert bare("<p>Not <i>said</i> {{ x }}</p>") == ["Not", "said"]
    assert bare('<nav aria-label="Here">{% if x %}there{% endif %}</nav>') == ["there", "Here"]
    assert bare("<p class='{{ 'far' if x }}'>{{ x or _('no') }}{{ 'closed' if x.at else _('open') }}</p>") == ["closed"]
    assert bare("<p id='{{ x.kind }}'>{{ x.state }}, {{ names.kind(x.kind) ~ x.stage }}</p>") == ["state", "stage"]


def test_no_template_has_bare_words() -> None:
    found = {}
    for path in sorted((ROOT / "templates").rglob("*.html")):
        name = path.relative_to(ROOT / "templates").as_posix()
        if not name.startswith(UNTRANSLATED) and (words := bare(path.read_text(encoding="utf-8"))):
            found[name] = " ".join(words)
    assert found == {}


def test_a_plans_own_text_is_marked_as_english_on_every_page() -> None:
    """Its measures, its voice in a screen reader and its line breaks are those of its language, not of the page's."""
    unmarked = re.compile(r'class="text"(?![^>]*\blang=)')
    files = [path for path in (ROOT / "templates").rglob("*.html") if "pdf" not in path.parts]
    assert [path.name for path in files if unmarked.search(path.read_text(encoding="utf-8"))] == []


def said_once(source: str) -> list[int]:
    """The lines where a file of macros translates outside of them: once, in the language of whoever comes first."""
    whole = Environment(extensions=["jinja2.ext.i18n"]).parse(source)
    if not whole.find(nodes.Macro) or whole.find(nodes.Extends):
        return []
    outside = [node for node in whole.body if not isinstance(node, nodes.Macro)]
    calls = [call for node in outside for call in node.find_all(nodes.Call)]
    return [
        call.lineno for call in calls if isinstance(call.node, nodes.Name) and call.node.name in catalogues.KEYWORDS
    ]


def test_words_said_once_are_found() -> None:
    assert said_once("{% macro m() %}{{ _('Ready') }}{% endmacro %}") == []
    assert said_once("{% set words = {'ready': _('Ready')} %}{% macro m() %}{{ words }}{% endmacro %}") == [1]


def test_no_macro_file_translates_outside_of_its_macros() -> None:
    files = sorted((ROOT / "templates").rglob("*.html"))
    assert {path.name: lines for path in files if (lines := said_once(path.read_text(encoding="utf-8")))} == {}


def flashed(source: str) -> list[str]:
    """The words that a view flashes without having them translated."""
    found: list[str] = []
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "flash":
            inside = list(ast.walk(call.args[0]))
            said = {id(part) for node in inside if isinstance(node, ast.Call) for part in ast.walk(node)}
            parts = [node.value for node in inside if isinstance(node, ast.Constant) and id(node) not in said]
            found += [part for part in parts if isinstance(part, str) and part.endswith(".")]
    return found


def test_flashed_words_are_found() -> None:
    assert flashed('flash(_("Kept."), "done"); flash(said(KEPT) if x == "draft" else _("So."))') == []
    assert flashed('flash(a if b else "Kept.", "done"); flash(f"{n} places.")') == ["Kept.", " places."]


def test_no_view_flashes_bare_words() -> None:
    views = sorted((ROOT / "poa" / "web").rglob("*.py"))
    assert {path.name: words for path in views if (words := flashed(path.read_text(encoding="utf-8")))} == {}


def unsaid(source: str) -> list[str]:
    """The English of a module that no catalogue knows: two words in a row, in no call that keeps its template."""
    tree = ast.parse(source)
    apart = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for call in ast.walk(tree):
        name = getattr(call.func, "id", getattr(call.func, "attr", "")) if isinstance(call, ast.Call) else ""
        if isinstance(call, ast.Call) and call.args and (name in catalogues.KEYWORDS or name in NOT_SAID):
            apart |= {id(node) for node in ast.walk(call.args[0])}
    found = []
    for node in ast.walk(tree):
        if id(node) in apart:
            continue
        parts = node.values if isinstance(node, ast.JoinedStr) else [node]
        apart |= {id(part) for part in parts}
        text = "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in parts)
        if SENTENCE.search(text):
            found.append(text)
    return found


def test_unsaid_sentences_are_found() -> None:
    kept = 'end(x, Words("It has %(what)s.", what=y), OTHER)\nraise Conflict("So it is.")\ntext("SELECT a b")'
    assert unsaid(f'"""A module."""\n{kept}') == []
    assert unsaid('end(x, "It moved on.", why=f"{code} has gone.")') == ["It moved on.", "… has gone."]


def test_no_action_writes_a_bare_sentence() -> None:
    """Not in a reason, a note or a mail: ours are `Words`, and those that are stored stand in poa/reasons.py."""
    actions = sorted((ROOT / "poa" / "actions").rglob("*.py"))
    assert {path.name: words for path in actions if (words := unsaid(path.read_text(encoding="utf-8")))} == {}


def test_no_script_shows_bare_words() -> None:
    shown = re.compile(
        r"""(?:textContent|title|ariaLabel|placeholder)\s*=\s*["'`]([^"'`]*)|aria-label["']?,\s*["'`]([^"'`]*)"""
    )
    found = {}
    for path in sorted((ROOT / "static" / "js").rglob("*.js")):
        words = ["".join(parts) for parts in shown.findall(path.read_text(encoding="utf-8"))]
        if wrong := [text for text in words if LETTERS.search(re.sub(r"\$\{[^}]*\}", "", text))]:
            found[path.name] = wrong
    assert found == {}


def test_scripts_get_their_words_and_no_others() -> None:
    built = ROOT / "static" / "dist" / "messages-ja.js"
    if not built.exists():
        pytest.skip("no built assets: make install")
    words = json.loads(built.read_text(encoding="utf-8").removeprefix("globalThis.poaMessages=").rstrip(";\n"))
    assert words["%(num)s day"] == "%(num)s日"
    assert "Only your own sessions can be ended here." not in words

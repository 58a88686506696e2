"""A plan from Markdown: what becomes which clause, where it stood, and what is refused with its line."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path

import pytest

from poa.intake.markdown import ImportFailed, parse_plan, parse_plan_bytes, serialise_plan

SAMPLE = Path(__file__).parents[2] / "poa" / "demo" / "zero_draft.md"


def read(body: str) -> list[tuple[str, str]]:
    """Kind and text of each clause of a plan with this body."""
    return [(clause.kind, clause.text) for clause in parse_plan(f"# T\n\n{body}").clauses]


def errors(text: str) -> list[tuple[int, str]]:
    with pytest.raises(ImportFailed) as refused:
        parse_plan(text)
    return [(error.line or 1, error.message) for error in refused.value.errors]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("one\n\ntwo\nlines", [("clause", "one"), ("clause", "two\nlines")]),
        (
            "To:\n\n(a) x\n\n    (i) y\n\n(b) z\n\nEnd.",
            [("clause", "To:\n\n(a) x\n\n    (i) y\n\n(b) z"), ("clause", "End.")],
        ),
        ("To:\n(a) x\n(b) y", [("clause", "To:\n(a) x\n(b) y")]),
        ("To:\n\n(a) x\n\n  more of x\n\n(b) y", [("clause", "To:\n\n(a) x\n\n  more of x\n\n(b) y")]),
        ("- Do x\n  and y\n- Do z\n\n(a) w", [("action", "Do x\n  and y"), ("action", "Do z\n\n(a) w")]),
        (
            "Lead.\n\n| a |\n|---|\n| 1 |\n\n| b |\n|---|",
            [("clause", "Lead.\n\n| a |\n|---|\n| 1 |"), ("clause", "| b |\n|---|")],
        ),
        (
            "a[^n] b\n\nc\n\n[^n]: note\n\n  more\n\nd",
            [("clause", "a[^n] b\n\n[^n]: note\n\n  more"), ("clause", "c"), ("clause", "d")],
        ),
        ("a\n\n[JP:\n\nb\n\nc\n\n]\n\nd", [("clause", "a"), ("clause", "[JP:\n\nb\n\nc\n\n]"), ("clause", "d")]),
        ("a:\n\n(a) x\n\n[JP:\n\n(b) y\n\n]\n\n(c) z", [("clause", "a:\n\n(a) x\n\n[JP:\n\n(b) y\n\n]\n\n(c) z")]),
        ("[\n\nnever closed", [("clause", "["), ("clause", "never closed")]),
        (
            "<!-- kept -->\n\n> kept\n\n1. kept",
            [("clause", "<!-- kept -->"), ("clause", "> kept"), ("clause", "1. kept")],
        ),
        ("\\[^9] #tag", [("clause", "\\[^9] #tag")]),
    ],
)
def test_what_becomes_a_clause(body: str, expected: list[tuple[str, str]]) -> None:
    assert read(body) == expected


def test_sections_give_level_and_kind() -> None:
    text = "# T\n\n## Preamble\n\n*Recalling*;\n\n## Areas\n\na\n\n### Annex of areas\n\nb\n\n### More\n\nc"
    text += "\n\n## Annex: x\n\n### y\n\nd"
    found = [(clause.kind, clause.level, clause.text) for clause in parse_plan(text).clauses]
    assert found == [
        ("section", 1, "Preamble"),
        ("preamble", None, "*Recalling*;"),
        ("section", 1, "Areas"),
        ("clause", None, "a"),
        ("section", 2, "Annex of areas"),
        ("annex", None, "b"),
        ("section", 2, "More"),
        ("clause", None, "c"),
        ("section", 1, "Annex: x"),
        ("section", 2, "y"),
        ("annex", None, "d"),
    ]


def test_the_report_says_which_lines_became_what() -> None:
    plan = parse_plan("# T\n\n## S\n\nTo[^1]:\n\n(a) x\n\n[^1]: n\n\n| a |\n|---|\n| 1 |\n| 2 |\n")
    assert [(line.line, line.line_end, line.kind, line.title, line.note) for line in plan.report] == [
        (1, 1, "title", "T", ""),
        (3, 3, "section", "S", "level 1"),
        (5, 7, "clause", "To[^1]:", "with 1 item, note 1"),
        (11, 14, "clause", "Grid", "with 2 rows"),
    ]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "empty"),
        ("text", 1, "before the title"),
        ("\n\nstray\n\n# T\n\na", 3, "before the title"),
        ("## S\n\na", 1, "no title before"),
        ("# T\n\na\n\n# U", 5, "one title"),
        ("# T\n\n#### deep\n\na", 3, "two levels"),
        ("# T\n\n##\n\na", 3, "no words"),
        ("#\n\na", 1, "no words"),
        ("# T", 1, "no clause"),
        ("# T\n\n## S", 1, "no clause"),
        ("# T\n\na[^1]", 3, "no note"),
        ("# T\n\na\n\n[^1]: n", 5, "No clause refers"),
        ("# T\n\na[^1]\n\n[^1]: n\n\n[^1]: m", 7, "defined on line 5"),
        ("# T\n\na[^1]\n\nb[^1]\n\n[^1]: n", 5, "one clause"),
        ("# T\n\na\n\nb \u202e c", 5, "U+202E"),
        ("# T\n\na &#x202e;", 3, "202"),
        ("# T\n\na\n\nb\x00", 5, ""),
        (f"# T\n\na\n\n{'word ' * 21_000}", 5, "100 kB"),
    ],
)
def test_what_is_refused_names_its_line(text: str, line: int, words: str) -> None:
    found = errors(text)
    assert line in [where for where, _ in found]
    assert any(words.casefold() in message.casefold() for where, message in found if where == line)


def test_all_errors_are_told_at_once_in_order() -> None:
    text = "# T\n\na[^1]\n\n#### x\n\n# U\n\n[^2]: n"
    assert [line for line, _ in errors(text)] == [3, 5, 7, 9]
    with pytest.raises(ImportFailed) as refused:
        parse_plan(text)
    assert refused.value.message.splitlines()[1].startswith("Line 5: ")
    assert (refused.value.field, refused.value.line) == ("markdown", 3)


def test_bytes_are_utf8_and_may_begin_with_a_mark() -> None:
    assert parse_plan_bytes("\ufeff# T\r\n\r\na\r\n".encode()).clauses[0].text == "a"
    with pytest.raises(ImportFailed) as refused:
        parse_plan_bytes(b"# T\n\n\xff")
    assert refused.value.line == 3


def test_the_sample_plan_comes_back_from_its_clauses() -> None:
    plan = parse_plan(SAMPLE.read_text(encoding="utf-8"))
    again = parse_plan(serialise_plan(plan.title, plan.clauses))
    assert [(c.kind, c.level, c.text) for c in again.clauses] == [(c.kind, c.level, c.text) for c in plan.clauses]
    assert {clause.kind for clause in plan.clauses} == {"section", "preamble", "clause", "action", "annex"}
    lines = SAMPLE.read_text(encoding="utf-8").splitlines()
    assert all(clause.text.split("\n")[0] in lines[clause.line - 1] for clause in plan.clauses)


@pytest.mark.parametrize(
    "body", ["a\n\n" * 5_000, "[\n" * 20_000, "(a) x\n" * 15_000, "[^1]" * 20_000, "- a\n" * 5_000, "|" * 90_000]
)
def test_a_hostile_file_is_read_in_time(body: str) -> None:
    started = time.process_time()
    with suppress(ImportFailed):
        parse_plan(f"# T\n\n{body}")
    assert time.process_time() - started < 6

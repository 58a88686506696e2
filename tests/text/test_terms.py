"""What the checks of the legal scrub find, and what they leave alone."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poa.text.references import references
from poa.text.terms import KINDS, Item, findings
from poa.text.weight import weighty_changes

ID = "11111111-2222-4333-8444-555555555555"
REF = "{ref:" + ID + "}"


def found(*texts: str, kind: str = "clause", codes: frozenset[str] = frozenset()) -> list[tuple[str, str]]:
    """Kind and words of what is found in a plan of these clauses."""
    items = [Item(str(index), kind, text) for index, text in enumerate(texts)]
    return [(one.kind, texts[int(one.clause)][one.start : one.end]) for one in findings(items, codes)]


CLAUSES: list[tuple[list[str], list[tuple[str, str]]]] = [
    # words of a treaty
    (["They shall meet."], [("commitment", "shall")]),
    (["ASEAN and Japan agree to meet."], [("commitment", "agree")]),
    (["ASEAN and Japan have agreed to meet."], [("commitment", "have agreed")]),
    (["The Parties meet; all parties come."], [("commitment", "Parties")]),
    (["They will endeavour to meet as agreed between them."], []),
    # definitions
    (["“Lead” means one. Each Lead reports."], []),
    (["Use of a Lead. “Lead” means one."], [("term", "Lead")]),
    (["One person (“Lead”).", "A person (hereinafter referred to as “Lead”)."], [("definition", "Lead")]),
    (["The joint body (hereinafter the “Joint Body”). The joint body meets."], [("term", "joint body")]),
    (["The one (“joint call”). Joint calls are made yearly."], []),
    (["A list (“Leads”). It has leads."], [("term", "leads")]),
    (["The work of the Steering Committee."], [("term", "Steering Committee")]),
    (["A body (the “Steering Committee”). Work of the Steering Committee."], []),
    # abbreviations
    (["Use STI. More STI."], [("abbreviation", "STI")]),
    (["Science and innovation (STI). Use STI."], []),
    (["Use STI.", "Science and innovation (STI)."], [("abbreviation", "STI")]),
    (["Science and innovation (“STI”).", "Science again (STI)."], [("abbreviation", "STI")]),
    (["COSTI (Committee on Science) meets. COSTI reports."], []),
    (["ASEAN, in part II, with [JP: more]."], []),
    (["Use R&D."], [("abbreviation", "R&D")]),
    (["See {placeholder: figure, JST, 2026-12-01} and https://www.JST.example/ABC."], []),
    # how it is written
    (["One  blank; and two.  "], [("space", "  ")]),
    (["| A  | B |\n|---|---|\n| 1  | 2 |"], []),
    (["He “said” so.", 'She "did".', "They “came”."], [("quotes", '"'), ("quotes", '"')]),
    (['[delete "said"] “one”'], []),
    (["Japan’s and ASEAN’s, not Laos'."], [("quotes", "'")]),
    (["A plan - and more."], [("dashes", "-")]),
    (["ASEAN–Japan, ASEAN–Japan, ASEAN-Japan."], [("dashes", "-")]),
    (["From 2026–2030, 1–2 and 3-4."], [("dashes", "-")]),
    (["A well-known day, 2026-12-01."], []),
    # brackets
    (["It [is open."], [("bracket", "[")]),
    (["It (is open."], [("bracket", "(")]),
    (["It is) closed."], [("bracket", ")")]),
    (["The list:\n\n(a) one; and\n\n(i) two (again)."], []),
    # references
    (["See " + REF + "."], [("reference", REF)]),
    (["See \\" + REF + "."], []),
]


@pytest.mark.parametrize(("texts", "expected"), CLAUSES, ids=[" | ".join(texts)[:40] for texts, _ in CLAUSES])
def test_what_is_found(texts: list[str], expected: list[tuple[str, str]]) -> None:
    assert found(*texts, codes=frozenset({"JP"})) == expected


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (
            "preamble",
            [
                "*Recalling* it;",
                "Deeply concerned by it;",
                "Mindful of it;",
                "[JP: Recalling also] it;",
                "And noting it;",
            ],
            ["The year was good;", "ASEAN and Japan recall it;", "[JP: They] saw it;"],
        ),
        (
            "action",
            [
                "Promote it.",
                "Bring it.",
                "Jointly implement it.",
                "Assess it.",
                "Focus on it.",
                "Proceed.",
                "To hold it.",
            ],
            [
                "Promoting it.",
                "ASEAN and Japan will do it.",
                "Promotes it.",
                "Promotion of it.",
                "The call.",
            ],
        ),
    ],
)
def test_how_a_clause_opens(kind: str, good: list[str], bad: list[str]) -> None:
    wanted = {"preamble": "preamble", "action": "infinitive"}[kind]
    codes = frozenset({"JP"})
    assert [text for text in good if found(text, kind=kind, codes=codes)] == []
    assert [text for text in bad if [name for name, _ in found(text, kind=kind, codes=codes)] != [wanted]] == []


def test_a_reference_names_a_clause_and_an_item_that_are_there() -> None:
    item = "{ref:" + ID + "(b)}"
    items = [Item("0", "clause", f"See {REF} and {item}."), Item(ID, "clause", "Both:\n\n(a) one;\n\n(b) two.")]
    assert findings(items) == []
    [gone] = findings([items[0], Item(ID, "clause", "Both:\n\n(a) one.")])
    assert (gone.start, gone.message) == (items[0].text.index(item), "The clause that this refers to has no item (b).")


def test_a_typed_number_names_a_label() -> None:
    text = "See paragraphs 2 and paragraph 9, and paragraph 4 of the Declaration."
    items = [Item("0", "clause", text, "1"), Item("1", "clause", "Two.", "2")]
    assert [text[one.start : one.end] for one in findings(items)] == ["paragraph 9"]
    assert findings([Item("0", "clause", text)]) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("They will meet.", "They will  meet.", []),
        ("They will meet.", "They should meet.", ["The commitment word “will” became “should”."]),
        ("They will meet.", "They will not meet.", ["The negation “not” came in."]),
        ("By 2030 at most.", "By 2035 at most.", ["The number “2030” became “2035”."]),
        ("USD 1,000 now", "USD 1000 now", []),
        ("All of the ten come.", "All come.", ["The number “ten” was taken out."]),
        ("In May they may meet.", "In May they meet.", ["The commitment word “may” was taken out."]),
        (f"See {REF}.", f"See {REF[:-1]}(b)" + "}.", [f"The reference “{REF}” became “{REF[:-1]}(b)" + "}”."]),
        (f"See {REF}.", f"Look at {REF}.", []),
    ],
)
def test_words_of_weight(old: str, new: str, said: list[str]) -> None:
    assert weighty_changes(old, new) == said


WORDS = st.lists(
    st.sampled_from(
        ["shall", "“T”", " means ", "(", ")", "[", "]", "  ", "STI", "(STI)", REF, '"', "’", "-", "–", "\n", "T"]
    )
)


@given(st.lists(WORDS, max_size=4))
def test_every_finding_marks_what_is_there(parts: list[list[str]]) -> None:
    items = [Item(str(index), "action", " ".join(words)) for index, words in enumerate(parts)]
    for one in findings(items):
        text = items[int(one.clause)].text
        assert 0 <= one.start < one.end <= len(text)
        assert one.kind in KINDS
        assert one.message


def test_blanks_in_quotation_marks_are_no_term() -> None:
    found = findings([Item("0", "action", '" " means nothing; " " means it again.')])
    assert [one for one in found if one.kind in ("term", "definition")] == []


def test_a_long_plan_is_checked_at_once() -> None:
    text = "ASEAN and Japan will promote science, technology and innovation (STI) in “many” ways (a) and others; " * 3
    items = [Item(str(index), "clause", text) for index in range(500)]
    start = time.perf_counter()
    assert findings(items)
    assert time.perf_counter() - start < 2


def test_references_stand_in_order() -> None:
    upper = "{ref:" + ID.upper().replace("1111", "AAAA") + "(b)(ii)}"
    [one, two] = references(f"{REF} \\{REF} {upper} {{ref:7(b)}} {{ref:{ID}(b}}")
    assert (one.id, one.item) == (ID, "")
    assert (two.id, two.item) == (ID.upper().replace("1111", "AAAA").lower(), "(b)(ii)")

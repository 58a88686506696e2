"""The redline as a lawyer would mark it: one table of cases for each thing that can become of a text."""

from __future__ import annotations

import pytest
from clause_samples import CODES, shown, tree
from lxml import etree

from poa.render.html import Credit, clause, redline

A = "ASEAN and Japan will promote joint research in quantum technology."
B = "Data are shared on a timely basis by all parties concerned."
C = "Researchers move in both directions for long stays."
_MARKS = {"ins": ("{+", "+}"), "del": ("[-", "-]")}
_BLOCKS = ("p", "li", "td", "th")
_SIGNS = {"level": "⇥", "align": "↔"}


def marked(html: str) -> list[str]:
    """Each block as text: {+inserted+} [-deleted-] {+>moved here+} [->moved away-] ¶ at a break, <format>."""
    blocks: list[str] = [""]

    def walk(element: etree._Element) -> None:
        css = (element.get("class") or "").split()
        before, after = _MARKS.get(element.tag, ("", ""))
        before += ">" if "moved" in css else "¶" if "break" in css else ""
        if "format" in css:
            before, after = "<" + "".join(_SIGNS.get(name, "") for name in css), ">"
        if element.tag in _BLOCKS:
            blocks.append("")
        blocks[-1] += before + (element.text or "")
        for child in element:
            walk(child)
        blocks[-1] += after
        if element.tag in _BLOCKS:
            blocks.append("")
        blocks[-1] += element.tail or ""

    walk(tree(html))
    return [block for block in blocks if block.strip()]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (A, f"{A}\n\n{B}", [A, f"{{+{B}+}}"]),
        (f"{A}\n\n{B}", B, [f"[-{A}-]", B]),
        (A, A.replace("joint", "common"), [A.replace("joint", "[-joint-]{+common+}")]),
        (
            f"{A} {B}",
            f"{A.replace('joint', 'common')}\n\n{B}",
            [A.replace("joint", "[-joint-]{+common+}") + " {+¶+}", B],
        ),
        (
            f"{A}\n\n{B}",
            f"{A} {B.replace('timely', 'regular')}",
            [f"{A} [-¶-]{B.replace('timely', '[-timely-]{+regular+}')}"],
        ),
        (f"{A} {B} {C}", f"{A}\n\n{B}\n\n{C}", [f"{A} {{+¶+}}", f"{B} {{+¶+}}", C]),
        (f"{A}\n\n{B}\n\n{C}", f"{A} {B} {C}", [f"{A} [-¶-]{B} [-¶-]{C}"]),
        (f"{A}\n\n{B}\n\n{C}", f"{B}\n\n{C}\n\n{A}", [f"[->{A}-]", B, C, f"{{+>{A}+}}"]),
        (
            f"{A}\n\n{B}\n\n{C}",
            f"{B}\n\n{C}\n\n{A.replace('joint', 'common')}",
            [
                "[->ASEAN and Japan will promote -][-joint-][-> research in quantum technology.-]",
                *(B, C),
                "{+>ASEAN and Japan will promote +}{+common+}{+> research in quantum technology.+}",
            ],
        ),
        (f"{A}\n\n{B} {C}", f"{B} {C}\n\n{A}", [f"[->{A}-]", f"{B} {C}", f"{{+>{A}+}}"]),
        (f"{B} {C}\n\n{A}", f"{A}\n\n{B} {C}", [f"{{+>{A}+}}", f"{B} {C}", f"[->{A}-]"]),
        (A, B, [f"[-{A}-]", f"{{+{B}+}}"]),
    ],
    ids=[
        *("inserted", "deleted", "changed", "split", "joined", "split in three", "joined of three", "moved"),
        *("moved with edits", "the shorter moved", "the shorter moved back", "replaced"),
    ],
)
def test_blocks(old: str, new: str, expected: list[str]) -> None:
    assert marked(redline(old, new)) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            f"(a) {A}\n(b) {B}",
            f"(a) {A}\n(b) {C}\n(c) {B}",
            [f"(a) {A}", f"{{+(b)+}}{{+ {C}+}}", f"[-(b)-]{{+(c)+}} {B}"],
        ),
        (f"(a) {A}\n(b) {B}", f"(a) {B}", [f"[-(a)-][- {A}-]", f"[-(b)-]{{+(a)+}} {B}"]),
        (f"(a) {A} {B}", f"(a) {A}\n(b) {B}", [f"(a) {A} {{+¶+}}", f"{{+(b)+}} {B}"]),
        (f"(a) {A}\n(b) {B}", f"(a) {A} {B}", [f"(a) {A} [-¶-][-(b)-] {B}"]),
        (f"{A}\n\n{B}", f"(a) {A}\n(b) {B}", [f"{{+(a)+}} {A}", f"{{+(b)+}} {B}"]),
        (
            f"(a) {A}\n(b) {B}\n(c) {C}",
            f"(a) {B}\n(b) {C}\n(c) {A}",
            [
                f"[-(a)-][-> {A}-]",
                f"[-(b)-]{{+(a)+}} {B}",
                f"[-(c)-]{{+(b)+}} {C}",
                f"{{+(c)+}}{{+> {A}+}}",
            ],
        ),
        (f"(h) {A}\n(i) {B}", f"(h) {A}\n    (i) {B}", [f"(h) {A}", f"<⇥(i)> {B}"]),
        (f"(a) {A}\n\n{B}", f"(a) {A}\n\n  {B}", [f"(a) {A}", f"<⇥>{B}"]),
    ],
    ids=["inserted", "deleted", "split", "joined", "from paragraphs", "moved", "level", "paragraph's level"],
)
def test_items(old: str, new: str, expected: list[str]) -> None:
    assert marked(redline(old, new)) == expected


def rows(html: str) -> list[list[str]]:
    return [
        ["".join(marked(etree.tostring(cell, encoding="unicode", with_tail=False))) for cell in row]
        for row in tree(html).iter("tr")
    ]


HEAD, ONE, TWO = (
    ["No.", "Action", "Lead"],
    ["1", "Joint mapping of skills", "COSTI"],
    ["2", "Policy dialogue each year", "MEXT"],
)


def table(*lines: list[str]) -> str:
    rule = ["---"] * len(lines[0])
    return "\n".join(f"| {' | '.join(line)} |" for line in (lines[0], rule, *lines[1:]))


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (
            table(HEAD, ["1", "Joint survey of skills", "COSTI"], TWO),
            [HEAD, ["1", "Joint [-mapping-]{+survey+} of skills", "COSTI"], TWO],
        ),
        (table(HEAD, ONE, TWO, ["3", "Talks", "JST"]), [HEAD, ONE, TWO, ["{+3+}", "{+Talks+}", "{+JST+}"]]),
        (table(HEAD, TWO), [HEAD, ["[-1-]", "[-Joint mapping of skills-]", "[-COSTI-]"], TWO]),
        (
            table(["Year", *HEAD], ["2027", *ONE], ["2028", *TWO]),
            [["{+Year+}", *HEAD], ["{+2027+}", *ONE], ["{+2028+}", *TWO]],
        ),
        (
            table(HEAD[:2], ONE[:2], TWO[:2]),
            [[*HEAD[:2], "[-Lead-]"], [*ONE[:2], "[-COSTI-]"], [*TWO[:2], "[-MEXT-]"]],
        ),
        (table([*HEAD[:2], "Responsible"], ONE, TWO), [[*HEAD[:2], "[-Lead-]{+Responsible+}"], ONE, TWO]),
        (
            table(HEAD, ["1", *TWO[1:]], ["2", *ONE[1:]]),
            [
                HEAD,
                ["[-1-]", "[->Joint mapping of skills-]", "[->COSTI-]"],
                ["[-2-]{+1+}", *TWO[1:]],
                ["{+2+}", "{+>Joint mapping of skills+}", "{+>COSTI+}"],
            ],
        ),
        (
            table(*([one[1], one[0], one[2]] for one in (HEAD, ONE, TWO))),
            [[f"[->{one[0]}-]", one[1], f"{{+>{one[0]}+}}", one[2]] for one in (HEAD, ONE, TWO)],
        ),
        (
            table(["No.", "Action", "Year", "Lead"], ["1", ONE[1], "2027", "JST"], ["2", TWO[1], "2028", "MEXT"]),
            [
                ["No.", "Action", "{+Year+}", "Lead"],
                ["1", ONE[1], "{+2027+}", "[-COSTI-]{+JST+}"],
                ["2", TWO[1], "{+2028+}", "MEXT"],
            ],
        ),
        (table(HEAD, ONE, TWO).replace("| --- |", "| :-: |", 1), [["<↔>No.", *HEAD[1:]], ONE, TWO]),
    ],
    ids=[
        *("cell", "row added", "row removed", "column added", "column removed", "head", "row moved", "column moved"),
        *("column and cell", "alignment"),
    ],
)
def test_tables(new: str, expected: list[list[str]]) -> None:
    assert rows(redline(TABLE, new)) == expected


def test_a_table_moves_as_a_whole_with_what_changed_in_it() -> None:
    longer = " ".join([A, B, C, "And this is the paragraph that stays where it is."])
    changed = table(HEAD, ONE, ["2", "Policy dialogue every year", "MEXT"])
    assert rows(redline(f"{TABLE}\n\n{longer}", f"{longer}\n\n{changed}")) == [
        *([f"[->{cell}-]" for cell in row] for row in (HEAD, ONE)),
        ["[->2-]", "[->Policy dialogue -][-each-][-> year-]", "[->MEXT-]"],
        *([f"{{+>{cell}+}}" for cell in row] for row in (HEAD, ONE)),
        ["{+>2+}", "{+>Policy dialogue +}{+every+}{+> year+}", "{+>MEXT+}"],
    ]


def test_what_went_elsewhere_is_not_compared_with_what_came_in_its_place() -> None:
    alike = A.replace("quantum technology", "the oceans")
    assert marked(redline(f"{A}\n\n{B} {C}", f"{alike}\n\n{B} {C}\n\n{A}")) == [
        f"[->{A}-]",
        f"{{+{alike}+}}",
        f"{B} {C}",
        f"{{+>{A}+}}",
    ]


@pytest.mark.parametrize(
    ("old", "new", "by", "name"),
    [
        ("We will act", "We *will* act", (3, 4), "emphasis changed by Japan"),
        ("We *will* act", "We will act", (3, 4), "emphasis changed by Viet Nam"),
        ("(h) a b\n(i) c d", "(h) a b\n    (i) c d", (8, 12), "level changed by Japan"),
        ("| a | b |\n|---|---|\n| c | d |", "| a | b |\n|--:|---|\n| c | d |", (13, 14), "alignment changed by Japan"),
        ("\\[x] a", "[x] a", (0, 1), "bracket changed by Viet Nam"),
    ],
)
def test_a_change_of_format_is_named_with_who_made_it(old: str, new: str, by: tuple[int, int], name: str) -> None:
    in_new = name.endswith("Japan")
    credits = {"inserted": [Credit(*by, ("JP",))]} if in_new else {"deleted": [Credit(*by, ("VN",))]}
    html = redline(old, new, names={"JP": "Japan", "VN": "Viet Nam"}, **credits)
    assert tree(html).xpath("//span[contains(@class, 'format')]/@data-name") == [name]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "x[^1] y[^2]\n\n[^1]: Held in Paris in the year 2024.\n\n[^2]: Short.",
            "x[^2] y[^1]\n\n[^2]: Short.\n\n[^1]: Held in Paris in the year 2024.",
            ["x[-1-]{+2+} y[-2-]{+1+}", "{+2+} {+Short.+}", "1 Held in Paris in the year 2024.", "[-2-] [-Short.-]"],
        ),
        ("x[^1]\n\n[^1]: In April.", "x[^1]\n\n[^1]: In June.", ["x1", "1 In [-April-]{+June+}."]),
        ("x y", "x[^1] y\n\n[^1]: In April.", ["x{+1+} y", "{+1+} {+In April.+}"]),
        ("x[^1] y\n\n[^1]: In April.", "x y", ["x[-1-] y", "[-1-] [-In April.-]"]),
        (
            "x y[^1]\n\n[^1]: Held in Paris.",
            "x[^1] y[^2]\n\n[^1]: A new one.\n\n[^2]: Held in Paris.",
            ["x{+1+} y[-1-]{+2+}", "{+1+} {+A new one.+}", "[-1-]{+2+} Held in Paris."],
        ),
    ],
    ids=["changed places", "changed", "added", "removed", "renumbered"],
)
def test_notes(old: str, new: str, expected: list[str]) -> None:
    assert marked(redline(old, new)) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("We *will* act", "We will act", ["We <will> act"]),
        ("We will act", "We **will** act", ["We <will> act"]),
        ("We *will* act", "We **will** act", ["We <will> act"]),
        ("*Recalling* it", "*Noting* it", ["[-Recalling-]{+Noting+} it"]),
        ("| *a* |\n|---|\n| b |", "| a |\n|---|\n| **b** |", ["<a>", "<b>"]),
        ("We [JP: will] act", "We will act", ["We [-[JP: -]will[-]-] act"]),
        ("We will act", "We [JP: will] act", ["We {+[JP: +}will{+]+} act"]),
        ("\\[JP: will\\] act", "[JP: will] act", ["<[>JP: will] act"]),
        ("[JP:  will] act", "[JP: will] act", ["<[>JP: will] act"]),
        ("[mailto:a@b.c](mailto:a@b.c)", "mailto:a@b.c", ["<mailto:a@b.c>"]),
        ("See [MEXT](https://a.b/c)", "See [MEXT](https://a.b/d)", ["See MEXT ([-https://a.b/c-]{+https://a.b/d+})"]),
        ("ไทยจะร่วมมือ", "ไทยอาจร่วมมือ", ["ไทย[-จะ-]{+อาจ+}ร่วมมือ"]),
        ("日本は研究を推進する", "日本は研究を支援する", ["日本は研究を[-推進-]{+支援+}する"]),
    ],
)
def test_words_and_format(old: str, new: str, expected: list[str]) -> None:
    assert marked(redline(old, new, codes=CODES)) == expected


@pytest.mark.parametrize(
    ("old", "new", "kinds"),
    [
        ("a shall b", "a should b", ["commitment", "commitment"]),
        ("a b", "a endeavours to b", ["commitment"]),
        ("held in May", "held in June", []),
        ("it may be", "it is", ["commitment"]),
        ("two years", "three years", ["commitment number", "commitment number"]),
        ("2027–2030", "2027–2035", ["commitment number", "commitment number"]),
        ("1,000 or 1.5", "2,000 or 2.5", ["commitment number"] * 4),
        ("they do", "they don’t", ["commitment negation"]),
        ("with pay", "without pay", ["commitment negation"]),
        ("the Number", "the No.", []),
        ("I say yes", "I say no", ["commitment negation"]),
        ("a shall *not* b", "a shall not b", []),
        ("| shall |\n|---|", "| will |\n|---|", ["commitment", "commitment"]),
    ],
)
def test_words_of_weight(old: str, new: str, kinds: list[str]) -> None:
    assert tree(redline(old, new)).xpath("//span[starts-with(@class, 'commitment')]/@class") == kinds


TABLE = table(HEAD, ONE, TWO)
CHANGED = [
    (A, f"{A}\n\n{B}"),
    (f"{A} {B}", f"{A}\n\n{B}"),
    (f"{A}\n\n{B}\n\n{C}", f"{B}\n\n{C}\n\n{A}"),
    (f"(a) {A}\n(b) {B}", f"(a) {B}\n(b) {A}\n(c) {C}"),
    (TABLE, table(["Year", *HEAD], ["2027", "1", *TWO[1:]], ["2028", "2", *ONE[1:]])),
    (TABLE, A),
    ("x y[^1]\n\n[^1]: Held in Paris.", "x[^1] y[^2]\n\n[^1]: A new one.\n\n[^2]: Held in Paris."),
]


@pytest.mark.parametrize(("old", "new"), CHANGED)
def test_every_change_is_named_and_keeps_both_texts(old: str, new: str) -> None:
    everything = {"deleted": [Credit(0, len(old), ("JP",))], "inserted": [Credit(0, len(new), ("VN",))]}
    html = redline(old, new, names={"JP": "Japan", "VN": "Viet Nam"}, **everything)
    changes = list(tree(html).iter("ins", "del"))
    assert changes
    for change in changes:
        assert change.get("data-name").endswith("by Viet Nam" if change.tag == "ins" else "by Japan")
    assert shown(html, without="ins") == shown(clause(old))
    assert shown(html, without="del") == shown(clause(new))

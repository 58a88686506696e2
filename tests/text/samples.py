"""Real-looking clauses in several scripts, and strategies that make, edit and spoil them."""

from __future__ import annotations

from hypothesis import strategies as st

ENGLISH = (
    "ASEAN and Japan will endeavour to promote the exchange of young researchers, in accordance with APASTI 2026–2035."
)
LIST = (
    "ASEAN and Japan intend to:\n\n(a) promote joint research in quantum technology;\n\n"
    "(b) support the mobility of:\n\n    (i) students; and\n\n    (ii) young researchers; and\n\n"
    "(c) hold a policy dialogue once a year."
)
TABLE = (
    "The actions are the following:\n\n| No. | Action | Lead |\n|---|---|---|\n| 1 | Joint mapping | COSTI, MEXT |\n"
    "| 2 | Policy dialogue[^1] | {placeholder: lead, JST, 2026-12-01} |\n\n[^1]: Held with a [meeting](https://asean.org/c)."
)
BRACKETS = (
    '*Recalling* that the Parties [shall] [JP, VN: will] [ID: delete "endeavour to"] **cooperate** '
    "[in [2027] or later]."
)
THAI = "ประเทศสมาชิกอาเซียนและประเทศญี่ปุ่นจะส่งเสริมความร่วมมือด้านวิทยาศาสตร์ เทคโนโลยี และนวัตกรรม"
LAO = "ປະເທດສະມາຊິກອາຊຽນ ແລະ ຍີ່ປຸ່ນ ຈະສົ່ງເສີມການຮ່ວມມື"
KHMER = "ប្រទេសសមាជិកអាស៊ាន\u200bនិងជប៉ុន នឹងលើកកម្ពស់កិច្ចសហប្រតិបត្តិការ"
BURMESE = "အာဆီယံအဖွဲ့ဝင်နိုင်ငံများနှင့် ဂျပန်နိုင်ငံသည် ပူးပေါင်းဆောင်ရွက်ရန်"
JAVANESE = "ꦥꦿꦺꦴꦒꦿꦩ꧀ꦏꦼꦂꦗꦱꦩ"
JAPANESE = (
    "日本とASEANは、科学技術イノベーション（STI）の共同研究を推進するよう努める。データの共有も2026年に開始する。"
)
CHINESE = "东盟与日本将努力促进青年研究人员的交流。"
ARABIC = "تسعى رابطة أمم جنوب شرق آسيا واليابان إلى تعزيز البحث المشترك."
VIETNAMESE_DECOMPOSED = (
    "Cac nuo\u031b\u0301c thanh vie\u0302n va\u0300 Nha\u0323\u0302t Ba\u0309n se\u0303 no\u0302\u0303 lu\u031b\u0323c."
)

TEXTS = (
    *(ENGLISH, LIST, TABLE, BRACKETS, THAI, LAO, KHMER, BURMESE, JAVANESE, JAPANESE, CHINESE, ARABIC),
    VIETNAMESE_DECOMPOSED,
)

_WORDS = (
    "ASEAN",
    "Japan",
    "will",
    "should",
    "may",
    "shall",
    "not",
    "endeavour",
    "to",
    "promote",
    "the",
    "a",
    "of",
    "and",
    "in",
    "cooperation",
    "research",
    "2026–2035",
    "100",
    "region,",
    "States",
    "energy;",
    "technology.",
    "(a)",
    "(ii)",
    "[JP:",
    "[",
    "]",
    "{placeholder: sum, JST, 2026-12-01}",
    "[^1]",
    "|",
    "**",
    "ไทย",
    "ปุ่น",
    "ក្រ",
    "研",
    "究",
    "を",
    "—",
    "don’t",
    "state-of-the-art",
    "e\u0301",
)
_GAPS = (" ", " ", " ", " ", "  ", "\n", "\n\n", "", "\u200b")

words = st.sampled_from(_WORDS)
runs = st.lists(st.tuples(words, st.sampled_from(_GAPS)), max_size=6).map(lambda pairs: "".join(map("".join, pairs)))
clauses = st.one_of(
    st.sampled_from(TEXTS),
    st.lists(st.tuples(words, st.sampled_from(_GAPS)), max_size=40).map(lambda pairs: "".join(map("".join, pairs))),
)
any_text = st.one_of(clauses, st.text(max_size=60), st.text(alphabet="ab ,.\n", max_size=40))


@st.composite
def edited(draw: st.DrawFn, text: str, most: int = 4) -> str:
    """The text after some edits: words put in, taken out, replaced or doubled anywhere."""
    for _ in range(draw(st.integers(0, most))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.sampled_from((0, 0, 1, 3, 8, 30))))
        put_in = draw(st.one_of(runs, st.just(text[start:end] * 2), st.just("")))
        text = text[:start] + put_in + text[end:]
    return text


@st.composite
def pairs(draw: st.DrawFn) -> tuple[str, str]:
    """A text and another, mostly an edit of it."""
    first = draw(any_text)
    return first, draw(st.one_of(edited(first), edited(first), edited(first), any_text))


@st.composite
def triples(draw: st.DrawFn) -> tuple[str, str, str]:
    """A base and two edits of it."""
    base = draw(any_text)
    return base, draw(edited(base)), draw(edited(base))

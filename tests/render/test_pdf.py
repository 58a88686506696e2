"""Drafts on paper: nothing lost, the same bytes every time, and nothing hostile gets anywhere."""

from __future__ import annotations

import copy
import hashlib
import re
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pdf_sample as sample
import pikepdf
import pytest

from poa.render.canonical import content_hash
from poa.render.pdf import Pdf, RenderFailed, Signed, file_name, render_in_subprocess, render_pdf
from poa.text import Credit

CLEAN = "cd" * 32
SIGNED = (
    Signed("JP", "Japan", "Satō Hanako", "Director, MEXT", "2026-11-20T04:00:00Z"),
    Signed("VN", "Viet Nam", "Nguyễn Thị Lan", "Deputy Director General", "2026-11-21T04:05:00Z", "recorded"),
)


def render(content: dict[str, Any], view: str = "clean", **more: Any) -> Pdf:
    return render_pdf(content, view, content_hash=content_hash(content), **more)


def one(text: str, kind: str = "clause") -> dict[str, Any]:
    return sample.draft([sample.clause("one", kind, text, "1")])


def words(pdf: Pdf, *options: str) -> str:
    """The text of the PDF as poppler extracts it, pages separated by form feeds."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed (Debian: poppler-utils)")
    run = subprocess.run(["pdftotext", *options, "-", "-"], input=pdf.data, capture_output=True, check=True)
    return run.stdout.decode()


def body(pdf: Pdf) -> str:
    """The text inside the margins (A4 at 72 dots an inch), without the pages' heads and feet."""
    return words(pdf, "-raw", "-x", "0", "-y", "76", "-W", "595", "-H", "692")


def addresses(pdf: Pdf, folder: Path) -> set[str]:
    """Where the links of the PDF lead outside of it."""
    (folder / "links.pdf").write_bytes(pdf.data)
    with pikepdf.open(folder / "links.pdf") as opened:
        actions = [note.get("/A", {}) for page in opened.pages for note in page.get("/Annots", [])]
        return {str(action["/URI"]) for action in actions if "/URI" in action}


def squeezed(text: str) -> str:
    """Text without white space and without the hyphen that may end a line."""
    return re.sub(r"\s+", "", text)


def plain(markdown: str) -> list[str]:
    """The words a reader sees of a clause, markup aside."""
    return re.findall(r"\w+", re.sub(r"\[\^(\w+)\]:?|[*|_`]|^\|[-|: ]+\|$", r" \1 ", markdown, flags=re.M))


@pytest.fixture(scope="module")
def zero() -> dict[str, Any]:
    return sample.zero()


@pytest.fixture(scope="module")
def rev1() -> dict[str, Any]:
    return sample.rev1()


@pytest.fixture(scope="module")
def clean(rev1: dict[str, Any]) -> Pdf:
    return render(rev1)


@pytest.fixture(scope="module")
def redline(zero: dict[str, Any], rev1: dict[str, Any]) -> Pdf:
    return render(rev1, "redline", against=zero, credits=sample.credits(zero, rev1), with_comments=True)


@pytest.fixture(scope="module")
def short(zero: dict[str, Any], rev1: dict[str, Any]) -> dict[str, Any]:
    """What a redline of a part of the sample is made from: lists, a table, headings, credits."""
    old, new = sample.shortened(zero), sample.shortened(rev1)
    return {"content": new, "view": "redline", "against": old, "credits": sample.credits(old, new)}


def test_every_word_of_every_clause_is_printed(clean: Pdf, rev1: dict[str, Any]) -> None:
    printed = squeezed(words(clean))
    lost = [(item["label"], word) for item in rev1["clauses"] for word in plain(item["text"]) if word not in printed]
    assert lost == []
    assert clean.pages > 5
    assert clean.sha256 == hashlib.sha256(clean.data).hexdigest()


def test_clauses_stand_in_order_with_their_numbers(clean: Pdf, rev1: dict[str, Any]) -> None:
    printed = squeezed(body(clean))
    at = 0
    for item in rev1["clauses"]:
        if item["kind"] in ("clause", "action"):
            first = re.split(r"[\n\[{]", item["text"])[0]
            at = printed.index(squeezed(f"{item['label']}. {first}"), at)


def test_every_page_says_what_it_is(clean: Pdf, rev1: dict[str, Any]) -> None:
    pages = words(clean, "-layout").rstrip("\f").split("\f")
    assert len(pages) == clean.pages
    for number, page in enumerate(pages, start=1):
        assert "Rev.1 · 14 November 2026, 10:00 UTC · RESTRICTED" in page
        assert "ASEAN-JP-PoA" in page
        assert "Illustrative sample — not a real negotiation" in page
        assert f"Page {number} of {clean.pages}" in page
        assert f"Content {content_hash(rev1)[:16]}" in page


def test_a_real_negotiation_is_not_called_a_sample() -> None:
    content = one("ASEAN and Japan will cooperate.")
    content["plan"]["illustrative"] = False
    assert "Illustrative" not in words(render(content))


def test_the_cover_names_the_draft_and_its_parties(clean: Pdf, rev1: dict[str, Any]) -> None:
    cover = words(clean, "-f", "1", "-l", "1")
    for said in ("Revision", "RESTRICTED", "Nothing is agreed until everything is agreed", "2 agreed"):
        assert said in cover
    assert all(party["name"] in cover for party in rev1["parties"])
    assert content_hash(rev1) in squeezed(cover)
    assert rev1["events_head"] in squeezed(cover)


def test_the_contents_name_the_page_of_each_section(clean: Pdf, rev1: dict[str, Any]) -> None:
    pages = words(clean, "-layout").split("\f")
    found = re.findall(r"^\s*[IVX]+ +(\S.*?)(?: \.)+ +(\d+)$", pages[1], flags=re.M)
    sections = [c["text"] for c in rev1["clauses"] if c["kind"] == "section" and c["level"] == 1]
    assert [heading for heading, _ in found] == sections
    for heading, page in found:
        assert heading in pages[int(page) - 1]


def test_the_file_is_tagged_titled_and_bound_to_the_content(clean: Pdf, rev1: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "clean.pdf").write_bytes(clean.data)
    with pikepdf.open(tmp_path / "clean.pdf") as pdf:
        assert len(pdf.pages) == clean.pages
        assert str(pdf.Root.Lang) == "en-GB"
        assert pdf.Root.MarkInfo.Marked
        assert rev1["plan"]["title"] in str(pdf.docinfo.Title)
        assert str(pdf.docinfo.CreationDate) == "D:20261114100000Z"
        assert bytes(pdf.trailer.ID[0]) == f"{content_hash(rev1)}-clean".encode()
        with pdf.open_outline() as outline:
            assert "Areas of Cooperation" in " ".join(str(item.title) for item in outline.root[0].children)


def test_the_same_draft_gives_the_same_bytes_in_any_process(short: dict[str, Any]) -> None:
    script = (
        "import pdf_sample as sample, test_pdf as t\n"
        "z, r = (sample.shortened(c) for c in (sample.zero(), sample.rev1()))\n"
        "print(t.render(r, 'redline', against=z, credits=sample.credits(z, r)).sha256)\n"
    )
    for seed in ("1", "2"):
        run = subprocess.run(
            [sys.executable, "-c", script],
            cwd=Path(__file__).parent,
            env={"PYTHONHASHSEED": seed, "PATH": "/usr/bin", "TZ": "Asia/Tokyo", "LC_ALL": "C"},
            capture_output=True,
            text=True,
            check=True,
        )
        assert run.stdout.strip() == render(**short).sha256


def test_a_redline_shows_what_went_and_what_came(redline: Pdf) -> None:
    text = words(redline)
    assert "Robotics and automation" in text
    changes = words(redline, "-layout").split("Clauses that are not listed")[1]
    for said in ("words changed", "inserted", "deleted", "moved", "renumbered", "status open → agreed"):
        assert said in changes, said
    assert re.search(r"words changed.*JP, MY", changes)


def test_a_redline_keeps_every_word_of_both_drafts(redline: Pdf, zero: dict[str, Any], rev1: dict[str, Any]) -> None:
    printed = squeezed(words(redline))
    for content in (zero, rev1):
        for item in content["clauses"]:
            assert [word for word in plain(item["text"]) if word not in printed] == []


def test_changes_are_lines_and_codes_not_only_ink() -> None:
    old, new = one("ASEAN and Japan will endeavour to cooperate."), one("ASEAN and Japan will cooperate.")
    key = old["clauses"][0]["id"]
    by_jp = {key: ([Credit(0, 44, ("JP", "VN"))], [])}
    drawn = render(new, "redline", against=old, credits=by_jp)
    text = words(drawn)
    assert re.search(r"endeavour to\s*JP VN", text)
    assert "By" in text


def test_the_same_words_make_an_empty_redline() -> None:
    old = one("ASEAN and Japan will cooperate.")
    new = copy.deepcopy(old) | {"events_head": "00" * 32}
    assert "are the same, word for word" in words(render(new, "redline", against=old)).replace("\n", " ")


def test_comments_are_endnotes_when_asked_for(redline: Pdf, clean: Pdf) -> None:
    text = words(redline).replace("\n", " ")
    for said in ("Thailand would prefer every year.", "We can be flexible.", "10 November 2026, 03:30 UTC"):
        assert said in text
        assert said not in words(clean).replace("\n", " ")
    assert re.search(r"every two years\.\s*MY\s*Comment 1", body(redline))


def test_the_final_names_who_signed_what(rev1: dict[str, Any]) -> None:
    final = render(rev1, "final", signoffs=SIGNED, clean_sha256=CLEAN)
    text = words(final)
    for said in ("Satō Hanako", "Director, MEXT", "Nguyễn Thị Lan", "Recorded by the secretariat", "sha256sum"):
        assert said in text
    assert "21 November 2026, 04:05 UTC" in text
    assert CLEAN in squeezed(text)
    assert "ASEAN-JP-PoA_Rev1_clean_as-of-20261114T1000Z.pdf" in squeezed(text)


@pytest.mark.parametrize(
    ("view", "more", "reason"),
    [
        ("final", {"clean_sha256": CLEAN}, "waits for sign-off by JP, VN"),
        ("final", {"signoffs": SIGNED[:1], "clean_sha256": CLEAN}, "waits for sign-off by VN"),
        ("final", {"signoffs": SIGNED}, "SHA-256 of the clean PDF"),
        ("final", {"signoffs": SIGNED, "clean_sha256": "abc"}, "SHA-256 of the clean PDF"),
        ("redline", {}, "earlier draft"),
        ("handwritten", {}, "no view"),
    ],
)
def test_what_is_missing_is_named(rev1: dict[str, Any], view: str, more: dict[str, Any], reason: str) -> None:
    with pytest.raises(RenderFailed, match=reason):
        render(rev1, view, **more)


def test_a_content_that_is_not_the_one_on_record_is_not_printed(rev1: dict[str, Any]) -> None:
    with pytest.raises(RenderFailed, match="not the one its hash names"):
        render_pdf(rev1, "clean", content_hash="00" * 32)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script> and <img src='file:///etc/passwd'>",
        "[a link](javascript:alert(1)) and [another](file:///etc/passwd)",
        "<link rel=attachment href='file:///etc/passwd'><style>@import url(file:///etc/passwd)</style>",
        "</div></main><iframe src='http://127.0.0.1/'></iframe>",
    ],
)
def test_hostile_text_is_only_text(text: str, tmp_path: Path) -> None:
    content = one(text)
    content["plan"]["title"] = content["parties"][0]["name"] = text
    content["draft"]["marking"] = text
    pdf = render(content)
    printed = squeezed(words(pdf))
    assert printed.count(squeezed("alert(1)")) >= 1 or "alert" not in text
    (tmp_path / "x.pdf").write_bytes(pdf.data)
    with pikepdf.open(tmp_path / "x.pdf") as opened:
        assert "/EmbeddedFiles" not in opened.Root.get("/Names", {})
    assert addresses(pdf, tmp_path) == set()
    assert "root:" not in printed


def test_a_link_to_the_web_stays_one(tmp_path: Path) -> None:
    pdf = render(one("See [the site](https://asean.example/sti)."))
    assert addresses(pdf, tmp_path) == {"https://asean.example/sti"}


def test_a_long_table_breaks_and_repeats_its_head() -> None:
    rows = "\n".join(f"| {number} | Action number {number} with some words to it | JST |" for number in range(120))
    pages = words(render(one(f"| No. | What is to be done | Lead |\n|---|---|---|\n{rows}", "annex"))).split("\f")
    with_rows = [page for page in pages if "Action number" in page]
    assert len(with_rows) > 2
    assert all("What is to be done" in page for page in with_rows)


def test_other_scripts_are_printed() -> None:
    texts = ("ความร่วมมือ", "ສະຖາບັນ", "កិច្ចសហប្រតិបត្តិការ", "ပူးပေါင်း", "科学技術", "Nguyễn ứng dụng")
    pdf = render(one("\n\n".join(texts)))
    fonts = subprocess.run(["pdffonts", "-"], input=pdf.data, capture_output=True, check=True).stdout.decode()
    for family in ("Thai", "Lao", "Khmer", "Myanmar", "CJK-JP", "vietnamese"):
        assert re.search(rf"\+(Noto|Source)-Serif\S*-{family}\S* .* yes yes yes ", fonts), family
    printed = squeezed(words(pdf))
    assert [text for text in texts[4:] if squeezed(text) not in printed] == []


def test_progress_grows() -> None:
    told: list[int] = []
    render(one("ASEAN and Japan will cooperate."), progress=told.append)
    assert told == sorted(set(told))
    assert told[0] < 20
    assert told[-1] > 80


def test_file_names(zero: dict[str, Any], rev1: dict[str, Any]) -> None:
    assert file_name(rev1, "redline", zero) == "ASEAN-JP-PoA_Rev1_redline_as-of-20261114T1000Z.pdf"
    assert file_name(zero, "clean", None) == "ASEAN-JP-PoA_Zero_clean_as-of-20261001T0900Z.pdf"
    other = sample.draft([], symbol="Rev.0/b")
    assert file_name(rev1, "redline", other) == "ASEAN-JP-PoA_Rev1_redline-from-Rev0-b_as-of-20261114T1000Z.pdf"
    odd = sample.draft([], symbol="../../“x”\r\n", as_of="2026-01-01T07:30:00+07:00")
    odd["plan"]["abbreviation"] = "日本"
    odd["plan"]["title"] = "Đà Nẵng–Japan"
    assert re.fullmatch(r"[A-Za-z0-9_.-]+_x_clean_as-of-20260101T0030Z\.pdf", file_name(odd, "clean", None))


def test_a_process_of_its_own_gives_the_same(short: dict[str, Any]) -> None:
    told: list[int] = []
    here = content_hash(short["content"])
    assert render_in_subprocess(**short, content_hash=here, progress=told.append) == render(**short)
    assert told
    assert told == sorted(told)


def test_a_refusal_in_the_process_keeps_its_words(rev1: dict[str, Any]) -> None:
    with pytest.raises(RenderFailed, match="waits for sign-off by JP, VN"):
        render_in_subprocess(rev1, "final", content_hash=content_hash(rev1), clean_sha256=CLEAN)


def test_a_rendering_that_takes_too_long_is_ended(rev1: dict[str, Any]) -> None:
    with pytest.raises(RenderFailed, match=r"not ready after 0\.3 seconds"):
        render_in_subprocess(rev1, "clean", content_hash=content_hash(rev1), timeout=0.3)


def test_a_rendering_that_takes_too_much_memory_is_ended(rev1: dict[str, Any]) -> None:
    with pytest.raises(RenderFailed, match="can be tried again"):
        render_in_subprocess(rev1, "clean", content_hash=content_hash(rev1), memory=60 * 2**20)


@pytest.mark.slow
@pytest.mark.parametrize("text", ["word " * 1_000_000, "x" * 5_000_000, "(a) [" * 1_000_000])
def test_five_megabytes_end_in_time(text: str) -> None:
    content = one(text)
    with suppress(RenderFailed):
        pdf = render_in_subprocess(content, "clean", content_hash=content_hash(content), timeout=8)
        assert pdf.pages > 100

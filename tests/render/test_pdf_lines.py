"""Which clause stands in which line of which page, against what another program reads in the PDF."""

from __future__ import annotations

import json
import shutil
import subprocess

import pdf_sample
import pytest

from poa.models import Document
from poa.render import canonical
from poa.render.pdf import Pdf, render_pdf
from poa.text.quotes import visible


@pytest.fixture(scope="module")
def zero() -> Pdf:
    content = pdf_sample.zero()
    return render_pdf(content, "clean", content_hash=canonical.content_hash(content))


def printed(pdf: Pdf, page: int) -> list[str]:
    """The lines of a page as pdftotext reads them, without the running head and foot."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed (Debian: poppler-utils)")
    options = ["-layout", "-f", str(page), "-l", str(page), "-", "-"]
    run = subprocess.run(["pdftotext", *options], input=pdf.data, capture_output=True, check=True)
    lines = [line for line in run.stdout.decode().splitlines() if line.strip()]
    return lines[1:-1]


@pytest.mark.parametrize("page", [3, 4, 6])
def test_a_clause_begins_in_the_line_in_which_a_reader_finds_it(zero: Pdf, page: int) -> None:
    clauses = {item["id"]: item for item in pdf_sample.zero()["clauses"]}
    lines = printed(zero, page)
    begun = [(line, clauses[id]) for line, id in zero.places[page - 1] if line > 1]
    assert len(begun) > 3
    for line, clause in begun:
        found = " ".join(lines[line - 1].split())
        words = " ".join(visible(clause["text"]).split())[:20]
        assert found.startswith(clause["label"]), (page, line, found)
        assert words in found, (page, line, found)


def test_a_line_inside_a_clause_is_that_clause_s(zero: Pdf) -> None:
    document = Document(places=json.dumps(zero.places))
    first, second = zero.places[2][1:3]
    assert document.clause_at(3, first[0]) == first[1]
    assert document.clause_at(3, second[0] - 1) == first[1]
    assert document.clause_at(3, second[0]) == second[1]


@pytest.mark.parametrize(("page", "line"), [(0, 1), (1, 1), (999, 1), (3, 0)])
def test_where_no_clause_is_there_is_none(zero: Pdf, page: int, line: int) -> None:
    assert Document(places=json.dumps(zero.places)).clause_at(page, line) is None


def test_a_pdf_that_is_not_ready_has_no_places() -> None:
    assert Document().clause_at(3, 14) is None

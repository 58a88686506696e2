"""HTML on paper: the fonts, the style sheet and WeasyPrint, which may fetch nothing but these fonts."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from fontTools.ttLib import woff2
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from poa import assets
from poa.render import pdf_lines

Progress = Callable[[int], None]

VARIANT = "pdf/ua-1"  # tagged, so that a screen reader finds headings, lists and tables
FAMILIES = {"Source Serif 4": "source-serif-4", "Source Sans 3": "source-sans-3"}
FACES = ((400, "normal"), (400, "italic"), (600, "normal"), (600, "italic"))
BASIC = "latin"
WIDER = ("latin-ext", "vietnamese")  # loaded for texts that hold such letters
_PAGE_CHARACTERS = 2_200  # of a usual page: a guess, for progress only


class OnlyOurFonts(URLFetcher):  # type: ignore[misc]
    """Answers `font:NAME` with a file of the fonts' folder and refuses every other address."""

    def __init__(self, folder: Path) -> None:
        self._files = {path.name: path for path in folder.glob("*.woff2")} if folder.is_dir() else {}

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._files)

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        scheme, _, name = url.partition(":")
        if scheme != "font" or name not in self._files:
            raise ValueError("nothing is fetched for a printed draft")
        return URLFetcherResponse(url, BytesIO(_unpacked(self._files[name])), {"Content-Type": "font/ttf"})

    def open(self, url: Any, data: object = None, timeout: object = None) -> URLFetcherResponse:
        return self.fetch(str(getattr(url, "full_url", url)))


@cache
def _unpacked(path: Path) -> bytes:
    """A woff2 file as TrueType; unpacking one takes a tenth of a second, so once in a process."""
    out = BytesIO()
    woff2.decompress(BytesIO(path.read_bytes()), out)
    return out.getvalue()


def font_faces(names: frozenset[str], text: str) -> str:
    """The `@font-face` rules for `text`, over the font files `names` that there are."""
    sets = (BASIC, *WIDER) if any(_is_wider(char) for char in set(text)) else (BASIC,)
    rules = []
    for family, stem in FAMILIES.items():
        for subset in sets:
            title = family if subset == BASIC else f"{family} {subset}"
            for weight, style in FACES:
                name = f"{stem}-{subset}-{weight}-{style}.woff2"
                if name in names:
                    rules.append(
                        f'@font-face {{ font-family: "{title}"; font-weight: {weight}; '
                        f"font-style: {style}; src: url(font:{name}) }}"
                    )
    return "\n".join(rules)


def print_html(html: str, identifier: str, progress: Progress | None = None) -> tuple[bytes, pdf_lines.Places]:
    """Lay `html` out on A4 and return the PDF and, for each page, what stands where; equal input gives equal bytes."""
    static = assets.folder("static")
    fetcher = OnlyOurFonts(static / "dist" / "fonts")
    fonts = FontConfiguration()
    sheet = font_faces(fetcher.names, html) + (static / "css" / "paper.css").read_text(encoding="utf-8")
    css = CSS(string=sheet, font_config=fonts, url_fetcher=fetcher)
    with _reporting(progress, len(html)):
        source = HTML(string=html, url_fetcher=fetcher)
        document = source.render(font_config=fonts, stylesheets=[css], pdf_variant=VARIANT)
        data: bytes = document.write_pdf(pdf_variant=VARIANT, pdf_identifier=identifier.encode("ascii"))
    return data, pdf_lines.places(document, source.etree_element)


def _is_wider(char: str) -> bool:
    return "\u0100" <= char <= "\u036f" or "\u1e00" <= char <= "\u1eff"


@contextmanager
def _reporting(progress: Progress | None, characters: int) -> Iterator[None]:
    """Turn WeasyPrint's log of its steps into percentages that only grow."""
    if progress is None:
        yield
        return
    handler = _Steps(progress, max(1, characters // _PAGE_CHARACTERS))
    logger = logging.getLogger("weasyprint.progress")
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)


_STEPS = {"Step 1": 5, "Step 2": 8, "Step 3": 10, "Step 4": 20, "Step 5": 30, "Step 6": 85, "Step 7": 95}


class _Steps(logging.Handler):
    def __init__(self, progress: Progress, pages: int) -> None:
        super().__init__(logging.INFO)
        self._progress, self._pages = progress, pages
        self._thread, self._last = threading.get_ident(), 0

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread != self._thread:
            return
        message = record.getMessage()
        percent = _STEPS.get(message[:6], 0)
        _, _, page = message.partition("Page ")
        if message.startswith("Step 5") and page.isdigit():
            percent += min(50, 50 * int(page) // self._pages)
        if percent > self._last:
            self._last = percent
            self._progress(percent)

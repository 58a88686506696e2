"""Any text is drawn, as well-formed HTML, within two seconds."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

import pytest
from clause_samples import CODES, tree

from poa.render.html import clause, redline

SECONDS = 2


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "[" * 50_000 + "]" * 50_000,
        "[" * 4_900 + "]" * 4_900,
        "[JP: " * 2_400 + "x" + "]" * 2_400,
        "[JP: a] " * 2_400,
        "[\n" * 2_400 + "]\n" * 2_400,
        "(a) x\n" * 4_900,
        "".join(f"{' ' * (4 * (index % 60))}(i) x\n" for index in range(900)),
        "*a " * 9_000,
        "will " * 200_000,
        "a" * 1_000_000,
        "ก" * 50_000,
        "研" * 1_000_000,
        "a b\n\n" * 200_000,
        "\ud800\x00\x0b\ufffe" * 10_000,
        "\x00\ud800 " * 300_000,
        "|a" * 3_000 + "\n" + "|-" * 3_000,
        "|a|b|\n|-|-|\n" + "|1|x y|\n" * 2_000,
        "".join(f"x[^{index}] " for index in range(1_000)) + "".join(f"\n\n[^{index}]: y" for index in range(1_000)),
        "{placeholder: " * 8_000,
        "[" + "A, " * 30_000 + ": b]",
    ],
    ids=[
        *("open", "nested", "pairs", "attributed", "beside", "lines", "items", "deep", "stars", "words", "long"),
        *("thai", "chinese", "short", "unshowable", "nul", "wide", "rows", "notes", "placeholders", "codes"),
    ],
)
def test_hostile_text_is_drawn_in_time(text: str) -> None:
    middle = len(text) // 2
    in_time(lambda: clause(text, codes=CODES))
    in_time(lambda: redline(text, text[:middle] + " may " + text[middle:], codes=CODES))
    in_time(lambda: redline(text, text[middle:] + text[:middle], codes=CODES))
    in_time(lambda: redline(text, "", codes=CODES))


def in_time(draw: Callable[[], str]) -> None:
    gc.freeze()  # what other tests left in memory is not looked through for this one
    started = time.thread_time()
    html = draw()
    assert time.thread_time() - started < SECONDS
    gc.unfreeze()
    html.encode()
    assert tree(html) is not None

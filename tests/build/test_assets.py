"""Templates, static files and migrations are found in a checkout and in a wheel."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from poa import assets

DIST = Path(__file__).resolve().parents[2] / "static" / "dist"


@pytest.mark.parametrize("name", ["templates", "static", "migrations"])
def test_a_checkout_has_them_beside_the_package(name: str) -> None:
    assert assets.folder(name) == Path(assets.__file__).resolve().parents[1] / name


def test_a_wheel_has_them_inside_the_package_and_looks_nowhere_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside, beside = tmp_path / "poa" / "static", tmp_path / "static"
    inside.mkdir(parents=True)
    beside.mkdir()
    monkeypatch.setattr(assets, "_PACKAGE", tmp_path / "poa")
    assert assets.folder("static") == inside


def test_a_missing_folder_is_named() -> None:
    with pytest.raises(FileNotFoundError, match="'nowhere'"):
        assets.folder("nowhere")


built = pytest.mark.skipif(not (DIST / "app.css").exists(), reason="no built assets: make install")


@built
def test_all_that_the_style_sheet_fetches_was_built_with_it() -> None:
    wanted = re.findall(r"url\([\"']?([^\"')]+)", (DIST / "app.css").read_text(encoding="utf-8"))
    fetched = [address for address in wanted if not address.startswith(("data:", "#"))]
    assert fetched
    assert [address for address in fetched if not (DIST / address).is_file()] == []


@built
@pytest.mark.parametrize("family", ["source-serif-4", "source-sans-3"])
@pytest.mark.parametrize("letters", ["latin", "latin-ext", "vietnamese"])
def test_the_fonts_for_paper_have_names_that_stay(family: str, letters: str) -> None:
    faces = [f"{weight}-{style}" for weight in (400, 600, 700) for style in ("normal", "italic")]
    assert [face for face in faces if not (DIST / "fonts" / f"{family}-{letters}-{face}.woff2").is_file()] == []


@built
def test_no_script_or_style_names_another_host() -> None:
    for name in ("app.js", "editor.js", "theme.js", "app.css"):
        hosts = re.findall(r"https?://([\w.-]+)", (DIST / name).read_text(encoding="utf-8"))
        assert set(hosts) <= {"www.w3.org", "prosemirror.net"}, name  # a name of a namespace, words of a warning


@built
def test_the_editor_is_small_and_no_part_of_what_every_page_loads() -> None:
    """Under 200 kB gzip with all that it needs; pages on which nobody writes load none of it."""
    assert len(gzip.compress((DIST / "editor.js").read_bytes())) < 200_000
    assert "ProseMirror" in (DIST / "editor.js").read_text(encoding="utf-8")
    assert "ProseMirror" not in (DIST / "app.js").read_text(encoding="utf-8")
    assert len(gzip.compress((DIST / "app.js").read_bytes())) < 40_000

"""Templates, static files and migrations are found in a checkout and in a wheel."""

from __future__ import annotations

from pathlib import Path

import pytest

from poa import assets


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

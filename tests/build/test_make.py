"""The commands that people type are there, say what they are, and name no registry."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def _make(*words: str) -> str:
    done = subprocess.run(["make", *words], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    return done.stdout


@pytest.mark.parametrize("target", ["help", "install", "run", "test", "check", "bench", "wheel"])
def test_help_lists_the_target_with_a_line_about_it(target: str) -> None:
    assert re.search(rf"^  make {target} +[A-Z]\w+", _make("help"), re.MULTILINE)


def test_help_is_what_make_says_without_a_target() -> None:
    assert _make() == _make("help")


def test_every_command_that_needs_the_environment_installs_it() -> None:
    text = (ROOT / "Makefile").read_text()
    for target in ("run", "test", "check", "bench", "wheel"):
        assert re.search(rf"^{target}: install ##", text, re.MULTILINE), target


def test_check_runs_each_of_the_five_checks() -> None:
    planned = _make("--dry-run", "--assume-old=install", "check")
    for command in ("ruff format --check", "ruff check", "mypy", "lint-imports", "poa db check"):
        assert command in planned


def test_ci_runs_what_the_readme_tells() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    subprocess.run(["bash", "-n", script], check=True)
    assert script.read_text().rstrip().endswith("\nmake check test")


def test_the_lock_names_no_registry() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())
    packages = lock["packages"]
    assert packages["node_modules/esbuild"]["integrity"]
    assert [name for name, facts in packages.items() if "resolved" in facts] == []


def test_packages_run_no_scripts_of_their_own() -> None:
    assert "ignore-scripts=true" in (ROOT / ".npmrc").read_text().splitlines()


def test_every_setting_is_documented() -> None:
    sources = [ROOT / "poa" / "config.py", ROOT / "Makefile", ROOT / ".ci" / "run"]
    read = {name for source in sources for name in re.findall(r"\bPOA_[A-Z_]+\b", source.read_text())}
    documented = set(re.findall(r"^\| `(POA_[A-Z_]+)`", (ROOT / "docs" / "operations.md").read_text(), re.MULTILINE))
    assert "POA_DATABASE_URL" in read
    assert documented == read

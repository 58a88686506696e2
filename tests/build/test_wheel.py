"""The wheel stands alone: built, installed into an empty environment and served from an empty folder."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (ROOT / "static/dist/app.css").exists(), reason="no built assets: make install"),
]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that `make wheel` builds; what is installed is taken as it is."""
    folder = tmp_path_factory.mktemp("wheel")
    _run(
        ["make", "--assume-old=install", "wheel", f"STAGE={folder / 'stage'}", f"OUT={folder / 'dist'}"],
        cwd=ROOT,
    )
    [built] = (folder / "dist").glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel in it; the libraries are borrowed from the one that runs the tests."""
    folder = tmp_path_factory.mktemp("installed")
    _run([sys.executable, "-m", "venv", "--without-pip", folder])
    python = folder / "bin" / "python"
    _run([sys.executable, "-m", "pip", "--python", python, "install", "-q", "--no-deps", "--no-index", wheel])
    [packages] = folder.glob("lib/python3*/site-packages")
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder


@pytest.fixture
def served(installed: Path, tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The address of the installed application, serving from an empty folder."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("POA_", "PYTHON"))}
    environ |= {"POA_PORT": str(port), "POA_DATA": str(tmp_path / "data"), "POA_DEMO_PASSWORD": "a demo password"}
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [installed / "bin" / "poa", "serve"], cwd=tmp_path, env=environ, stdout=log, stderr=log
        )
    try:
        _wait_until_healthy(f"http://127.0.0.1:{port}", process, tmp_path / "log")
        yield f"http://127.0.0.1:{port}", process
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        process.wait(10)


def _run(command: list[str | Path], cwd: Path | None = None) -> None:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def _fetch(url: str) -> tuple[str, bytes]:
    with urllib.request.urlopen(url, timeout=20) as answer:
        return answer.headers.get_content_type(), answer.read()


def _wait_until_healthy(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            _fetch(f"{address}/healthz")
            return
        time.sleep(0.2)
    pytest.fail("poa serve did not become healthy:\n" + log.read_text())


def test_it_holds_what_lies_beside_the_package_in_a_checkout(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    beside = [
        path.relative_to(ROOT).as_posix()
        for folder in ("templates", "static", "migrations")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")
    ]
    assert {"static/dist/app.js", "static/dist/messages-ja.js", "static/dist/scripts.css"} <= set(beside)
    assert "poa/translations/ja/LC_MESSAGES/messages.mo" in held
    assert {f"poa/{name}" for name in beside} - held == set()
    sample = [path.relative_to(ROOT).as_posix() for path in (ROOT / "poa/demo").rglob("*") if path.suffix == ".md"]
    assert sample
    assert set(sample) <= held
    assert not [name for name in held if "__pycache__" in name or name.startswith("tests/")]


def test_it_serves_pages_and_built_files_and_stops(served: tuple[str, subprocess.Popen[bytes]]) -> None:
    address, process = served
    kind, page = _fetch(f"{address}/login")
    assert kind == "text/html"
    assert b"Sign in" in page
    kind, style = _fetch(f"{address}/static/dist/app.css")
    assert kind == "text/css"
    assert style == (ROOT / "static/dist/app.css").read_bytes()
    process.send_signal(signal.SIGINT)
    assert process.wait(5) == 0
    with pytest.raises(urllib.error.URLError, match="refused"):
        _fetch(f"{address}/healthz")

"""The supervisor: stops everything in time, starts a worker again, ends when gunicorn does."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from poa import serve

KEEPS = "import sys, time, pathlib; pathlib.Path(sys.argv[1]).open('a').write('up\\n'); time.sleep(60)"
DIES = "import sys, pathlib; pathlib.Path(sys.argv[1]).open('a').write('up\\n'); sys.exit(3)"
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + KEEPS
PARENT = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', sys.argv[2], sys.argv[1]]).wait()"

Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start a supervisor of (name, program, vital); each program writes a line to its file at its start."""
    running: list[subprocess.Popen[str]] = []

    def _start(*children: tuple[str, str, bool]) -> subprocess.Popen[str]:
        lines = [
            f"Child({name!r}, [sys.executable, '-c', {program!r}, {str(tmp_path / name)!r}, {DEAF!r}], vital={vital})"
            for name, program, vital in children
        ]
        program = f"import sys; from poa.serve import *; sys.exit(supervise([{', '.join(lines)}]))"
        process = subprocess.Popen(
            [sys.executable, "-c", program], stderr=subprocess.PIPE, text=True, start_new_session=True
        )
        running.append(process)
        return process

    yield _start
    for process in running:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def _wait_for(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.05)


def _starts(path: Path) -> int:
    return path.read_text().count("up\n") if path.exists() else 0


def _running(path: Path) -> list[int]:
    """The processes that have the file's path among their arguments."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if str(path).encode() in entry.read_bytes().split(b"\0"):
                found.append(int(entry.parent.name))
    return found


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_everything(start: Start, tmp_path: Path, number: signal.Signals) -> None:
    process = start(("web", KEEPS, True), ("worker", KEEPS, False))
    _wait_for(lambda: _starts(tmp_path / "web") == 1 and _starts(tmp_path / "worker") == 1)
    process.send_signal(number)
    assert process.wait(5) == 0
    assert _running(tmp_path / "web") == _running(tmp_path / "worker") == []


def test_ctrl_c_reaches_the_whole_group_and_stops_everything(start: Start, tmp_path: Path) -> None:
    process = start(("web", KEEPS, True))
    _wait_for(lambda: _starts(tmp_path / "web") == 1)
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(5) == 0
    assert _running(tmp_path / "web") == []


@pytest.mark.slow
def test_what_does_not_listen_is_killed_within_five_seconds_with_its_children(start: Start, tmp_path: Path) -> None:
    process = start(("web", PARENT, True), ("worker", DEAF, False))
    _wait_for(lambda: _starts(tmp_path / "web") == 1 and _starts(tmp_path / "worker") == 1)
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0
    assert time.monotonic() - began < 5
    _wait_for(lambda: _running(tmp_path / "web") == _running(tmp_path / "worker") == [], 1)


def test_nothing_outlives_a_killed_supervisor(start: Start, tmp_path: Path) -> None:
    process = start(("web", KEEPS, True))
    _wait_for(lambda: _starts(tmp_path / "web") == 1)
    process.kill()
    process.wait(5)
    _wait_for(lambda: _running(tmp_path / "web") == [], 5)


def test_a_worker_that_dies_is_started_again(start: Start, tmp_path: Path) -> None:
    start(("web", KEEPS, True), ("worker", DIES, False))
    _wait_for(lambda: _starts(tmp_path / "worker") >= 2)
    assert _starts(tmp_path / "web") == 1


def test_when_gunicorn_dies_the_whole_ends_with_an_error(start: Start, tmp_path: Path) -> None:
    process = start(("web", DIES, True), ("worker", KEEPS, False))
    _, said = process.communicate(timeout=20)
    assert process.returncode == 1
    assert "web ended with status 3" in said
    assert _running(tmp_path / "worker") == []


def test_a_restart_waits_longer_each_time_and_forgets_after_a_steady_run() -> None:
    child = serve.Child("worker", [], vital=False, started=0.0)
    waits = []
    for _ in range(8):
        child.schedule(now=10.0)
        waits.append(child.due - 10.0)
    assert waits == [1, 2, 4, 8, 16, 30, 30, 30]
    child.schedule(now=100.0)
    assert child.due == 101.0


def test_an_address_that_is_taken_is_said_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        assert serve.serve("127.0.0.1", port, workers=1, threads=1) == 1
    said = capsys.readouterr().err
    assert f"127.0.0.1:{port}" in said
    assert "POA_PORT" in said

"""`poa serve`: gunicorn and the background worker under one small supervisor."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import FrameType

GRACE = 3.6  # seconds from the first signal until what still runs is killed: all is over within 5
PAUSE = 0.1  # seconds between two looks at the children
STEADY = 30.0  # seconds after which a process that had to be restarted counts as healthy again
LONGEST_WAIT = 30.0  # seconds at most between two restarts


@dataclass
class Child:
    """A process to keep: a vital one ends everything when it dies, another is started again."""

    name: str
    command: Sequence[str]
    vital: bool
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    restarts: int = 0
    due: float = 0.0

    def start(self) -> None:
        """Start it in a session of its own, so that a Ctrl-C reaches the supervisor only."""
        self.process = subprocess.Popen(
            self.command, stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=_die_with_parent
        )
        self.started = time.monotonic()

    def exit_status(self) -> int | None:
        """Its exit status, or None while it runs."""
        return self.process.poll() if self.process else 0

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the process and to all it has started."""
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)

    def schedule(self, now: float) -> None:
        """Plan the next start: soon the first time, later and later when it keeps dying."""
        if now - self.started > STEADY:
            self.restarts = 0
        self.due = now + min(LONGEST_WAIT, 2.0**self.restarts)
        self.restarts += 1
        self.process = None


def serve(host: str, port: int, workers: int, threads: int, with_worker: bool = True) -> int:
    """Serve HTTP on `host:port`, and run the worker, until SIGINT, SIGTERM or SIGHUP.

    The children inherit the environment, `POA_*` included. Returns the exit status: 0 when it was told to
    stop, 1 when the address is taken or gunicorn ended by itself. A worker that dies is started again.
    """
    if problem := _cannot_bind(host, port):
        _say(f"cannot serve on {host}:{port}: {problem}; POA_HOST and POA_PORT choose another address")
        return 1
    print(f"Serving http://{host}:{port}/ — Ctrl-C stops.", flush=True)
    children = [Child("gunicorn", _gunicorn(host, port, workers, threads), vital=True)]
    if with_worker:
        children.append(Child("worker", [sys.executable, "-m", "poa", "worker"], vital=False))
    return supervise(children)


def supervise(children: Sequence[Child]) -> int:
    """Keep `children` running until a signal says stop; 0 then, 1 when a vital one has ended.

    It must be called in the main thread, whose handlers for the three signals it replaces while it runs.
    """
    told = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal told
        told = True

    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, stop) for number in signals}
    try:
        for child in children:
            child.start()
        while not told:
            if dead := _look_after(children):
                _say(f"{dead.name} ended with status {dead.exit_status()}, stopping")
                break
            time.sleep(PAUSE)
    finally:
        _end(children)
        for number, handler in before.items():
            signal.signal(number, handler)
    return 0 if told else 1


def _look_after(children: Sequence[Child]) -> Child | None:
    """Restart what is due; return a vital child that has ended."""
    now = time.monotonic()
    for child in children:
        if child.process is None:
            if now >= child.due:
                child.start()
        elif (status := child.exit_status()) is not None:
            if child.vital:
                return child
            child.send(signal.SIGKILL)
            child.schedule(now)
            _say(f"{child.name} ended with status {status}, starting it again in {child.due - now:.0f} s")
    return None


def _end(children: Sequence[Child]) -> None:
    """Ask all to end, wait for `GRACE` seconds, then kill what is left, grandchildren included."""
    for child in children:
        if child.process:
            child.process.terminate()
    deadline = time.monotonic() + GRACE
    while time.monotonic() < deadline and any(child.exit_status() is None for child in children):
        time.sleep(PAUSE / 2)
    for child in children:
        child.send(signal.SIGKILL)
        if child.process:
            child.process.wait()


def _gunicorn(host: str, port: int, workers: int, threads: int) -> list[str]:
    """The command line. `GUNICORN_CMD_ARGS` adds to it."""
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    options = {
        "--bind": address,
        "--worker-class": "gthread",
        "--workers": str(workers),
        "--threads": str(threads),
        "--timeout": "60",
        "--graceful-timeout": "3",
        "--log-level": "warning",
        "--config": "python:poa.hooks",
    }
    flat = [word for option in options.items() for word in option]
    return [sys.executable, "-m", "gunicorn", *flat, "--no-control-socket", "poa:create_app()"]


def _cannot_bind(host: str, port: int) -> str | None:
    """Why nobody can listen at the address at present, in the system's words; None when one can."""
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        return error.strerror or str(error)
    return None


_libc = ctypes.CDLL(None) if sys.platform == "linux" else None
_PR_SET_PDEATHSIG = 1


def _die_with_parent() -> None:
    """In the child: be told to end when the supervisor is killed (Linux; see prctl(2))."""
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _say(line: str) -> None:
    print(f"poa serve: {line}", file=sys.stderr, flush=True)

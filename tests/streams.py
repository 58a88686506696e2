"""A real gunicorn as `poa serve` starts it, and somebody who listens to a plan's events on it."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

from poa import serve

from .databases import SECRET, Database


def free_port() -> int:
    """A port that nobody listens on at present."""
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        return int(probe.getsockname()[1])


class Server:
    """gunicorn on a test's database."""

    def __init__(self, database: Database, workers: int = 2, threads: int = 6, grace: int = 3) -> None:
        self.port = free_port()
        settings = {
            "POA_DATA": str(database.folder),
            "POA_DATABASE_URL": database.url,
            "POA_SECRET_KEY": SECRET,
            "POA_THREADS": str(threads),
        }
        command = [
            *serve._gunicorn("127.0.0.1", self.port, workers, threads),
            "--graceful-timeout",
            str(grace),
        ]
        self.process = subprocess.Popen(command, env=os.environ | settings, start_new_session=True)
        deadline = time.monotonic() + 30
        while not self._answers():
            assert time.monotonic() < deadline, "gunicorn does not answer"
            assert self.process.poll() is None, "gunicorn has ended"
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            return self.ask("GET", "/healthz").status == 200
        except OSError:
            return False

    def ask(self, method: str, path: str, token: str | None = None, **more: Any) -> http.client.HTTPResponse:
        """An answer that has been read."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        body = None
        if "json" in more:
            body, headers["Content-Type"] = json.dumps(more["json"]), "application/json"
        connection.request(method, path, body, headers | more.get("headers", {}))
        answer = connection.getresponse()
        answer.body = answer.read()  # type: ignore[attr-defined]
        connection.close()
        return answer

    def listen(self, token: str, plan_id: object, last: int | None = None, **headers: str) -> Ear:
        """Somebody who listens."""
        headers = {"Authorization": f"Bearer {token}", **headers}
        if last is not None:
            headers["Last-Event-ID"] = str(last)
        return Ear(self.port, f"/api/v1/plans/{plan_id}/stream", headers)

    def stop(self) -> float:
        """End it; the seconds that took."""
        began = time.monotonic()
        self.process.terminate()
        self.process.wait(20)
        return time.monotonic() - began


@dataclass(frozen=True)
class Heard:
    """An event as it arrived."""

    id: int
    event: str
    data: dict[str, Any]
    at: float = field(compare=False)


class Ear:
    """One open stream. `status` and `headers` are the answer's."""

    def __init__(self, port: int, path: str, headers: dict[str, str]) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        self.connection.request("GET", path, headers=headers)
        self.socket = self.connection.sock  # the connection lets go of it with an answer that ends it
        self.answer = self.connection.getresponse()
        self.status = self.answer.status
        self.comments: list[str] = []
        self.beside: list[list[dict[str, Any]]] = []  # who was said to be there, each time

    def __enter__(self) -> Ear:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self.cut()

    def cut(self) -> None:
        """Hang up."""
        self.answer.close()
        self.connection.close()
        self.socket.close()

    def lines(self, seconds: float) -> Iterator[str]:
        """Lines as they come; ends with the stream. `TimeoutError` when none comes for so long."""
        self.socket.settimeout(seconds)
        while True:
            line = self.answer.readline()
            if not line:
                return
            yield line.decode().rstrip("\n")

    def opened(self) -> Ear:
        """Once the first line has come."""
        assert self.status == 200, self.answer.read()
        for line in self.lines(20):
            if line == ": open":
                return self
        raise AssertionError("the stream ended before it was open")

    def events(self, seconds: float = 20) -> Iterator[Heard]:
        """Events as they come, until the stream ends."""
        for item in self._items(seconds):
            if isinstance(item, Heard):
                yield item

    def take(self, count: int, seconds: float = 20) -> list[Heard]:
        """The next so many events."""
        heard = self.events(seconds)
        return [next(heard) for _ in range(count)]

    def told(self, seconds: float = 20) -> list[dict[str, Any]]:
        """Who is said to be there next; no event may come before."""
        item = next(self._items(seconds))
        assert not isinstance(item, Heard), item
        return item

    def _items(self, seconds: float) -> Iterator[Heard | list[dict[str, Any]]]:
        parts: dict[str, str] = {}
        for line in self.lines(seconds):
            if line.startswith(":"):
                self.comments.append(line)
            elif line:
                name, _, value = line.partition(": ")
                parts[name] = value
            elif parts.get("event") == "presence":
                assert "id" not in parts
                self.beside.append(json.loads(parts["data"])["beside"])
                parts = {}
                yield self.beside[-1]
            elif "data" in parts:
                heard, parts = Heard(int(parts["id"]), parts["event"], json.loads(parts["data"]), time.time()), {}
                yield heard
            else:
                parts = {}

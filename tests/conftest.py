"""Fixtures for all tests: a real database, the application, the cast, a client, a clock, a mail server, a browser.

    database      SQLite and, with POA_TEST_DATABASE_URL, PostgreSQL; empty at the beginning of each test
    app           the application on it            client        a browser nobody has signed in with
    cast          the named cast (tests/cast.py)   signed_in     signed_in("head_jp"): a browser of that person
    plan          a small plan                     api           api("head_jp"): asks with a bearer token
    sample        the sample plan (SQLite only; tests/sample.py)
    clock         clock.forward(minutes=5)         smtp          smtp.messages: what a real mail server got
    live_server   its address                      visit         visit("head_jp"): a page in Chromium

`counted_queries()` is in tests/databases.py, `make_plan()` and other factories in tests/cast.py.
"""

from __future__ import annotations

import gc
import itertools
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from apiflask import APIFlask
from argon2 import PasswordHasher
from sqlalchemy import select
from werkzeug.serving import make_server

from poa import db
from poa.actions import sessions
from poa.db import session
from poa.models import Plan
from poa.web.languages import ZONE

from . import sample as samples
from .cast import Cast, make_plan
from .client import Client
from .databases import KINDS, Database
from .doubles import Clock, Smtp, mail_server

CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
]
_started: dict[str, Database] = {}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Whatever touches the database runs on each kind.

    What a browser drives, the pages and the API run on SQLite: actions and queries, on which they stand, run on both.
    So does what says of itself that it is of `one_database`, or, of `both_databases`, the other way round.
    """
    if "kind_of_database" in metafunc.fixturenames:
        marked = metafunc.definition.get_closest_marker
        above = any(folder in metafunc.module.__file__ for folder in ("/tests/web/", "/tests/api/"))
        one = marked("one_database") or "live_server" in metafunc.fixturenames or above
        kinds = ["sqlite"] if one and not marked("both_databases") else KINDS
        metafunc.parametrize("kind_of_database", kinds, scope="session")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is slow comes first: short tests at the end leave no worker waiting for another.

    Each worker begins with an equal part of all tests, in order; so the slow ones are shared out among these parts.
    """
    workers = getattr(config, "workerinput", {}).get("workercount", 1)
    slow = [item for item in items if item.get_closest_marker("slow")]
    short = iter([item for item in items if not item.get_closest_marker("slow")])
    size, items[:] = len(items) // workers, []
    for worker in range(workers):
        mine = slow[worker::workers]
        items += [*mine, *itertools.islice(short, max(0, size - len(mine)))]
    items += short


def pytest_collection_finish() -> None:
    """What is loaded by now stays: to look for garbage among it again and again is a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_sessionfinish() -> None:
    """Leave no file, schema or connection behind."""
    while _started:
        _started.popitem()[1].drop()


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords() -> Iterator[None]:
    """Argon2 as it is, but with parameters that take no time."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sessions, "HASHER", cheap)
        patch.setattr(sessions, "_NOBODY", cheap.hash("nobody"))
        yield


@pytest.fixture
def database(kind_of_database: str) -> Iterator[Database]:
    """An empty database of the kind asked for."""
    if kind_of_database not in _started:
        _started[kind_of_database] = Database(kind_of_database)
    held = _started[kind_of_database]
    held.bind()
    yield held
    held.clear()


@pytest.fixture
def app(database: Database) -> APIFlask:
    """The application, with the configuration it began with."""
    app = database.app
    app.test_client_class = Client
    return app


@pytest.fixture
def client(app: APIFlask) -> Client:
    """A browser nobody has signed in with."""
    return _client(app)


def _client(app: APIFlask) -> Client:
    made = app.test_client()
    assert isinstance(made, Client)
    return made


@pytest.fixture
def cast(database: Database) -> Cast:
    """Everybody who plays."""
    return database.once("cast", Cast)


@pytest.fixture
def plan(database: Database, cast: Cast) -> Plan:
    """A small plan of all twelve parties."""
    return session.get_one(Plan, database.once("plan", lambda: make_plan().id))


@pytest.fixture
def signed_in(app: APIFlask, cast: Cast) -> Callable[[str], Client]:
    """Browsers of members of the cast, each signed in by the page; one for each name."""
    made: dict[str, Client] = {}

    def browser_of(name: str) -> Client:
        if name not in made:
            made[name] = _client(app).sign_in(name)
        return made[name]

    return browser_of


@pytest.fixture
def api(app: APIFlask, cast: Cast) -> Callable[[str], Client]:
    """Programs of members of the cast, each with a bearer token."""
    made: dict[str, Client] = {}

    def program_of(name: str) -> Client:
        if name not in made:
            made[name] = _client(app)
            made[name].environ_base["HTTP_AUTHORIZATION"] = f"Bearer {cast.token(name)}"
        return made[name]

    return program_of


@pytest.fixture
def sample(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """The sample as `poa demo load` makes it, its documents ready; its first plan, which is being negotiated."""
    folder = tmp_path_factory.getbasetemp()
    alone = "PYTEST_XDIST_WORKER" not in os.environ  # else the folder above is of all workers of this run
    samples.load(database, (folder if alone else folder.parent) / "sample.sqlite3")
    plan = session.scalars(select(Plan).order_by(Plan.created_at)).unique().first()
    assert plan is not None
    return plan


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that the test moves."""
    made = Clock()
    monkeypatch.setattr(db, "clock", lambda: made.now)
    return made


@pytest.fixture
def smtp(app: APIFlask) -> Iterator[Smtp]:
    """A mail server, and the application told to use it."""
    with mail_server() as server:
        settings = app.config["POA_SETTINGS"]
        app.config["POA_SETTINGS"] = replace(settings, smtp_url=f"smtp://127.0.0.1:{server.port}")
        yield server


@pytest.fixture
def live_server(app: APIFlask) -> Iterator[str]:
    """The application served over HTTP; its address without a slash at the end."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, as Debian brings it."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium-headless-shell")
    if program is None:
        pytest.skip("there is no chromium-headless-shell on this machine")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=CHROMIUM)
        yield running
        running.close()


@pytest.fixture
def visit(app: APIFlask, live_server: str, browser: Any, cast: Cast) -> Iterator[Callable[..., Any]]:
    """`visit("head_jp", "/")` opens a page in a browser of that person (None: nobody); `name` again, the same browser.

    At the end no page may have reported a script error or something that the security policy forbids.
    """
    with browsers(browser, live_server, app) as open_page:
        yield open_page


@pytest.fixture
def visit_sample(app: APIFlask, live_server: str, browser: Any, sample: Plan) -> Iterator[Callable[..., Any]]:
    """The same on the sample: `visit_sample("head.jp", "/")`."""
    with browsers(browser, live_server, app) as open_page:
        yield open_page


@contextmanager
def browsers(browser: Any, address: str, app: APIFlask) -> Iterator[Callable[..., Any]]:
    """Opens pages, one browser a person, signed in beforehand, and hears what they complain of.

    They hold what the page to sign in by leaves behind: the session, and the zone, in which the server then says times.
    """
    contexts: dict[str | None, Any] = {}
    complaints: list[str] = []

    def heard(message: Any) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            complaints.append(message.text)

    def open_page(name: str | None, path: str = "/", **options: Any) -> Any:
        if name not in contexts:
            contexts[name] = browser.new_context(base_url=address, **options)
            contexts[name].set_default_timeout(15_000)
            if name is not None:
                zone = {"name": ZONE, "value": options.get("timezone_id", "UTC"), "url": address}
                contexts[name].add_cookies([_client(app).sign_in(name).cookie(address), zone])
        page = contexts[name].new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", heard)
        page.goto(path)
        return page

    yield open_page
    for context in contexts.values():
        context.close()
    assert not complaints, complaints

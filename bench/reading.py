"""The reading room in Chromium: until one can read and act, and how it scrolls, beside the same words on a bare page.

The sample and a plan of 500 clauses with 5,000 amendments are served from this process. Each page is opened in
turn with a bare page of the same words (no styles, scripts or margin): what the machine does meanwhile falls on both.
"""

from __future__ import annotations

import logging
import shutil
import statistics
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from apiflask import APIFlask
from flask import Response
from sqlalchemy import select
from werkzeug.serving import make_server

from bench import negotiation
from bench.scratch import installation
from poa.actions import sessions
from poa.db import session, transaction
from poa.demo import play
from poa.models import Clause, Plan, Revision, User

ROUNDS = 5
READY = "() => performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
SCROLL = """async () => {
  const gaps = []
  let last = performance.now()
  const end = () => scrollY + innerHeight >= document.documentElement.scrollHeight - 2
  while (!end() && gaps.length < 600) {
    scrollBy({top: innerHeight / 2, behavior: 'instant'})
    await new Promise(requestAnimationFrame)
    const now = performance.now()
    gaps.push(now - last)
    last = now
  }
  gaps.sort((a, b) => a - b)
  return [gaps[Math.floor(gaps.length / 2)], gaps[Math.floor(gaps.length * 0.95)], gaps.length]
}"""


def run() -> None:
    """Print milliseconds until the page is interactive and between frames while scrolling, and the bare page's."""
    program = shutil.which("chromium-headless-shell")
    if program is None:
        print("Reading room: there is no chromium-headless-shell on this machine")
        return
    from playwright.sync_api import sync_playwright

    logging.getLogger("werkzeug").setLevel(logging.ERROR)

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for name, build in (("sample", _sample), ("500 clauses", negotiation.build)):
            with _served(build) as (address, token, plan):
                _measure(browser, name, address, token, plan)
        browser.close()


def _sample() -> Any:
    play.load("a password for the bench")
    return session.scalars(select(Plan.id).order_by(Plan.created_at)).first()


@contextmanager
def _served(build: Any) -> Iterator[tuple[str, str, str]]:
    """The address of a server on this data, the cookie of the secretariat, the plan's id."""
    with installation() as app:
        plan = build()
        _bare(app, plan)
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", _cookie(app), str(plan)
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


def _bare(app: APIFlask, plan: Any) -> None:
    """A page of nothing but the plan's words."""
    query = select(Revision.text).join(Clause, Clause.revision_id == Revision.id).where(Clause.plan_id == plan)
    words = "".join(f"<p>{text}</p>" for text in session.scalars(query.order_by(Clause.position)))

    def bare() -> Response:
        return Response(f"<!doctype html><title>Bare</title>{words}", mimetype="text/html")

    bare.permission = None  # type: ignore[attr-defined]
    app.add_url_rule("/bare", "bare", bare)


def _cookie(app: APIFlask) -> str:
    with transaction():
        query = select(User).where(User.email == "secretariat@poa.example")
        token = sessions.begin(session.scalars(query).unique().one(), kind="browser", agent="bench")
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return str(serializer.dumps({"_user_id": token, "_fresh": True}))


def _measure(browser: Any, name: str, address: str, token: str, plan: str) -> None:
    context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 800})
    context.add_cookies([{"name": "poa_session", "value": token, "url": address}])
    found: dict[str, list[tuple[float, float, float]]] = {"room": [], "bare": []}
    for _round in range(ROUNDS + 1):
        for which, path in (("room", f"/plans/{plan}"), ("bare", "/bare")):
            page = context.new_page()
            page.goto(path, wait_until="load")
            ready = page.evaluate(READY)
            frame, slow, _count = page.evaluate(SCROLL)
            found[which].append((ready, frame, slow))
            page.close()
    context.close()
    print(f"Reading room in Chromium, {name}: median of {ROUNDS}, ms, and times the bare page of the same words")
    for index, words in enumerate(("interactive after", "between frames", "19 of 20 frames within")):
        room, bare = (statistics.median(values[index] for values in found[which][1:]) for which in ("room", "bare"))
        print(f"  {words:24} {room:8.0f}   bare {bare:6.0f}   {room / bare:5.1f}")

"""The stream of events, read from a real gunicorn: nothing missed, nothing twice, nothing of others, none starved."""

from __future__ import annotations

import datetime as dt
import json
import threading
import time
import uuid
from collections.abc import Callable, Iterator

import pytest

from poa import live
from poa.actions import comments, people, sessions
from poa.db import session, transaction
from poa.models import Clause, Plan
from poa.queries import events
from poa.queries.circles import circle_named

from .cast import Cast, clause_of, make_amendment, person
from .databases import Database
from .streams import Ear, Heard, Server

_servers: dict[str, Server] = {}


@pytest.fixture(scope="module", autouse=True)
def _stopped() -> Iterator[None]:
    yield
    while _servers:
        _servers.popitem()[1].stop()


@pytest.fixture
def server(database: Database) -> Server:
    """gunicorn with two processes on the test's database; one for all tests of this file."""
    if database.kind not in _servers:
        _servers[database.kind] = Server(database, workers=2, threads=24)
    return _servers[database.kind]


@pytest.fixture
def clause(plan: Plan) -> Clause:
    return clause_of(plan, "Each party")


def say(clause: Clause, who: str = "delegate_jp", circle: str = "all", body: str = "A remark.") -> None:
    """One event in a circle."""
    with transaction():
        by = person(who)
        comments.comment(by, clause, body=body, circle=circle_named(clause.plan_id, circle, by))


def rank(plan: Plan, who: str) -> int:
    """The id of the latest event as somebody counts."""
    session.rollback()
    return events.count(plan, person(who))


def test_an_event_is_at_every_listener_at_once(server: Server, plan: Plan, clause: Clause, cast: Cast) -> None:
    before = rank(plan, "observer")
    tokens = [cast.token(name) for name in ("observer", "head_jp", "secretariat", "delegate_vn", "co_chair")]
    ears = [server.listen(token, plan.id).opened() for token in tokens]
    time.sleep(0.5)
    began = time.time()
    say(clause)
    heard = [ear.take(1)[0] for ear in ears]
    assert max(one.at for one in heard) - began < live.CHECK  # woken, and not found when it was looked anyway
    event = heard[0]
    assert (event.id, event.event) == (before + 1, "comment.made")
    assert event.data["kind"] == "comment.made"
    assert (event.data["clause"], event.data["party"]) == (str(clause.id), "JP")
    assert dt.datetime.fromisoformat(event.data["at"]).timestamp() == pytest.approx(began, abs=1)
    for ear in ears:
        ear.cut()


def test_the_answer_is_no_page_and_is_kept_by_nobody(server: Server, plan: Plan, cast: Cast) -> None:
    with server.listen(cast.token("observer"), plan.id) as ear:
        assert ear.answer.headers.get_content_type() == "text/event-stream"
        assert ear.answer.headers["X-Accel-Buffering"] == "no"
        assert "no-store" in ear.answer.headers["Cache-Control"]


def test_after_a_cut_nothing_is_missed_and_nothing_comes_twice(
    server: Server, plan: Plan, clause: Clause, cast: Cast
) -> None:
    token = cast.token("head_jp")
    with server.listen(token, plan.id).opened() as ear:
        say(clause, body="1")
        say(clause, circle="own", body="2")
        first = ear.take(2)
    say(clause, body="3")
    make_amendment(clause, "Each party may name a contact point.", by="vn")
    with server.listen(token, plan.id, last=first[0].id).opened() as ear:
        say(clause, body="5")
        again = ear.take(4)
    assert [one.id for one in again] == list(range(first[0].id + 1, first[0].id + 5))
    assert again[0] == first[1]
    assert [one.event for one in again] == ["comment.made", "comment.made", "amendment.tabled", "comment.made"]
    assert rank(plan, "head_jp") == again[-1].id


def test_everything_from_the_first_on(server: Server, plan: Plan, clause: Clause, cast: Cast) -> None:
    for _ in range(3):
        say(clause)
    with server.listen(cast.token("observer"), plan.id, last=0) as ear:
        found = ear.take(4)
    assert [one.id for one in found] == [1, 2, 3, 4]
    assert [one.event for one in found] == ["plan.created", *["comment.made"] * 3]


@pytest.mark.parametrize("last", ["99", "no number", "-1", "9" * 30, ""])
def test_an_id_beyond_the_end_or_none_starts_at_the_end(
    server: Server, plan: Plan, clause: Clause, cast: Cast, last: str
) -> None:
    say(clause, body="Before.")
    headers = {"Authorization": f"Bearer {cast.token('observer')}", "Last-Event-ID": last}
    with Ear(server.port, f"/api/v1/plans/{plan.id}/stream", headers).opened() as ear:
        say(clause, body="After.")
        assert ear.take(1)[0].id == 3


def test_two_readers_count_what_each_may_see_and_hear_nothing_else(
    server: Server, plan: Plan, clause: Clause, cast: Cast
) -> None:
    """What Viet Nam and ASEAN say among themselves leaves no event and no gap in what Japan hears."""
    japan = server.listen(cast.token("head_jp"), plan.id).opened()
    vietnam = server.listen(cast.token("head_vn"), plan.id).opened()
    say(clause, body="Open.")
    say(clause, "delegate_vn", "own", "Red line.")
    say(clause, "delegate_vn", "ASEAN", "Among us.")
    make_amendment(clause, "Each party may name a contact point.", by="vn", state="draft")
    say(clause, body="Open again.")
    there, here = vietnam.take(5), japan.take(2)
    assert [one.id for one in here] == [2, 3]
    assert [one.id for one in there] == [2, 3, 4, 5, 6]
    assert [one.data["circle"] for one in there] == ["all", "VN", "ASEAN", "VN", "all"]
    assert [one.data for one in here] == [there[0].data, there[4].data]
    with server.listen(cast.token("head_jp"), plan.id, last=2) as again:
        assert again.take(1) == here[1:]
    with pytest.raises(TimeoutError):
        japan.take(1, seconds=0.6)
    for ear in (japan, vietnam):
        ear.cut()


def test_a_full_room_a_crowd_that_leaves_and_a_stop(database: Database, plan: Plan, clause: Clause, cast: Cast) -> None:
    """One process of six threads: four listen, the rest is told when to come again, everything else is served.

    One who reads page after page opens a stream with each and hangs up: they must not fill the room. The stop waits
    for nobody.
    """
    server = Server(database, workers=1, threads=6, grace=60)
    token = cast.token("observer")
    path = f"/api/v1/plans/{plan.id}"
    ears = [server.listen(token, plan.id) for _ in range(6)]
    assert [ear.status for ear in ears] == [200] * 4 + [503] * 2
    assert all(int(ear.answer.headers["Retry-After"]) > 0 for ear in ears[4:])
    assert server.ask("GET", path, token).status == 200
    say(clause)
    once = server.ask("GET", f"{path}/stream?once=1&last_event_id=1", token)
    assert (once.status, once.body.count(b"id: 2\n")) == (200, 1)  # type: ignore[attr-defined]
    for ear in ears:
        ear.cut()
    for _ in range(5):
        with let_in(server, token, plan):
            pass
    staying = [threading.Thread(target=stays, args=(let_in(server, token, plan).opened(),)) for _ in range(4)]
    for one in staying:
        one.start()
    assert server.stop() < 50  # gunicorn waits a minute for what does not end
    for one in staying:
        one.join(20)
        assert not one.is_alive()


def let_in(server: Server, token: str, plan: Plan) -> Ear:
    """A stream, once there is room: that somebody has hung up is seen a little later."""
    deadline = time.monotonic() + 20
    while (ear := server.listen(token, plan.id)).status != 200:
        ear.cut()
        assert time.monotonic() < deadline, "there is no room"
        time.sleep(0.1)
    return ear


def stays(ear: Ear) -> None:
    """Listen until the stream ends, and hang up."""
    with ear:
        list(ear.events())


def _signed_out(token: str) -> None:
    sessions.sign_out(token)


def _deactivated(_token: str) -> None:
    people.deactivate(person("head_jp"), person("delegate_jp"))


def _expired(token: str) -> None:
    held = sessions.lookup(token, "token")
    assert held is not None
    held.expires_at = dt.datetime.now(dt.UTC)


@pytest.mark.parametrize("end", [_signed_out, _deactivated, _expired])
def test_the_stream_ends_with_the_access(
    server: Server, plan: Plan, clause: Clause, cast: Cast, end: Callable[[str], None]
) -> None:
    token = cast.token("delegate_jp")
    with server.listen(token, plan.id).opened() as ear:
        with transaction():
            end(token)
        say(clause, "delegate_vn", body="No more for them.")
        assert list(ear.events(20)) == []
    assert server.ask("GET", f"/api/v1/plans/{plan.id}/stream", token).status == 401


@pytest.mark.slow
def test_the_stream_ends_with_the_access_although_nothing_happens(server: Server, plan: Plan, cast: Cast) -> None:
    """Three seconds are waited: that is how often it is asked."""
    token = cast.token("delegate_jp")
    with server.listen(token, plan.id).opened() as ear:
        with transaction():
            sessions.sign_out(token)
        assert list(ear.events(20)) == []


def test_a_plan_that_is_not_for_the_reader_has_no_stream(server: Server, plan: Plan, cast: Cast) -> None:
    assert server.ask("GET", f"/api/v1/plans/{plan.id}/stream", cast.token("stranger")).status == 404


def test_pages_have_the_same_stream_by_their_cookie(
    server: Server, plan: Plan, clause: Clause, signed_in: Callable[[str], object]
) -> None:
    cookie = signed_in("head_jp").get_cookie("poa_session")  # type: ignore[attr-defined]
    headers = {"Cookie": f"poa_session={cookie.value}"}
    with Ear(server.port, f"/plans/{plan.id}/stream?last_event_id=1", headers).opened() as ear:
        say(clause)
        [heard] = ear.take(1)
    assert (heard.id, heard.event) == (2, "comment.made")


def test_what_is_told_is_what_the_history_shows(server: Server, plan: Plan, clause: Clause, cast: Cast) -> None:
    say(clause, "delegate_vn", "ASEAN")
    token = cast.token("head_vn")
    with server.listen(token, plan.id, last=0) as ear:
        heard: list[Heard] = ear.take(2)
    listed = json.loads(server.ask("GET", f"/api/v1/plans/{plan.id}/events", token).body)["items"]  # type: ignore[attr-defined]
    shown = [{name: item[name] for name in item if name != "id"} for item in reversed(listed)]
    assert [one.data for one in heard] == shown


def test_who_is_here_reaches_colleagues_on_another_process_and_nobody_else(
    server: Server, plan: Plan, clause: Clause, signed_in: Callable[[str], object]
) -> None:
    """As an event without an id; arrivals and departures, not signs of life; the ranks of events stay."""
    cookies = {}
    for name in ("head_jp", "delegate_jp", "head_vn"):
        signed_in(name)
        cookies[name] = {"Cookie": f"poa_session={signed_in(name).get_cookie('poa_session').value}"}  # type: ignore[attr-defined]
    path = f"/plans/{plan.id}/stream?last_event_id=1"
    ears = {name: Ear(server.port, path, cookies[name]).opened() for name in ("head_jp", "head_vn")}
    assert [ear.told() for ear in ears.values()] == [[], []]
    be_here = {"tab": str(uuid.uuid4()), "clause": str(clause.id), "doing": "editing"}
    at = f"/plans/{plan.id}/presence"
    there = [{"name": "Delegate Jp", "clause": str(clause.id), "doing": "editing"}]
    assert signed_in("delegate_jp").post(at, data=be_here).status_code == 200  # type: ignore[attr-defined]
    assert ears["head_jp"].told() == there
    assert signed_in("delegate_jp").post(at, data=be_here).status_code == 200  # type: ignore[attr-defined]
    time.sleep(0.6)
    signed_in("delegate_jp").post(at, data={"tab": be_here["tab"], "left": "1"})  # type: ignore[attr-defined]
    assert ears["head_jp"].told() == []
    say(clause)
    heard = {name: ear.take(1)[0].id for name, ear in ears.items()}
    assert heard == {"head_jp": 2, "head_vn": 2}
    assert ears["head_jp"].beside == [[], there, []]
    assert ears["head_vn"].beside == [[]]
    for ear in ears.values():
        ear.cut()
    with server.listen(_token("delegate_jp"), plan.id, last=1) as ear:
        ear.take(1)
        assert ear.beside == []  # programs are not told


def _token(name: str) -> str:
    with transaction():
        return sessions.begin(person(name), kind="token", agent="tests")

"""What takes something away: each such form can be undone by another, needs a reason, or says what happens and asks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from apiflask import APIFlask

from poa import assets

# How: `asks` by forms.ask or forms.sure, `reason` by a form that has one, or the endpoint that undoes it.
TAKES_AWAY = {
    "amendments.end_support": "amendments.support",
    "amendments.take_back": "amendments.submit",
    "amendments.withdraw": "asks",
    "bridges.withdraw": "asks",
    "circle_desk.undo": "reason",
    "clauses.retire": "clauses.restore",
    "comments.resolve": "comments.reopen",
    "comments.withdraw": "asks",
    "consultations.withdraw": "asks",
    "corrigenda.object_to": "reason",
    "desk.leave": "asks",
    "desk.undo": "reason",
    "meetings.close": "asks",
    "meetings.discard": "asks",
    "meetings.leave": "meetings.attend",
    "packages.dissolve": "asks",
    "packages.remove": "packages.add",
    "packages.settle": "asks",
    "parking.park": "parking.unpark",
    "people.deactivate": "people.activate",
    "people.withdraw": "asks",
    "positions.confirm_ad_ref": "asks",
    "positions.lift": "asks",
    "rounds.close": "asks",
    "scrubs.flag": "reason",
    "sessions.delete": "sessions.create",
    "sessions.revoke": "sessions.create",
    "sessions.revoke_others": "sessions.create",
    "silences.object_to": "reason",
    "silences.withdraw": "asks",
}
VERBS = re.compile(
    r"withdraw|take_back|retire|end_|delete|remove|dissolve|discard|leave|close|revoke|deactivate|lift|undo|flag|object|^park$"
)
HARMLESS = {
    "brackets.lift"
}  # each may say otherwise until the last has lifted; the last is a settlement, with its undo


def templates() -> str:
    return "\n".join(path.read_text() for path in sorted(Path(assets.folder("templates")).rglob("*.html")))


def endpoints(app: APIFlask) -> set[str]:
    """What the pages send forms to."""
    posts = [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    return {rule.endpoint for rule in posts if not rule.rule.startswith("/api/")}


def test_every_such_endpoint_is_in_the_table(app: APIFlask) -> None:
    found = endpoints(app)
    assert {name for name in found if VERBS.search(name.split(".")[1])} - HARMLESS <= TAKES_AWAY.keys()
    undoing = {how for how in TAKES_AWAY.values() if "." in how}
    assert (TAKES_AWAY.keys() | undoing) <= found


def by(wanted: str) -> list[str]:
    return [name for name, how in TAKES_AWAY.items() if how == wanted]


@pytest.mark.parametrize("endpoint", by("asks"))
def test_what_cannot_be_undone_says_what_happens_and_asks(endpoint: str) -> None:
    """Also without scripts: the button is inside what has to be opened first."""
    place = "name='take', value='none'" if endpoint == "packages.settle" else f"url_for('{endpoint}'"
    escaped = re.escape(place)
    asked = rf"forms\.ask\({escaped}|forms\.sure\((?:(?!endcall).)*{escaped}"
    other_answers = {"positions.confirm_ad_ref": 1}  # that the capital confirms takes nothing away
    said = templates()
    forms = said.count(place) - other_answers.get(endpoint, 0)
    assert len(re.findall(asked, said, re.DOTALL)) == forms > 0


@pytest.mark.parametrize("endpoint", by("reason"))
def test_what_needs_a_reason_asks_for_it(endpoint: str) -> None:
    begins = rf"""(?:action="{{{{ |forms\.form\()url_for\('{endpoint}'"""
    found = re.findall(rf"{begins}.*?(?:</form>|endcall %}})", templates(), re.DOTALL)
    assert found
    assert all("'reason'" in form or 'name="reason"' in form for form in found)

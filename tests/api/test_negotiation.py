"""A negotiation from its first round to the adopted text, told through the API alone."""

from __future__ import annotations

import datetime as dt

import pytest
from apiflask import APIFlask

from poa.jobs import Work

from ..cast import CODES, PASSWORD
from ..doubles import Clock
from .client import Calls
from .test_drafts import print_all

TEXT = """# Plan of Action

## Research

ASEAN and Japan shall promote joint research in quantum technology and in energy.

They should exchange researchers every year.

Set up a joint call for proposals.
"""


def iso(moment: dt.datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


@pytest.mark.slow
@pytest.mark.both_databases
def test_from_the_first_round_to_the_adopted_text(call: Calls, app: APIFlask, clock: Clock) -> None:
    plan = call.plan(TEXT)
    at = f"plans/{plan['id']}"
    clause, exchange = call.clause(plan), call.clause(plan, "They should")

    # A round for everyone; Viet Nam and Indonesia want other words, ASEAN settles one thing among itself.
    closes = clock.now + dt.timedelta(days=2)
    opened = {"name": "First round", "opens_at": iso(clock.now), "closes_at": iso(closes), "takes": ["amendments"]}
    call.post("head_jp", f"{at}/rounds", want=403, **opened)
    past = {**opened, "closes_at": iso(clock.now - dt.timedelta(hours=1))}
    assert call.post("co_chair", f"{at}/rounds", want=422, **past)["field"] == "closes_at"
    call.post("co_chair", f"{at}/rounds", want=201, **opened)
    assert [item["name"] for item in call.items("observer", f"{at}/rounds")] == ["First round"]
    japan = call.tabled("jp", clause, "shall", "will")
    call.tabled("id", clause, "shall", "should")
    asean = call.tabled("th", exchange, "every year", "twice a year", circle="ASEAN")
    settled = call.get("asean_desk", f"clauses/{exchange['id']}/overlay?circle=ASEAN")
    [place] = [part for part in settled["parts"] if "locus" in part]
    choice = {"locus": place["locus"], "take": "variant", "variant": 0, "basis": "session"}
    [bloc] = [item for item in call.items("asean_desk", f"{at}/circles") if item["name"] == "ASEAN"]
    body = {"clause": exchange["id"], "revision": exchange["revision"], "choices": [choice]}
    made = call.post("asean_desk", f"circles/{bloc['id']}/settle", want=201, **body)
    ours = next(item for item in call.items("secretariat", f"{at}/amendments") if item["party"] == "ASEAN")
    assert made
    call.post("secretariat", f"amendments/{ours['id']}/table", circle="all")
    call.get("head_jp", f"amendments/{asean['id']}", want=404)
    clock.forward(days=3)
    late = call.amend("vn", clause, "quantum technology", "quantum technologies")
    assert "deadline" in call.post("head_vn", f"amendments/{late['id']}/submit", want=409)["detail"].lower()

    # The compilation, with and without names; the parties' positions.
    compiled = {item["id"]: item for item in call.get("head_jp", f"{at}/compilation?attributed=true")["clauses"]}
    assert "[JP: will]" in compiled[clause["id"]]["text"]
    assert "[ID: should]" in compiled[clause["id"]]["text"]
    assert "[ASEAN: twice" in compiled[exchange["id"]]["text"]
    assert "TH" not in compiled[exchange["id"]]["text"]
    plain = {item["id"]: item for item in call.get("head_jp", f"{at}/compilation?attributed=false")["clauses"]}
    assert "JP" not in plain[clause["id"]]["text"]
    assert plain[clause["id"]]["pairs"] == compiled[clause["id"]]["pairs"] == 3
    said = call.post("head_sg", f"clauses/{clause['id']}/positions", want=201, position="can_accept", circle="all")
    assert said["position"] == "can_accept"
    call.post("head_vn", f"amendments/{japan['id']}/positions", want=201, position="oppose", note="Too strong.")
    matrix = call.get("observer", f"{at}/positions")
    assert matrix["parties"]
    assert [(cell["party"], cell["position"]) for cell in matrix["cells"]] == [("SG", "can_accept")]

    # The desk brackets what is disputed and settles the rest; the holders lift, the text changes with the last.
    [place] = call.places(clause)
    taken = {"locus": place["locus"], "take": "bracket"}
    bracketed = call.merge(clause, taken)
    assert "[JP: will]" in bracketed["text"]
    [bracket] = call.items("observer", f"{at}/brackets")
    assert bracket["clause"] == clause["id"]
    assert {"JP", "ID"} <= set(bracket["holders"])
    call.post("head_my", f"brackets/{bracket['id']}/lift", want=403, keep=False)
    call.post("head_jp", f"brackets/{bracket['id']}/lift", keep=False)
    assert call.again(clause)["text"] == bracketed["text"]
    call.post("head_id", f"brackets/{bracket['id']}/lift", keep=False)
    assert call.again(clause)["text"] == clause["text"]
    assert call.items("observer", f"{at}/brackets") == []
    [place] = call.places(call.again(exchange))
    call.merge(call.again(exchange), {"locus": place["locus"], "take": "variant", "variant": 0, "basis": "consent"})

    # Every clause is agreed, one of them ad ref; the gate says what is left.
    assert not call.get("observer", f"{at}/gate")["clear"]
    day = (clock.now + dt.timedelta(days=9)).date().isoformat()
    for item in call.get("observer", at)["clauses"]:
        more = {"ad_ref": [{"party": "MY", "until": day}]} if item["id"] == clause["id"] else {}
        call.post("secretariat", f"clauses/{item['id']}/status", status="agreed", **more)
    standing = call.get("observer", f"{at}/gate")
    assert [(item["kind"], item["party"]) for item in standing["standing"]] == [("ad_ref", "MY")]
    refused = call.post("secretariat", f"{at}/drafts", want=409, name="Final", stage="final")
    assert "MY" in refused["detail"]
    call.post("head_my", f"clauses/{clause['id']}/ad-refs/confirm", confirmed=True)
    assert call.get("observer", f"{at}/gate") == {"clear": True, "standing": []}

    # A silence is broken; the next one concludes by itself, to the second.
    rev = call.draft(plan, "Rev.1")
    ends = clock.now + dt.timedelta(hours=1)
    silence = call.post("secretariat", f"drafts/{rev['id']}/silence", want=201, expires_at=iso(ends))
    assert silence["state"] == "pending"
    call.post("head_la", f"silences/{silence['id']}/object", reason="Our capital needs more time.")
    assert call.get("observer", f"silences/{silence['id']}")["state"] == "broken"
    call.post("head_la", f"silences/{silence['id']}/object", want=409, reason="Again.")
    again = call.post("co_chair", f"drafts/{rev['id']}/silence", want=201, expires_at=iso(ends))
    clock.forward(minutes=59, seconds=59)
    assert call.get("observer", f"silences/{again['id']}")["state"] == "pending"
    clock.forward(seconds=1)
    assert call.get("observer", f"silences/{again['id']}")["state"] == "concluded"

    # The final text, confirmed by all who have to, adopted, published.
    final = call.draft(plan, "Final", stage="final")
    print_all()
    where = {"body": "Ministers", "meeting": "First meeting", "place": "Bangkok", "date": clock.now.date().isoformat()}
    call.post("secretariat", f"{at}/adoption", want=409, **where)
    for code in CODES:
        signed = {"content_hash": final["content_hash"], "password": PASSWORD}
        call.post(f"official_{code.lower()}", f"drafts/{final['id']}/signoffs", **signed)
    call.post("head_jp", f"{at}/adoption", want=403, **where)
    call.post("secretariat", f"{at}/adoption", want=201, **where)
    body = {"revision": call.again(clause)["revision"], "kind": "delete"}
    assert call.post("delegate_jp", f"clauses/{clause['id']}/amendments", want=409, **body)
    work = Work(app.config["POA_SETTINGS"])
    call.post("observer", f"drafts/{final['id']}/documents", want=403, view="publication")
    queued = call.post("official_jp", f"drafts/{final['id']}/documents", view="publication")
    work.run_waiting()
    assert call.get("observer", f"documents/{queued['id']}")["state"] == "ready"

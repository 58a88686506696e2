"""From the last open clause to the adopted text: the gate, the final draft, confirmations, endorsement, adoption."""

from __future__ import annotations

import base64
import io
import subprocess
from typing import Any

import pytest

from poa.db import session
from poa.jobs import frozen
from poa.models import Document
from poa.render.pdf import render_pdf

from ..cast import PASSWORD
from .client import MARKDOWN, Calls
from .test_drafts import print_all

HELD = {"body": "AMMSTI", "meeting": "Twenty-second meeting", "place": "Bangkok", "date": "2026-10-01"}
NOTE = base64.b64encode(b"%PDF-1.7 note").decode()


def kinds(gate: Any) -> set[str]:
    return {item["kind"] for item in gate["standing"]}


def agree_all(call: Calls, plan: Any) -> None:
    """Every clause but the headings is agreed."""
    for clause in plan["clauses"]:
        if clause["kind"] != "section" and clause["status"] not in ("agreed", "closed"):
            call.post("co_chair", f"clauses/{clause['id']}/status", want=201, status="agreed", basis="session")


def sign(call: Calls, draft: Any, party: str, want: int = 201, **more: Any) -> Any:
    body = {"content_hash": draft["content_hash"], "password": PASSWORD, **more}
    return call.post(f"official_{party}", f"drafts/{draft['id']}/signoffs", want=want, **body)


@pytest.fixture
def final(call: Calls, whole: Any) -> Any:
    """A final draft that Viet Nam and Japan have to confirm, its PDF printed."""
    agree_all(call, whole)
    made = call.draft(whole, "Final", stage="final", required=["VN", "JP"])
    print_all()
    return made


def test_the_gate_says_what_stands_and_a_final_text_waits_for_it(call: Calls) -> None:
    text = "They [JP: will] [should] exchange {placeholder: how many, JST} researchers"
    whole = call.plan(MARKDOWN.replace("They should exchange researchers", text))
    call.tabled("jp", call.clause(whole), "will", "should")
    action = call.clause(whole, "Set up")
    call.post("co_chair", f"clauses/{action['id']}/status", status="agreed", ad_ref=[{"party": "MY"}])
    call.post("head_th", f"clauses/{action['id']}/positions", position="reserve")
    gate = call.get("secretariat", f"plans/{whole['id']}/gate")
    assert gate["clear"] is False
    assert kinds(gate) == {"open", "contested", "bracket", "placeholder", "ad_ref", "reservation", "amendment"}
    by_kind = {item["kind"]: item for item in gate["standing"]}
    assert (by_kind["ad_ref"]["party"], by_kind["ad_ref"]["clause"]) == ("MY", action["id"])
    assert (by_kind["reservation"]["party"], by_kind["amendment"]["party"]) == ("TH", "JP")
    assert by_kind["placeholder"]["text"] == "how many, owed by JST"
    assert [item["parties"] for item in gate["standing"] if item["kind"] == "bracket"] == [["JP"], []]
    refused = call.post("secretariat", f"plans/{whole['id']}/drafts", want=409, name="Final", stage="final")
    assert "Still standing" in refused["detail"]
    # What Thailand told the co-chairs is no business of others, in the gate either.
    assert "reservation" not in kinds(call.get("head_vn", f"plans/{whole['id']}/gate"))
    assert "reservation" in kinds(call.get("head_th", f"plans/{whole['id']}/gate"))
    call.post("head_th", f"plans/{whole['id']}/reservations", clause=action["id"], kind="scrutiny")
    assert "reservation" not in kinds(call.get("secretariat", f"plans/{whole['id']}/gate"))


def test_the_whole_way(call: Calls, whole: Any, clause: Any, final: Any) -> None:
    plan = f"plans/{whole['id']}"
    assert call.get("observer", f"{plan}/gate") == {"clear": True, "standing": []}
    assert call.get("observer", f"{plan}/adoption")["state"] == "cleared"
    refused = call.post("co_chair", f"{plan}/adoption", want=409, **HELD)
    assert "VN" in refused["detail"]
    assert "JP" in refused["detail"]
    sign(call, final, "jp", kind="signed_ad_ref", until="2040-01-01")
    note = {"party": "VN", "reference": "No. 7/2026", "date": "2026-09-01", "note": NOTE}
    assert call.post("secretariat", f"drafts/{final['id']}/confirmations", want=201, **note)["kind"] == "recorded"
    call.post("secretariat", f"drafts/{final['id']}/confirmations", want=409, **note)
    assert "capital of JP" in call.post("co_chair", f"{plan}/adoption", want=409, **HELD)["detail"]
    call.post("official_jp", f"drafts/{final['id']}/signoffs/confirm", want=403, password="wrong")
    call.post("official_jp", f"drafts/{final['id']}/signoffs/confirm", want=200, password=PASSWORD)
    assert call.get("observer", f"{plan}/adoption")["state"] == "confirmed"
    call.post("secretariat", f"{plan}/endorsement", want=201, **HELD | {"body": "COSTI"})
    call.post("secretariat", f"{plan}/endorsement", want=409, **HELD)
    made = call.post("co_chair", f"{plan}/adoption", want=201, **HELD)
    assert (made["state"], made["draft"], made["place"]) == ("adopted", final["id"], "Bangkok")
    call.post("co_chair", f"{plan}/adoption", want=409, **HELD)
    shown = call.get("observer", f"{plan}/adoption")
    assert (shown["state"], shown["endorsement"]["body"], shown["adoption"]["body"]) == ("adopted", "COSTI", "AMMSTI")
    assert call("observer", "GET", f"drafts/{final['id']}/confirmations/VN/note").data == b"%PDF-1.7 note"
    call("observer", "GET", f"drafts/{final['id']}/confirmations/JP/note", want=404)


def test_what_is_published(call: Calls, whole: Any, final: Any) -> None:
    call.post("secretariat", f"drafts/{final['id']}/documents", want=409, view="publication")
    for party in ("vn", "jp"):
        sign(call, final, party)
    call.post("co_chair", f"plans/{whole['id']}/adoption", **HELD)
    document = session.query(Document).filter_by(view="publication").one()
    first = render_pdf(**frozen(document))
    assert first.sha256 == render_pdf(**frozen(document)).sha256
    text = words(first.data)
    for said in ("Adopted by AMMSTI", "Bangkok", "1 October 2026", "joint research in energy"):
        assert said in text
    for kept in ("RESTRICTED", final["content_hash"][:16], "Final text", "Sign-off", "Official Jp", "Record of events"):
        assert kept not in text, kept


def words(data: bytes) -> str:
    """The text of a PDF, blanks evened out."""

    out = subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True, check=True).stdout.decode()
    return " ".join(out.split())


def test_an_adopted_text_stands(call: Calls, whole: Any, clause: Any, final: Any) -> None:
    draft = call.amend("th", clause, "energy", "clean energy")
    for party in ("vn", "jp"):
        sign(call, final, party)
    call.post("secretariat", f"plans/{whole['id']}/adoption", **HELD)
    body = {"revision": clause["revision"], "kind": "modify", "text": "Other words.", "rationale": "x"}
    call.post("delegate_jp", f"clauses/{clause['id']}/amendments", want=409, **body)
    call.post("head_th", f"amendments/{draft['id']}/submit", want=409)
    call("secretariat", "PUT", f"clauses/{clause['id']}/text", {"revision": clause["revision"], "text": "x"}, want=409)
    call.post("secretariat", f"clauses/{clause['id']}/move", want=409, after=None)
    call.post("head_jp", f"clauses/{clause['id']}/status", want=409, status="open", reason="Once more.")
    call.post("head_jp", f"clauses/{clause['id']}/positions", want=409, position="oppose")
    call.post("head_jp", f"plans/{whole['id']}/reservations", want=409, kind="general")


def test_a_text_that_moved_on_is_not_adopted(call: Calls, whole: Any, clause: Any, final: Any) -> None:
    for party in ("vn", "jp"):
        sign(call, final, party)
    body = {"revision": clause["revision"], "text": clause["text"].replace("will", "may")}
    call("secretariat", "PUT", f"clauses/{clause['id']}/text", body, want=200)
    assert "moved on" in call.post("co_chair", f"plans/{whole['id']}/adoption", want=409, **HELD)["detail"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"party": "TH"}, "party"),
        ({"party": "XX"}, "party"),
        ({"reference": " "}, "reference"),
        ({"date": "2999-01-01"}, "date"),
        ({"note": "%%%"}, "note"),
        ({"note": base64.b64encode(b"<html>").decode()}, "note"),
    ],
)
def test_a_note_that_cannot_be_taken(call: Calls, final: Any, change: dict[str, str], field: str) -> None:
    body = {"party": "VN", "reference": "No. 7", "note": NOTE} | change
    assert call.post("secretariat", f"drafts/{final['id']}/confirmations", want=422, **body)["field"] == field


def test_a_note_sent_as_a_file(call: Calls, final: Any) -> None:

    data = {"party": "VN", "reference": "No. 7", "note": (io.BytesIO(b"%PDF-1.7 file"), "note.pdf")}
    path = f"drafts/{final['id']}/confirmations"
    call("secretariat", "POST", path, want=201, data=data, content_type="multipart/form-data")
    assert call("head_vn", "GET", f"{path}/VN/note").data == b"%PDF-1.7 file"


def test_reservations_are_frozen_and_printed(call: Calls, whole: Any, clause: Any) -> None:
    made = call.post("head_vn", f"plans/{whole['id']}/reservations", want=201, clause=clause["id"])
    assert made["text"] == f"Viet Nam reserves its position on paragraph {clause['label']}."
    call.post("head_jp", f"plans/{whole['id']}/reservations", kind="parliamentary", text="Subject to the Diet.")
    lifted = call.post("head_th", f"plans/{whole['id']}/reservations", kind="scrutiny")
    call.post("head_jp", f"reservations/{lifted['id']}/lift", want=403)
    call.post("head_th", f"reservations/{lifted['id']}/lift", want=200)
    call.post("head_th", f"reservations/{lifted['id']}/lift", want=409)
    draft = call.draft(whole, "Rev.1")
    found = call.get("observer", f"drafts/{draft['id']}/content")["reservations"]
    assert [(item["clause"], item["party"]) for item in found] == [(clause["id"], "VN"), (None, "JP")]
    text = words(render_pdf(**frozen(session.query(Document).one())).data)
    assert f"VN Viet Nam reserves its position on paragraph {clause['label']}." in text
    assert text.index("Reservations JP Subject to the Diet.") > text.index("Set up a joint call")

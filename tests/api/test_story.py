"""The whole way of a plan, told through the API: from a zero draft to the final PDF with everybody's signature."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path
from typing import Any

import pytest
from apiflask import APIFlask

from poa.jobs import Work

from ..cast import CODES, PASSWORD, Cast
from ..client import Client
from .client import MARKDOWN, Calls, take


class Told(Calls):
    """Calls by people who sign in with their password first."""

    def __init__(self, app: APIFlask, nobody: Client) -> None:
        super().__init__(self._sign_in, nobody)
        self.app = app
        self.made: dict[str, Client] = {}

    def _sign_in(self, who: str) -> Client:
        if who not in self.made:
            email = f"{who.replace('_', '.')}@poa.example"
            token = self.post(None, "tokens", want=201, email=email, password=PASSWORD)["token"]
            program = self.app.test_client()
            assert isinstance(program, Client)
            program.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
            self.made[who] = program
        return self.made[who]


@pytest.fixture
def told(app: APIFlask, cast: Cast, client: Client) -> Told:
    """Everybody, by password."""
    return Told(app, client)


def words(pdf: bytes, folder: Path) -> str:
    """The text of a PDF, as another program reads it, on one line."""
    file = folder / "read.pdf"
    file.write_bytes(pdf)
    read = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True, text=True)
    return " ".join(read.stdout.split())


@pytest.mark.slow
@pytest.mark.both_databases
def test_from_a_zero_draft_to_a_signed_pdf(told: Told, app: APIFlask, tmp_path: Path) -> None:
    work = Work(app.config["POA_SETTINGS"])

    # The secretariat imports the zero draft and issues it.
    made = told.post("secretariat", "plans", want=201, title="Plan of Action on Research", markdown=MARKDOWN)
    plan = told.get("delegate_jp", f"plans/{made['id']}")
    zero = told.draft(plan, "Zero draft", stage="zero")
    clause = told.clause(plan)
    other = told.clause(plan, "They should")

    # Two delegations comment and amend; Viet Nam first consults inside ASEAN, Japan only with itself.
    told.comment("delegate_vn", clause, "ASEAN", body="Shall we ask for more?")
    told.comment("delegate_jp", clause, "own", body="Our budget is closed.", quote="will")
    thread = told.comment("delegate_jp", clause, body="Which kinds of energy?", quote="energy")
    told.post("head_vn", f"comments/{thread['id']}/replies", want=201, body="All of them.")
    assert [item["id"] for item in told.items("secretariat", f"clauses/{clause['id']}/comments")] == [thread["id"]]

    japan = told.amend("jp", clause, "will promote", "will endeavour to promote")
    text = clause["text"].replace("will", "should").replace("energy", "clean energy")
    body = {"revision": clause["revision"], "kind": "modify", "text": text, "rationale": "Clean energy is the aim."}
    vietnam = told.post("delegate_vn", f"clauses/{clause['id']}/amendments", want=201, **body)
    told.get("secretariat", f"amendments/{japan['id']}", want=404)
    told.post("delegate_jp", f"amendments/{japan['id']}/submit", want=403)
    for party, amendment in (("jp", japan), ("vn", vietnam)):
        assert told.post(f"head_{party}", f"amendments/{amendment['id']}/submit", want=200)["state"] == "submitted"
        assert told.post("secretariat", f"amendments/{amendment['id']}/table", want=200)["state"] == "tabled"
    told.post("head_bn", f"amendments/{vietnam['id']}/support", want=200)
    inserted = told.insertion("jp", clause, "They will share what they learn.")
    deleted = told.deletion("vn", other)

    # The secretariat lays all of it over the clause, settles one place and then, after a second session, the rest.
    assert told.again(clause)["status"] == "contested"
    places = told.places(clause)
    clean = next(place for place in places if place["base"] == "")
    index = [variant["text"] for variant in clean["variants"]].index("clean ")
    first = told.merge(clause, {**take(clean, variant=index), "note": "First session."})
    assert "clean energy" in first["text"]
    assert first["open"] == len(places) - 1
    told.merge(clause, take(clean, variant=index), want=409)
    now = told.again(clause)
    left = [take(item, text=item["base"].replace("will", "intend to"), basis="consent") for item in told.places(now)]
    second = told.merge(now, *left)
    assert second["open"] == 0
    assert "intend to" in second["text"]
    assert told.get("observer", f"amendments/{vietnam['id']}")["state"] == "merged"
    told.post("secretariat", f"amendments/{inserted['id']}/adopt", want=201, basis="session")
    told.post("secretariat", f"amendments/{deleted['id']}/adopt", want=201, basis="silence", revision=other["revision"])
    history = [item["cause"] for item in told.items("observer", f"clauses/{clause['id']}/revisions")]
    assert history == ["import", "merge", "merge"]

    # Rev.1 is issued; its PDF and a redline are rendered; officials read and sign.
    rev1 = told.draft(plan, "Rev.1")
    assert (rev1["base"], rev1["required"]) == (zero["id"], CODES)
    signature: dict[str, Any] = {"content_hash": rev1["content_hash"], "password": PASSWORD}
    told.post("official_jp", f"drafts/{rev1['id']}/signoffs", want=409, **signature)
    redline = told.post("official_jp", f"drafts/{rev1['id']}/documents", want=202, view="redline")
    assert work.run_waiting() == 3
    assert told.get("official_jp", f"documents/{redline['id']}")["state"] == "ready"
    marked = words(told("official_jp", "GET", f"documents/{redline['id']}/file", want=200).data, tmp_path)
    assert "clean" in marked
    assert "exchange researchers" in marked, "what was deleted is shown as deleted"
    printed = told.get("official_jp", f"drafts/{rev1['id']}")["documents"][0]
    pdf = told("official_jp", "GET", f"documents/{printed['id']}/file", want=200).data
    assert hashlib.sha256(pdf).hexdigest() == printed["sha256"]
    signature["pdf_sha256"] = printed["sha256"]
    told.post("official_jp", f"drafts/{rev1['id']}/signoffs", want=403, **(signature | {"password": "wrong"}))
    told.post("official_jp", f"drafts/{rev1['id']}/signoffs", want=409, **(signature | {"content_hash": "0" * 64}))
    for code in CODES[:-1]:
        told.post(f"official_{code.lower()}", f"drafts/{rev1['id']}/signoffs", want=201, **signature)
    told.post("official_jp", f"drafts/{rev1['id']}/documents", want=409, view="final")
    told.post("official_jp", f"drafts/{rev1['id']}/signoffs", want=201, **signature)

    # The final PDF says what was agreed and who signed; a later edit changes nothing about it.
    assert work.run_waiting() == 1
    final = told.post("official_jp", f"drafts/{rev1['id']}/documents", want=202, view="final")
    assert final["state"] == "ready"
    answer = told("official_jp", "GET", f"documents/{final['id']}/file", want=200)
    said = words(answer.data, tmp_path)
    assert "ASEAN and Japan intend to promote joint research in clean energy" in said
    assert "They will share what they learn." in said
    assert "exchange researchers" not in said
    for code in CODES:
        assert f"Official {code.title()}" in said
    assert rev1["content_hash"][:16] in said.replace(" ", "")
    assert "Our budget is closed" not in said
    body = {"revision": told.again(clause)["revision"], "text": "Something else."}
    told("secretariat", "PUT", f"clauses/{clause['id']}/text", body, want=200)
    assert told("official_jp", "GET", f"documents/{final['id']}/file").data == answer.data
    assert told.items("observer", f"plans/{plan['id']}/events")[1]["kind"] == "draft.completed"

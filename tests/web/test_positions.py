"""The pages of positions, statuses, the gate and adoption: what they show to whom, and that nothing typed is lost."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest

from poa.actions import ad_refs, positions, statuses
from poa.db import session, transaction
from poa.models import Clause, Decision, Document, Draft, Plan
from poa.queries.circles import circle_named
from tests.actions.paper import clean, printed, sign
from tests.cast import PASSWORD, Cast, clause_of, make_amendment, make_draft, person
from tests.client import Client
from tests.web.checklist import REFUSED, SHOWN, expect_post_only, expect_token, words

SignedIn = Callable[[str], Client]
EACH = "Each party will name a contact point."
HELD = {"body": "AMMSTI", "meeting": "22nd meeting", "place": "Bangkok", "date": "2026-10-01"}


@pytest.fixture
def clause(plan: Plan) -> Clause:
    return clause_of(plan, "Each party")


def agree(clause: Clause, status: str = "agreed") -> None:
    with transaction():
        statuses.decide(person("co_chair"), clause, status=status)


@pytest.fixture
def final(plan: Plan) -> Draft:
    for item in session.query(Clause).filter(Clause.plan_id == plan.id, Clause.kind != "section").all():
        agree(item)
    draft = make_draft(plan, "Final", stage="final", required=["VN", "JP"])
    printed(clean(draft))
    return draft


def test_a_position_is_stated_and_seen_by_those_it_was_meant_for(
    plan: Plan, clause: Clause, signed_in: SignedIn
) -> None:
    here, matrix = f"/clauses/{clause.id}/positions", f"/plans/{plan.id}/positions"
    empty = words(signed_in("observer").get(matrix))
    form = {"position": "oppose", "note": "The costs are not known.", "circle": "chairs"}
    assert signed_in("head_vn").post(here, data=form).status_code == 302
    for name in ("head_vn", "delegate_vn", "co_chair", "secretariat"):
        page = signed_in(name).get(matrix)
        assert "opposes The costs are not known." in words(page)
        assert 'data-party="VN"' in page.text
    assert words(signed_in("observer").get(matrix)) == empty
    assert "The costs are not known." not in words(signed_in("head_jp").get(here))
    shown = words(signed_in("secretariat").get(here))
    assert "VN opposes : The costs are not known." in shown
    assert "Silent so far: BN KH" in shown


def test_the_matrix_is_filtered(plan: Plan, clause: Clause, signed_in: SignedIn) -> None:
    for code, position in (("vn", "support"), ("jp", "reserve")):
        with transaction():
            where = circle_named(plan.id, "all", person(f"head_{code}"))
            positions.state(person(f"head_{code}"), clause, position=position, circle=where)
    reader = signed_in("observer")

    def rows(query: str) -> str:
        text = reader.get(f"/plans/{plan.id}/positions?{query}").text
        return words_of(text[text.index("<tbody>") : text.index("</tbody>")]) if "<tbody>" in text else ""

    assert "supports" in rows("")
    assert "reserves" in rows("")
    assert "reserves" not in rows("party=VN")
    assert "supports" not in rows("position=reserve")
    section = clause_of(plan, "Monitoring")
    assert "supports" not in rows(f"area={section.id}")
    assert reader.get(f"/plans/{plan.id}/positions?party=XX").status_code == 422
    assert reader.get(f"/plans/{plan.id}/positions?area={clause.id}").status_code == 422


def words_of(html: str) -> str:
    return re.sub(r"<[^>]+>", " ", html)


def test_the_amendments_of_a_clause_are_spoken_of_too(plan: Plan, clause: Clause, signed_in: SignedIn) -> None:
    made = make_amendment(clause, EACH.replace("will", "may"))
    head = signed_in("head_vn")
    assert head.post(f"/amendments/{made.id}/positions", data={"position": "support"}).status_code == 302
    session.expire_all()
    assert [party.code for party in made.supporters] == ["VN"]
    assert "VN supports All parties" in words(signed_in("observer").get(f"/clauses/{clause.id}/positions"))


def test_a_status_is_recorded_and_opened_again(plan: Plan, clause: Clause, signed_in: SignedIn) -> None:
    here = f"/clauses/{clause.id}/status"
    form = {"status": "agreed", "ad_ref": "MY", "until": "2999-05-01"}
    assert signed_in("secretariat").post(here, data=form).status_code == 302
    for path in (f"/clauses/{clause.id}", f"/clauses/{clause.id}/positions", f"/plans/{plan.id}"):
        assert "agreed, ad ref MY" in words(signed_in("observer").get(path))
    assert "1 May 2999" in words(signed_in("observer").get(f"/plans/{plan.id}/ad-refs"))
    again = signed_in("head_jp").post(here, data={"status": "open", "reason": "", "form": "open"})
    assert again.status_code == 422
    assert (
        signed_in("head_my").post(f"/clauses/{clause.id}/ad-refs/confirm", data={"confirmed": "1"}).status_code == 302
    )
    assert signed_in("head_jp").post(here, data={"status": "open", "reason": "Costs."}).status_code == 302
    assert "again: Costs." in words(signed_in("observer").get(f"/plans/{plan.id}/history"))


def test_what_is_overdue_says_so_in_words(plan: Plan, clause: Clause, signed_in: SignedIn) -> None:
    with transaction():
        made = ad_refs.state(person("head_my"), clause, until=None)
        made.until = made.at.date().replace(year=2001)
    assert "overdue" in words(signed_in("observer").get(f"/plans/{plan.id}/ad-refs"))


def test_a_closed_clause_is_asked_for_and_opened_by_the_co_chairs(
    plan: Plan, clause: Clause, signed_in: SignedIn
) -> None:
    agree(clause)
    agree(clause, "closed")
    asked = signed_in("head_jp").post(f"/clauses/{clause.id}/reopenings", data={"reason": "A word is missing."})
    assert asked.status_code == 302
    page = signed_in("co_chair").get(f"/clauses/{clause.id}/positions")
    assert "JP asks for it to be opened again: A word is missing. waiting" in words(page)
    url = page.text.split('action="/reopenings/')[1].split('"')[0]
    assert signed_in("co_chair").post(f"/reopenings/{url}", data={"granted": "1"}).status_code == 302
    assert session.query(Decision).filter_by(clause_id=clause.id).count() == 3


def test_the_gate_by_kind_and_by_party(plan: Plan, clause: Clause, signed_in: SignedIn) -> None:
    make_amendment(clause, EACH.replace("will", "may"))
    make_amendment(clause, EACH.replace("will", "should"), by="vn")
    page = words(signed_in("observer").get(f"/plans/{plan.id}/gate"))
    assert "Amendments before everyone" in page
    assert "2 of them" in page
    assert "Contested" in page


def test_the_way_to_adoption(plan: Plan, final: Draft, signed_in: SignedIn) -> None:
    here = f"/plans/{plan.id}/adoption"
    assert "The gate is clear" in words(signed_in("observer").get(f"/plans/{plan.id}/gate"))
    assert "Still to confirm: VN JP" in words(signed_in("observer").get(here))
    sign(final, "JP", ad_ref=True)
    confirmed = f"/drafts/{final.id}/signoffs/confirm"
    assert signed_in("official_jp").post(confirmed, data={"password": "wrong"}).status_code == 403
    assert signed_in("official_jp").post(confirmed, data={"password": PASSWORD}).status_code == 302
    note = {"party": "VN", "reference": "No. 7/2026", "note": (io.BytesIO(b"%PDF-1.7 note"), "note.pdf")}
    desk = signed_in("secretariat")
    assert desk.post(f"/drafts/{final.id}/confirmations", data=note).status_code == 302
    page = words(signed_in("observer").get(here))
    assert "VN recorded Note verbale No. 7/2026" in page
    assert signed_in("observer").get(f"/drafts/{final.id}/confirmations/VN/note").data == b"%PDF-1.7 note"
    refused = desk.post(here, data=HELD | {"body": ""})
    assert refused.status_code == 422
    assert 'value="22nd meeting"' in refused.text
    assert desk.post(f"/plans/{plan.id}/endorsement", data=HELD | {"body": "COSTI"}).status_code == 302
    assert signed_in("co_chair").post(here, data=HELD).status_code == 302
    page = words(signed_in("observer").get(here))
    assert "AMMSTI, 22nd meeting, Bangkok, 1 October 2026" in page
    assert session.query(Document).filter_by(view="publication").one().state == "queued"
    clause = clause_of(plan, "Each party")
    assert "Adopted AMMSTI, 22nd meeting" in words(signed_in("head_jp").get(f"/clauses/{clause.id}"))
    assert "State our position" not in words(signed_in("head_jp").get(f"/clauses/{clause.id}/positions"))


@pytest.mark.parametrize("given", REFUSED)
def test_a_note_that_cannot_be_kept(clause: Clause, signed_in: SignedIn, given: str) -> None:
    text, said = REFUSED[given]
    form = {"position": "oppose", "note": text, "circle": "all", "form": "clause"}
    answer = signed_in("head_jp").post(f"/clauses/{clause.id}/positions", data=form)
    assert answer.status_code == 422
    assert said in words(answer)


@pytest.mark.parametrize("text", SHOWN)
def test_what_is_typed_is_shown_as_words(plan: Plan, clause: Clause, signed_in: SignedIn, text: str) -> None:
    head = signed_in("head_jp")
    assert head.post(f"/clauses/{clause.id}/positions", data={"position": "oppose", "note": text}).status_code == 302
    head.post(f"/clauses/{clause.id}/reservations", data={"kind": "general", "text": text})
    for path in (f"/clauses/{clause.id}/positions", f"/plans/{plan.id}/positions", f"/clauses/{clause.id}"):
        page = head.get(path)
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text


def test_forms_are_sent_with_their_token(plan: Plan, clause: Clause, signed_in: SignedIn, cast: Cast) -> None:
    for path in ("positions", "status", "ad-refs", "reopenings", "reservations"):
        expect_token(signed_in("head_jp"), f"/clauses/{clause.id}/{path}", note="Kept note")
    expect_post_only(signed_in("head_jp"), f"/clauses/{clause.id}/status")

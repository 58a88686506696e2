"""The pages of circles: small groups, a bloc's merge desk, what parties do with each other's amendments."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from poa.actions import amendments
from poa.db import transaction
from poa.models import Clause, Plan
from poa.queries.circles import circle_named
from tests.cast import Cast, clause_of, make_amendment, make_insert, person
from tests.client import Client

from .checklist import field, words

People = Callable[[str], Client]


@pytest.fixture
def clause(plan: Plan) -> Clause:
    return clause_of(plan, "ASEAN and Japan should")


def test_a_small_group_is_opened_and_reports(signed_in: People, plan: Plan, cast: Cast) -> None:
    url = f"/plans/{plan.id}/circles"
    assert "No circle but everyone’s and your own" in words(signed_in("head_jp").get(url))
    form = {"name": "Energy", "parties": ["MY", "JP"], "mandate": "One text.", "facilitator": str(cast.head_my.id)}
    assert signed_in("co_chair").post(url, data=form | {"deadline": "2099-01-01T12:00"}).status_code == 422
    assert signed_in("co_chair").post(url, data=form | {"deadline": "soon"}).status_code == 422
    assert signed_in("co_chair").post(url, data=form).status_code == 302
    for who in ("delegate_jp", "head_my", "secretariat"):
        page = words(signed_in(who).get(url))
        assert "Energy and the desk only" in page, who
        assert "One text." in page, who
    assert "Energy" not in words(signed_in("head_th").get(url))
    leader = signed_in("head_my")
    report = re.search(r'action="(/circles/[^"]+/report)"', leader.get(url).text)
    assert report is not None
    assert "/report" not in signed_in("head_jp").get(url).text
    assert leader.post(report.group(1), data={"text": "We agree on paragraph 3."}).status_code == 302
    assert "We agree on paragraph 3." in words(signed_in("observer").get(url))
    assert "reported for Energy: We agree" in words(signed_in("observer").get(f"/plans/{plan.id}/history"))


def test_what_cannot_be_opened_is_still_in_the_form(signed_in: People, plan: Plan) -> None:
    form = {"name": "ASEAN", "parties": ["MY", "JP"], "mandate": "One text."}
    answer = signed_in("co_chair").post(f"/plans/{plan.id}/circles", data=form)
    assert answer.status_code == 422
    assert "means something else already" in words(answer)
    assert field(answer, "mandate") == "One text."
    assert len(re.findall(r'name="parties" value="(?:MY|JP)" checked', answer.text)) == 2


def test_asean_settles_at_its_own_desk(signed_in: People, plan: Plan, clause: Clause, cast: Cast) -> None:
    make_amendment(clause, clause.revision.text.replace("should", "may"), by="th", circle="ASEAN")
    make_amendment(clause, clause.revision.text.replace("should", "will"), by="vn", circle="ASEAN")
    insert = make_insert(plan, clause, "They meet each spring.", by="my", circle="ASEAN")
    asean = circle_named(plan.id, "ASEAN", cast.asean_desk)
    desk = signed_in("asean_desk")
    assert f"/circles/{asean.id}/desk" in desk.get(f"/plans/{plan.id}/circles").text
    url = f"/circles/{asean.id}/clauses/{clause.id}/merge"
    assert url in desk.get(f"/circles/{asean.id}/desk").text
    page = desk.get(url)
    [locus] = re.findall(r'name="take-([0-9a-f]+)" value="base"', page.text)
    form = {"revision": str(clause.revision_id), f"take-{locus}": "text", f"text-{locus}": "shall", "basis": "consent"}
    assert "shall" in words(desk.post(f"{url}/preview", data=form))
    stale = desk.post(url, data=form | {f"take-{'0' * 32}": "base"})
    assert (stale.status_code, field(stale, f"text-{locus}")) == (409, "shall")
    assert desk.post(url, data=form | {"rationale": "ASEAN wants it."}).status_code == 302
    assert desk.post(f"/amendments/{insert.id}/take-to-all", data={"basis": "consent"}).status_code == 302
    tables = words(signed_in("secretariat").get(f"/plans/{plan.id}/desk"))
    assert "ASEAN wants it." in tables
    for hidden in ("Thailand", "Viet Nam", "TH", "VN", "MY"):
        assert hidden not in tables.split("To settle")[0].replace("Malaysia", "")
    settled = desk.get(f"/circles/{asean.id}/desk")
    undo = re.findall(r'action="(/settlements/[^"]+/undo)"', settled.text)
    assert len(undo) == 2
    assert desk.post(undo[0], data={"reason": "Too early."}).status_code == 302
    assert "taken back: Too early." in words(desk.get(f"/circles/{asean.id}/desk"))


def test_a_draft_is_shared_and_supported_on_its_page(signed_in: People, clause: Clause) -> None:
    made = make_amendment(clause, "Nothing is shared.", by="my", state="draft")
    url = f"/amendments/{made.id}"
    assert signed_in("head_th").get(url).status_code == 404
    assert signed_in("head_my").post(f"{url}/share", data={"parties": ["TH"]}).status_code == 302
    page = words(signed_in("head_th").get(url))
    assert "MY, TH only" in page
    assert signed_in("head_th").post(f"{url}/support").status_code == 302
    assert "Take support back" in words(signed_in("head_th").get(url))
    assert "Shared with others" in words(signed_in("head_my").get(url))
    assert "Share this draft" not in words(signed_in("delegate_my").get(url))


def test_what_is_entered_says_so_until_it_is_confirmed(signed_in: People, clause: Clause) -> None:
    desk, url = signed_in("secretariat"), f"/clauses/{clause.id}/enter"
    form = {"party": "MY", "kind": "modify", "text": "Nothing is shared.", "revision": str(clause.revision_id)}
    wrong = desk.post(url, data=form | {"party": ""})
    assert (wrong.status_code, field(wrong, "text")) == (422, "Nothing is shared.")
    made = desk.post(url, data=form).headers["Location"]
    said = "Entered by the desk for MY, not confirmed"
    assert said in words(desk.get(made))
    assert ">Table<" not in desk.get(made).text
    head = signed_in("head_my")
    page = head.get(made)
    assert said in words(page)
    assert [act for act in ("Confirm", "Edit", "Withdraw") if f">{act}<" in page.text] == [
        "Confirm",
        "Edit",
        "Withdraw",
    ]
    assert head.get(f"{made}/edit").status_code == 200
    assert head.post(f"{made}/confirm").status_code == 302
    assert said not in words(head.get(made))
    assert ">Table<" in desk.get(made).text


def test_what_was_withdrawn_is_taken_over(signed_in: People, clause: Clause) -> None:
    made = make_amendment(clause, "Nothing is shared.", by="my", rationale="First.")
    with transaction():
        amendments.support(person("head_th"), made)
        amendments.withdraw(person("head_my"), made)
    url = f"/amendments/{made.id}"
    assert "Take over" not in words(signed_in("head_vn").get(url))
    assert "Take over" in words(signed_in("head_th").get(url))
    assert signed_in("head_th").post(f"{url}/take-over").status_code == 302
    page = words(signed_in("head_th").get(url))
    assert "Thailand" in page
    assert "Earlier wordings" not in page

"""The compilation that is frozen with a draft: of its circle, asked for as a document, told when there is none."""

from __future__ import annotations

import json
from typing import Any

import pytest

from poa.db import transaction
from poa.errors import Conflict
from poa.models import Draft, Plan
from poa.queries.drafts import content
from poa.render.canonical import canonical, content_hash

from ..cast import clause_of, make_amendment, make_draft, make_insert, person
from .paper import request

SHARE = "ASEAN and Japan should share all results of common interest."


@pytest.fixture
def proposed(plan: Plan) -> Plan:
    share = clause_of(plan, SHARE)
    make_amendment(share, SHARE.replace("should", "will"), by="jp")
    make_amendment(share, SHARE.replace("all ", ""), by="th", circle="ASEAN")
    make_insert(plan, share, "They report.", by="vn")
    return plan


def texts(draft: Draft) -> list[Any]:
    return [item["text"] for item in content(draft)["compilation"]["clauses"]]


def test_a_draft_freezes_what_its_circle_sees(proposed: Plan) -> None:
    with transaction():
        who = person("secretariat")
        who.desks = [*who.desks, *person("asean_desk").desks]
    zero, inside = make_draft(proposed, "Zero"), make_draft(proposed, "A1", circle="ASEAN")
    will = SHARE.replace("should", "[should] [JP: will]")
    assert will in texts(zero)
    assert "TH" not in json.dumps(content(zero)["compilation"]["clauses"])
    assert will.replace("all", '[all] [TH: delete "all"]') in texts(inside)
    [new] = [item for item in content(zero)["compilation"]["clauses"] if item["inserted"]]
    assert (new["label"], new["text"], new["pairs"], new["notes"]) == ("2 bis", "[VN: They report.]", 1, [])
    frozen = content(zero)
    assert (canonical(frozen), content_hash(frozen)) == (zero.content, zero.content_hash)


def test_it_is_asked_for_with_the_parties_and_without(proposed: Plan) -> None:
    draft = make_draft(proposed, "Zero", with_comments=True)
    one, other = request(draft, "compilation"), request(draft, "compilation-unattributed", with_comments=True)
    assert one.file_name.startswith("APA_Zero_compilation_as-of-")
    assert other.file_name.startswith("APA_Zero_compilation-unattributed_as-of-")
    assert other.with_comments is False
    assert request(draft, "compilation").id == one.id


def test_an_older_draft_has_none(proposed: Plan) -> None:
    draft = make_draft(proposed, "Zero")
    old = {name: value for name, value in content(draft).items() if name != "compilation"}
    with transaction():
        draft.content, draft.content_hash = canonical(old), content_hash(old)
    for view in ("compilation", "compilation-unattributed"):
        with pytest.raises(Conflict, match="before compilations were frozen"):
            request(draft, view)

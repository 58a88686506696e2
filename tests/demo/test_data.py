"""The sample's data is whole, consistent and what the product promises to show."""

import re
from collections import Counter
from datetime import date
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from demo_script import FOLDER, amendments, done, keys, parties, party, steps, zero_draft

CODES = ["BN", "KH", "ID", "LA", "MY", "MM", "PH", "SG", "TH", "TL", "VN", "JP"]
FIELDS = {
    "amend": {"as", "clause", "kind", "rationale"},
    "insert": {"as", "after", "kind", "text", "rationale"},
    "submit": {"amendment"},
    "table": {"amendment", "circle"},
    "withdraw": {"amendment"},
    "support": {"amendment"},
    "rebase": {"amendment", "replace"},
    "comment": {"as", "clause", "body", "circle"},
    "reply": {"comment", "body"},
    "resolve": {"comment"},
    "merge": {"clause", "settle"},
    "adopt": {"amendment", "basis", "note"},
    "issue": {"name", "stage"},
    "sign": {"draft"},
}
MORE = {
    "amend": {"replace", "package", "why"},
    "comment": {"quote", "prefix", "suffix"},
    "submit": {"circle"},
    "issue": {"comments"},
}
ACTS = {
    "amend": "delegate",
    "insert": "delegate",
    "submit": "head",
    "withdraw": "head",
    "support": "head",
    "rebase": "delegate",
    "merge": "secretariat",
    "adopt": "secretariat",
    "issue": "secretariat",
    "sign": "official",
}


def test_twelve_parties_in_order() -> None:
    listed = parties()["parties"]
    assert [p["code"] for p in listed] == CODES
    assert {p["code"] for p in listed if p["bloc"] is None} == {"JP"}
    for p in listed:
        ZoneInfo(p["country_zone"])
        assert set(p["titles"]) == {"delegate", "head", "official"}


def test_every_person_has_a_name_of_their_own() -> None:
    data = parties()
    people = [p[role] for p in data["parties"] for role in ("delegate", "head", "official")]
    people += [data[desk]["name"] for desk in ("desk", "asean_desk", "observer")]
    people += [chair["name"] for chair in data["co_chairs"].values()]
    assert len(people) == 41
    assert [name for name, count in Counter(people).items() if count > 1] == []


def test_zero_draft_has_its_size_and_kinds() -> None:
    draft = zero_draft()
    assert 60 <= len(draft.texts) <= 75
    assert len(set(draft.texts)) == len(draft.texts)
    assert [h[:2] for h in draft.headings].count("# ") == 1
    joined = "\n\n".join(draft.texts)
    assert "\n    (i) " in joined
    assert "\n| No. |" in joined
    assert re.findall(r"\[\^(\d)\]: ", joined) == re.findall(r"\[\^(\d)\](?!:)", joined)


def test_preamble_opens_with_participles() -> None:
    source = (FOLDER / "zero_draft.md").read_text(encoding="utf-8")
    preamble = source.partition("\n## Preamble\n")[2].partition("\n## ")[0].strip().split("\n\n")
    assert len(preamble) >= 8
    opening = re.compile(r"\*[A-Z][a-z]+ing( also| in mind)?\* ")
    assert [text for text in preamble if not opening.match(text)] == []


def test_clauses_are_of_a_readable_length() -> None:
    lengths = [len(text.split()) for text in zero_draft().texts if "| No. |" not in text]
    assert [n for n in lengths if not 15 <= n <= 120] == []
    assert sum(25 <= n <= 110 for n in lengths) >= 0.8 * len(lengths)


def test_placeholders_name_an_owner_and_a_day() -> None:
    found = re.findall(r"\{([^}]*)\}", "\n".join(zero_draft().texts))
    assert len(found) >= 3
    for inside in found:
        _, owner, day = inside.removeprefix("placeholder: ").split(", ")
        assert owner
        assert owner not in CODES
        date.fromisoformat(day)


def test_no_treaty_words_and_typographic_marks() -> None:
    words = list(zero_draft().texts)
    for step in steps():
        words += [step.get("text", "")] + [new for _, new in step.get("replace", [])]
        words += [place.get("text", "") for place in step.get("settle", [])]
    text = "\n".join(words).replace("mutually agreed", "")
    assert re.findall(r"(?i)\b(?:shall|agree[ds]?|parties)\b", text) == []
    spoken = [str(step.get(field, "")) for step in steps() for field in ("body", "rationale")]
    plain = re.sub(r"\d{4}-\d\d-\d\d", "", text + "\n".join(spoken))
    assert re.findall(r".{9}[\"'].{9}|\d-\d.{9}| - .{9}", plain) == []


@pytest.mark.parametrize("verb", sorted(FIELDS))
def test_steps_have_the_fields_of_their_verb(verb: str) -> None:
    found = done(verb)
    assert found
    for step in found:
        given = set(step) - {"day", "at", "do", "by"}
        assert FIELDS[verb] <= given <= FIELDS[verb] | MORE.get(verb, set()), step


def test_only_known_verbs_in_order_of_time() -> None:
    assert {step["do"] for step in steps()} == set(FIELDS)
    times = [(step["day"], step["at"]) for step in steps()]
    assert all(one <= two for one, two in pairwise(times))
    assert times[0][0] == -30
    assert times[-1][0] < 0


def test_everybody_acts_in_their_role() -> None:
    for step in steps():
        role, _, code = step["by"].partition(".")
        if role in {"delegate", "head", "official"}:
            assert code.upper() in CODES
        assert role == ACTS.get(step["do"], role), step
    for step in done("table"):
        assert step["by"] == {"all": "secretariat", "ASEAN": "asean.desk"}[step["circle"]]


def test_keys_are_unique_and_used_after_they_are_made() -> None:
    made: dict[str, str] = {}
    issued: set[str] = set()
    for step in steps():
        for field in ("amendment", "comment"):
            if field in step:
                assert made.get(step[field]) == field, step
        if step["do"] == "sign":
            assert step["draft"] in issued
        if step["do"] == "issue":
            issued.add(step["name"])
        if "as" in step:
            assert step["as"] not in made
            made[step["as"]] = "comment" if step["do"] == "comment" else "amendment"


def test_an_amendment_is_submitted_then_tabled_by_its_own_side() -> None:
    made, tabled = amendments(), list[str]()
    submitted: dict[str, str] = {}
    for step in steps():
        key = step.get("amendment", "")
        if step["do"] == "submit":
            assert party(step) == party(made[key])
            assert key not in submitted
            submitted[key] = step.get("circle", "all")
        elif step["do"] == "table":
            assert submitted[key] == step["circle"]
            tabled.append(key)
        elif step["do"] == "support":
            assert key in tabled
            assert party(step) != party(made[key])
        elif step["do"] in {"withdraw", "rebase"}:
            assert party(step) == party(made[key])
    assert len(tabled) == len(set(tabled))


def test_nobody_supports_twice_or_after_a_withdrawal() -> None:
    backed = Counter((step["by"], step["amendment"]) for step in done("support"))
    assert max(backed.values()) == 1
    assert not {key for _, key in backed} & set(keys("withdraw"))


def test_japan_is_nowhere_in_the_asean_circle() -> None:
    circle = {step["amendment"]: step["circle"] for step in done("table")}
    circle |= {step["as"]: step["circle"] for step in done("comment")}
    made = amendments() | {step["as"]: step for step in done("comment")}
    inside = {key for key, name in circle.items() if name == "ASEAN"}
    assert len(inside) >= 4
    assert [key for key in inside if party(made[key]) == "JP"] == []
    for step in steps():
        key = step.get("amendment") or step.get("comment")
        if key in inside:
            assert party(step) != "JP"
            assert step["by"] != "secretariat"


def test_internal_comments_stay_in_their_delegation() -> None:
    own = {step["as"]: party(step) for step in done("comment") if step["circle"] == "own"}
    assert len(own) >= 3
    for step in done("reply") + done("resolve"):
        assert own.get(step["comment"], party(step)) == party(step)

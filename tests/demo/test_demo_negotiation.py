"""The scripted negotiation fits its texts and leaves what the product promises to show."""

from collections import Counter

from demo_script import Play, Step, amendments, done, keys, party, steps, zero_draft

CODES = {"BN", "KH", "ID", "LA", "MY", "MM", "PH", "SG", "TH", "TL", "VN", "JP"}
BASES = {"session", "silence", "consent", "sole", "editorial"}


def day_of(verb: str, name: str) -> int:
    [day] = [step["day"] for step in done(verb) if step["name"] == name]
    return int(day)


def position(step: Step) -> int:
    return steps().index(step)


def merge_of(made: Step) -> Step:
    [found] = [step for step in done("merge") if step["clause"] == made["clause"]]
    return found


def submission_of(made: Step) -> Step:
    [found] = [step for step in done("submit") if step["amendment"] == made["as"]]
    return found


def test_the_script_fits_its_texts() -> None:
    play = Play().run()
    assert len(play.texts) == len(play.draft.texts) - 1
    assert play.texts[play.draft.find("ASEAN and Japan will facilitate the entry")].startswith(
        "ASEAN and Japan will endeavour to facilitate, in accordance with"
    )


def test_exactly_one_amendment_is_stale_and_says_why() -> None:
    play = Play().run()
    [key] = play.stale()
    assert "stale" in play.made[key]["why"]
    tabled = next(step for step in done("table") if step["amendment"] == key)
    merged = next(step for step in done("merge") if step["clause"] == play.made[key]["clause"])
    assert tabled["day"] < merged["day"]
    assert tabled["circle"] == "ASEAN"


def test_one_draft_goes_stale_and_is_written_anew() -> None:
    [step] = done("rebase")
    made = amendments()[step["amendment"]]
    assert "stale" in made["why"]
    assert position(made) < position(merge_of(made)) < position(step) < position(submission_of(made))


def test_one_draft_is_carried_over_a_merge() -> None:
    [made] = [step for step in done("amend") if "carried" in step.get("why", "")]
    assert position(made) < position(merge_of(made)) < position(submission_of(made))
    assert made["as"] not in Play().run().stale()


def test_first_round_is_broad() -> None:
    rev1 = day_of("issue", "Rev.1")
    first = [step for step in amendments().values() if step["day"] < rev1]
    assert len(first) >= 34
    assert len({party(step) for step in first}) >= 9
    on = Counter(step["clause"] for step in first if "clause" in step)
    assert max(on.values()) >= 5
    assert sum(n > 1 for n in on.values()) >= 5
    assert len([step for step in first if step["do"] == "insert"]) == 2
    assert [step for step in first if step.get("package")]
    assert any(step.get("kind") == "delete" for step in first)
    assert len(keys("table")) >= 30


def test_five_parties_meet_on_one_clause() -> None:
    who: dict[str, set[str]] = {}
    for step in done("amend"):
        who.setdefault(step["clause"], set()).add(party(step))
    assert max(len(codes) for codes in who.values()) >= 5


def test_two_collide_on_one_word() -> None:
    pairs = {
        (step["clause"], old.replace("will ", "", 1), new.split()[0])
        for step in done("amend")
        for old, new in step.get("replace", [])
        if old.startswith("will ") and old.split()[1:] == new.split()[1:]
    }
    words: dict[tuple[str, str], set[str]] = {}
    for clause, rest, word in pairs:
        words.setdefault((clause, rest), set()).add(word)
    assert {"should", "may"} in words.values()


def test_a_third_of_the_clauses_stays_untouched() -> None:
    draft = zero_draft()
    touched = {draft.find(step["clause"]) for step in steps() if "clause" in step}
    assert len(touched) <= len(draft.texts) * 2 / 3


def test_settlements_state_a_basis_and_a_note() -> None:
    places = [place for step in done("merge") for place in step["settle"]]
    assert 8 <= len(done("merge")) <= 16
    assert {place["take"] for place in places} == {"base", "variant", "text"}
    assert {place["basis"] for place in places} == BASES
    assert all(place["note"] and place["party"] in CODES for place in places)
    assert {step["basis"] for step in done("adopt")} <= BASES


def test_places_of_one_merge_are_told_apart() -> None:
    for step in done("merge"):
        named = [(place["near"], place["party"]) for place in step["settle"]]
        assert len(set(named)) == len(named)


def test_open_work_is_left() -> None:
    made, play = amendments(), Play().run()
    drafts = Counter(party(made[key]) for key in set(made) - set(keys("submit")))
    assert 2 in drafts.values()
    assert len(set(keys("submit")) - set(keys("table"))) == 3
    still = {made[key].get("clause") for key in play.tabled - play.gone}
    assert len(still) >= 6
    rev1 = day_of("issue", "Rev.1")
    later = [key for key in play.tabled if made[key]["day"] >= rev1]
    assert len(later) >= 8
    assert 2 <= len({step["by"] for step in done("sign")}) <= 3

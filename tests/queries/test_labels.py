"""Labels as tables: what is printed keeps its label, what comes in between is `bis`, no number is given twice."""

from __future__ import annotations

import random
import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poa.queries.labels import Place, labels

SIGNS = {
    "S": ("section", 1),
    "s": ("section", 2),
    "p": ("preamble", None),
    "c": ("clause", None),
    "a": ("action", None),
    "x": ("annex", None),
}


def place(kind: str, frozen: str | None = None, retired: bool = False) -> Place:
    name, level = SIGNS[kind]
    return Place(uuid.uuid4(), name, level, frozen, retired)


def read(plan: str) -> list[Place]:
    """`c=5` is a clause printed as 5, `c` one that never was, `-c=5` one that was retired; `_` is a blank."""
    found = []
    for word in plan.split():
        kind, _, frozen = word.lstrip("-").partition("=")
        found.append(place(kind, frozen.replace("_", " ") or None, word.startswith("-")))
    return found


def shown(plan: str, interim: str = "bis") -> str:
    places = read(plan)
    found = labels(places, interim)
    return ", ".join(found[item.id] for item in places if item.id in found)


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        ("", ""),
        ("S p p S c a s c s c S c x x", "I, PP1, PP2, II, 1, 2, A, 3, B, 4, III, 5, A1, A2"),
        ("s c s S s s", "A, 1, B, I, A, B"),
        ("c -c c", "1, 2"),
        (" ".join(["S"] * 14), "I, II, III, IV, V, VI, VII, VIII, IX, X, XI, XII, XIII, XIV"),
        (" ".join(["S", *["s"] * 28])[:], "I, " + ", ".join([*"ABCDEFGHIJKLMNOPQRSTUVWXYZ", "AA", "AB"])),
    ],
)
def test_before_the_first_issue_numbers_run_on(plan: str, expected: str) -> None:
    assert shown(plan) == expected


@pytest.mark.parametrize(
    ("plan", "bis", "letter"),
    [
        ("c=1 c c=2", "1, 1 bis, 2", "1, 1A, 2"),
        ("c=1 c c c c=2", "1, 1 bis, 1 ter, 1 quater, 2", "1, 1A, 1B, 1C, 2"),
        ("c c=1", "0 bis, 1", "0A, 1"),
        ("c=1 c=2 c c", "1, 2, 3, 4", "1, 2, 3, 4"),
        ("c=1 c=1_bis c c=2", "1, 1 bis, 1 ter, 2", "1, 1 bis, 1A, 2"),
        ("c=1 c c=1_bis c=2", "1, 1 ter, 1 bis, 2", "1, 1A, 1 bis, 2"),
        ("p=PP1 p p=PP2 p", "PP1, PP1 bis, PP2, PP3", "PP1, PP1A, PP2, PP3"),
        ("x=A1 x x=A2 x", "A1, A1 bis, A2, A3", "A1, A1A, A2, A3"),
        ("S=I S S=II S", "I, I bis, II, III", "I, I bis, II, III"),
        ("S=I s=A s s=B s", "I, A, A bis, B, C", "I, A, A bis, B, C"),
        ("S c=1 S c=2", "I, 1, II, 2", "I, 1, II, 2"),
        ("c=1 x", "1, A1", "1, A1"),
        ("c=1 a c=2", "1, 1 bis, 2", "1, 1A, 2"),
    ],
)
def test_after_an_issue(plan: str, bis: str, letter: str) -> None:
    assert shown(plan) == bis
    assert shown(plan, "letter") == letter


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        ("c=1 -c=2 c=3", "1, 3"),
        ("c=1 -c=2 c", "1, 3"),
        ("c=1 -c=2 c c=3", "1, 1 bis, 3"),
        ("c=1 -c=1_bis c c=2", "1, 1 ter, 2"),
        ("-c=1 c", "2"),
        ("-c=1 -c=2 c c", "3, 4"),
        ("c=1 c=2 -x=A1 x", "1, 2, A2"),
    ],
)
def test_a_printed_number_is_never_given_again(plan: str, expected: str) -> None:
    assert shown(plan) == expected


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        ("c=3 c=1 c=2", "3, 1, 2"),
        ("c=3 c c=1 c=2 c", "3, 3 bis, 1, 2, 4"),
        ("S=II s=A c=2 S=I c=1", "II, A, 2, I, 1"),
    ],
)
def test_what_is_moved_keeps_its_label(plan: str, expected: str) -> None:
    assert shown(plan) == expected


def test_there_is_no_end_to_what_comes_in_between() -> None:
    found = shown("c=1 " + "c " * 30 + "c=2").split(", ")
    assert len(set(found)) == 32
    assert found[1:10] == [
        f"1 {word}" for word in ["bis", "ter", "quater", "quinquies", "sexies", "septies", "octies", "novies", "decies"]
    ]
    assert len(set(shown("c=1 " + "c " * 40 + "c=2", "letter").split(", "))) == 42


def test_two_sections_of_one_letter_that_come_together_are_told_apart() -> None:
    """A section that moves under another one's roof meets the same letter there."""
    found = shown("S=I s=B S=II s=A s=B").split(", ")
    assert found == ["I", "B", "II", "A", "B"]
    together = shown("S=I S=II s=A s=B s=B").split(", ")
    assert together[:4] == ["I", "II", "A", "B"]
    assert len(set(together)) == 5


Step = tuple[str, int, int]
steps = st.lists(
    st.tuples(st.sampled_from(["insert", "retire", "move", "issue"]), st.integers(0, 30), st.integers(0, 30)),
    max_size=40,
)


@settings(deadline=None)
@given(st.lists(st.sampled_from("cap"), max_size=8), steps, st.sampled_from(["bis", "letter"]))
def test_whatever_happens_labels_are_told_apart_and_last(kinds: list[str], done: list[Step], interim: str) -> None:
    order = [place(kind) for kind in kinds]
    printed: dict[str, uuid.UUID] = {}
    rng = random.Random(7)
    for verb, first, second in done:
        if verb == "insert":
            order.insert(first % (len(order) + 1), place(rng.choice("cap")))
        elif order and verb == "retire":
            old = order[first % len(order)]
            order[first % len(order)] = Place(old.id, old.kind, old.level, old.frozen, True)
        elif order and verb == "move":
            order.insert(second % len(order), order.pop(first % len(order)))
        elif verb == "issue":
            found = labels(order, interim)
            order = [Place(i.id, i.kind, i.level, found.get(i.id, i.frozen), i.retired) for i in order]
            for item in order:
                if not item.retired and item.frozen:
                    assert printed.setdefault(item.frozen, item.id) == item.id
        found = labels(order, interim)
        assert len(set(found.values())) == len(found)
        assert set(found) == {item.id for item in order if not item.retired}
        assert all(found[item.id] == item.frozen for item in order if item.frozen and not item.retired)

"""Overlay: common text and places, each key's wording kept; the rest of a text comes from the overlay itself."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poa.errors import Invalid
from poa.text import Common, Conflict, Locus, Variant, merge, overlay, rest, settle

from .samples import ENGLISH, THAI, any_text, clauses, edited, joined, put_in, triples

KEYS = ("JP", "ID", "VN", "TH")


@st.composite
def laid(draw: st.DrawFn) -> tuple[str, dict[str, str]]:
    """A base and up to four texts over it."""
    base = draw(any_text)
    keys = draw(st.lists(st.sampled_from(KEYS), unique=True))
    return base, {key: draw(st.one_of(edited(base), st.just(base))) for key in keys}


def loci(parts: tuple[Common | Locus, ...]) -> list[Locus]:
    return [part for part in parts if isinstance(part, Locus)]


@given(laid())
def test_the_parts_hold_the_base(case: tuple[str, dict[str, str]]) -> None:
    base, texts = case
    parts = overlay(base, texts)
    assert settle(parts, {}) == base
    assert all(part.text for part in parts if isinstance(part, Common))
    assert not any(isinstance(one, Common) and isinstance(two, Common) for one, two in pairwise(parts))


@given(laid())
def test_a_keys_variants_put_in_everywhere_give_its_text(case: tuple[str, dict[str, str]]) -> None:
    base, texts = case
    parts = overlay(base, texts)
    for key, text in texts.items():
        mine = {
            index: variant.text
            for index, locus in enumerate(loci(parts))
            for variant in locus.variants
            if key in variant.keys
        }
        assert settle(parts, mine) == text
        assert rest(parts, key, {}) == text
    assert rest(parts, "SG", {}) == base


@given(laid())
def test_the_order_of_keys_does_not_matter(case: tuple[str, dict[str, str]]) -> None:
    base, texts = case
    turned = dict(reversed(texts.items()))
    assert overlay(base, turned) == overlay(base, texts)


@given(laid())
def test_variants_differ_from_each_other_and_the_base_and_hold_a_key_once(case: tuple[str, dict[str, str]]) -> None:
    for locus in loci(overlay(*case)):
        assert locus.variants
        wordings = [variant.text for variant in locus.variants]
        assert locus.base not in wordings
        assert len(set(wordings)) == len(wordings)
        keys = [key for variant in locus.variants for key in variant.keys]
        assert len(set(keys)) == len(keys)
        assert all(list(variant.keys) == sorted(variant.keys) for variant in locus.variants)


@given(clauses.flatmap(lambda base: st.tuples(st.just(base), st.lists(edited(base), min_size=1, max_size=4))))
def test_the_places_are_the_changes_joined_where_they_touch(case: tuple[str, list[str]]) -> None:
    """For one key and for more: worked out from `diff` and the rule's words alone."""
    base, texts = case
    expected: list[str | tuple[str, dict[str, str]]] = []
    at = 0
    for start, end, made in joined(base, dict(zip(KEYS, texts, strict=False))):
        expected += [base[at:start]] if at < start else []
        wordings = {key: put_in(base, start, end, changes) for key, changes in made.items()}
        expected.append((base[start:end], wordings))
        at = end
    expected += [base[at:]] if at < len(base) else []
    found = overlay(base, dict(zip(KEYS, texts, strict=False)))
    assert expected == [
        part.text if isinstance(part, Common) else (part.base, {key: v.text for v in part.variants for key in v.keys})
        for part in found
    ]


@given(triples())
def test_for_two_keys_the_places_are_the_regions_of_the_merge(texts: tuple[str, str, str]) -> None:
    base, ours, theirs = texts
    expected: list[Common | Locus] = []
    for region in merge(base, ours, theirs).regions:
        if isinstance(region, Conflict):
            variants = (Variant(region.ours, ("ours",)), Variant(region.theirs, ("theirs",)))
            expected.append(Locus(region.base, tuple(sorted(variants, key=lambda variant: variant.text))))
        elif region.source == "base":
            expected.append(Common(region.text))
        else:
            keys = {"ours": ("ours",), "theirs": ("theirs",), "both": ("ours", "theirs")}[region.source]
            expected.append(Locus("", (Variant(region.text, keys),)))
    found = overlay(base, {"ours": ours, "theirs": theirs})
    assert [part if isinstance(part, Common) else part.variants for part in found] == [
        part if isinstance(part, Common) else part.variants for part in expected
    ]


@given(laid(), st.data())
def test_the_rest_over_the_settled_text_is_what_the_key_has_at_the_open_places(
    case: tuple[str, dict[str, str]], data: st.DataObject
) -> None:
    base, texts = case
    parts = overlay(base, texts)
    settled = data.draw(
        st.dictionaries(st.integers(0, max(0, len(loci(parts)) - 1)), st.sampled_from(("", "x", " y ")))
    )
    settled = {index: text for index, text in settled.items() if index < len(loci(parts))}
    for key in texts:
        pieces, index = [], 0
        for part in parts:
            if isinstance(part, Common):
                pieces.append(part.text)
                continue
            own = [variant.text for variant in part.variants if key in variant.keys]
            pieces.append(settled[index] if index in settled else (own or [part.base])[0])
            index += 1
        assert rest(parts, key, settled) == "".join(pieces)


@pytest.mark.parametrize(
    ("base", "texts", "expected"),
    [
        pytest.param(
            "Japan shall act now",
            {
                "JP": "Japan will act now",
                "ID": "Japan should act now",
                "VN": "Japan will act now",
                "TH": "Japan shall act now",
            },
            (
                Common("Japan "),
                Locus("shall", (Variant("will", ("JP", "VN")), Variant("should", ("ID",)))),
                Common(" act now"),
            ),
            id="two collide on a word",
        ),
        pytest.param(
            "a b c d e",
            {"JP": "a X c d e", "ID": "a b c d Y"},
            (Common("a "), Locus("b", (Variant("X", ("JP",)),)), Common(" c d "), Locus("e", (Variant("Y", ("ID",)),))),
            id="two places",
        ),
        pytest.param(
            "a b c d e",
            {"JP": "a X c d e", "ID": "a b Y d e", "VN": "a b c Z e"},
            (
                Common("a "),
                Locus("b c d", (Variant("X c d", ("JP",)), Variant("b Y d", ("ID",)), Variant("b c Z", ("VN",)))),
                Common(" e"),
            ),
            id="a chain of touching changes",
        ),
        pytest.param(
            "a b",
            {"JP": "a x b", "ID": "a y b"},
            (Common("a "), Locus("", (Variant("x ", ("JP",)), Variant("y ", ("ID",)))), Common("b")),
            id="put in at one place",
        ),
        pytest.param("a b", {"JP": "a b"}, (Common("a b"),), id="nothing changed"),
        pytest.param("a b", {}, (Common("a b"),), id="nobody"),
        pytest.param("", {"JP": "a"}, (Locus("", (Variant("a", ("JP",)),)),), id="over nothing"),
        pytest.param(
            "a b c",
            {"JP": "A b c", "ID": "A b C"},
            (Locus("a", (Variant("A", ("ID", "JP")),)), Common(" b "), Locus("c", (Variant("C", ("ID",)),))),
            id="equal there, alone here",
        ),
        pytest.param(
            "推進すべき研究",
            {"JP": "促進すべき研究", "TH": "推進すべき調査", "ID": "推進するべき研究"},
            (
                Locus(
                    "推進すべき研究",
                    (
                        Variant("促進すべき研究", ("JP",)),
                        Variant("推進すべき調査", ("TH",)),
                        Variant("推進するべき研究", ("ID",)),
                    ),
                ),
            ),
            id="a change between brings two together",
        ),
        pytest.param(
            "One.\n\nTwo.\n\nThree.",
            {"JP": "One.\n\nThree.", "ID": "One.\n\nTwo.\n\nThree x."},
            (
                Common("One.\n\n"),
                Locus("Two.\n\n", (Variant("", ("JP",)),)),
                Common("Three"),
                Locus("", (Variant(" x", ("ID",)),)),
                Common("."),
            ),
            id="a paragraph goes, its neighbour changes",
        ),
    ],
)
def test_overlays(base: str, texts: dict[str, str], expected: tuple[Common | Locus, ...]) -> None:
    assert overlay(base, texts) == expected


def test_choices_count_the_places() -> None:
    parts = overlay("a b c d e", {"JP": "a X c d e", "ID": "a b c d Y"})
    assert settle(parts, {0: "W"}) == "a W c d e"
    assert settle(parts, {1: ""}) == "a b c d "
    assert rest(parts, "JP", {1: "Z"}) == "a X c d Z"
    assert rest(parts, "JP", {0: "Z"}) == "a Z c d e"


@pytest.mark.parametrize("index", [-1, 2])
def test_an_unknown_place_is_refused(index: int) -> None:
    parts = overlay("a b c d e", {"JP": "a X c d e", "ID": "a b c d Y"})
    with pytest.raises(Invalid):
        settle(parts, {index: "W"})
    with pytest.raises(Invalid):
        rest(parts, "JP", {index: "W"})


def test_two_hundred_texts() -> None:
    words = (ENGLISH + " " + THAI).split(" ")
    texts = {}
    for number in range(200):
        at = number % len(words)
        texts[f"K{number:03}"] = " ".join((*words[:at], f"word{number % 7}", *words[at + 1 :]))
    parts = overlay(" ".join(words), texts)
    assert all(rest(parts, key, {}) == text for key, text in texts.items())
    assert {key for locus in loci(parts) for variant in locus.variants for key in variant.keys} == set(texts)


def test_equal_variants_are_joined_and_the_widest_support_comes_first() -> None:
    (locus,) = loci(overlay("a b", {"TH": "a x", "JP": "a y", "ID": "a y"}))
    assert locus.variants == (Variant("y", ("ID", "JP")), Variant("x", ("TH",)))

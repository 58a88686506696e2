"""The canonical form and its hash: one content, one byte string, whoever writes it."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poa.errors import Invalid
from poa.render.canonical import canonical, content_hash

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
KEYS = st.text(st.characters(codec="ascii"), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


def test_keys_are_sorted_and_nothing_is_padded():
    assert canonical({"b": [1, True, None], "a": "é"}) == '{"a":"é","b":[1,true,null]}'.encode()


def test_only_what_rfc_8785_escapes_is_escaped():
    assert canonical({"t": '\x01\n"\\/€'}) == b'{"t":"\\u0001\\n\\"\\\\/\xe2\x82\xac"}'


def test_normalisation_form_is_kept():
    assert content_hash({"t": "e\u0301"}) != content_hash({"t": "é"})


def test_the_hash_is_sha256_of_the_bytes():
    content = {"schema": "poa-draft/1", "clauses": []}
    assert content_hash(content) == hashlib.sha256(canonical(content)).hexdigest()


@given(st.dictionaries(KEYS, VALUES, max_size=5))
def test_order_of_keys_and_kind_of_sequence_do_not_matter(content):
    turned = {key: tuple(value) if isinstance(value, list) else value for key, value in reversed(content.items())}
    assert canonical(turned) == canonical(content)
    assert json.loads(canonical(content)) == content


@given(st.dictionaries(KEYS, VALUES, max_size=5), TEXT, TEXT)
def test_another_content_has_another_hash(content, one, other):
    if one != other:
        assert content_hash({**content, "t": one}) != content_hash({**content, "t": other})


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ({"a": {"b": [0, 1.5]}}, "content.a.b[1]"),
        ({"a": {"ü": 1}}, "content.a"),
        ({"a": {1: 1}}, "content.a"),
        ({"a": {1, 2}}, "content.a"),
        ({"a": b"x"}, "content.a"),
        ({"a": 2**53}, "content"),
        ({"a": "\ud800"}, "content"),
    ],
)
def test_what_has_no_single_form_is_refused_by_name(content, field):
    with pytest.raises(Invalid) as refusal:
        canonical(content)
    assert refusal.value.field == field

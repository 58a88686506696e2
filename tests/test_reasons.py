"""Our own reasons are known by their letters; nothing that a person could mean is taken for one."""

from __future__ import annotations

import pytest

from poa import reasons
from poa.phrases import Words
from poa.reasons import known

VALUES = {"code": "TH", "name": "Viet Nam (Chair: 2)", "seconds": "120"}


@pytest.mark.parametrize("ours", reasons.OURS)
def test_ours_are_known_with_what_is_in_them(ours: Words) -> None:
    inside = {name: value for name, value in VALUES.items() if f"%({name})s" in ours.template}
    written = Words(ours.template, **inside)
    found = known(str(written))
    assert isinstance(found, Words)
    assert (found, found.template, found.values) == (written, ours.template, inside)


def test_each_is_listed() -> None:
    assert {id(words) for words in vars(reasons).values() if isinstance(words, Words)} == {*map(id, reasons.OURS)}


@pytest.mark.parametrize(
    "theirs",
    [
        "",
        "The text has changed",
        "the text has changed.",
        "The text has changed. So we wait.",
        "My capital has proposed a change.",
        "The capital of Thailand did not confirm it.",
        "TH has proposed a change.\nSo has JP.",
        "100 %",
    ],
)
def test_what_people_type_stays_as_it_is(theirs: str) -> None:
    assert type(known(theirs)) is str
    assert known(theirs) == theirs

"""Comments: on quoted words that are followed through the revisions, in threads, each in its circle."""

from __future__ import annotations

import pytest

from poa.actions import comments
from poa.db import session, transaction
from poa.errors import Conflict, Invalid, NotAllowed
from poa.models import Clause, Comment
from poa.queries import comments as queries
from poa.queries import mentions
from poa.queries.circles import circle_named

from ..cast import Cast, make_amendment, make_comment, person
from .desk import adopt, clause_with, places, plan_of, settle, undo, variant

pytestmark = pytest.mark.usefixtures("cast")
TEXT = "ASEAN and Japan should share data, and should share all results of common interest."


@pytest.fixture
def clause(cast: Cast) -> Clause:
    return clause_with(TEXT)


def quoted(comment: Comment) -> str | None:
    """The words that a comment is bound to now."""
    session.refresh(comment)
    if comment.current_start is None:
        return None
    return comment.clause.revision.text[comment.current_start : comment.current_end]


def change(clause: Clause, old: str, new: str) -> None:
    """Put other words in, by the desk's settlement."""
    make_amendment(clause, clause.revision.text.replace(old, new))
    settle(clause, *(variant(place, "JP") for place in places(clause)))


def test_a_comment_on_the_whole_clause(clause: Clause) -> None:
    made = make_comment(clause)
    assert (made.quote, made.start, made.current_start, made.orphaned) == (None, None, None, False)
    change(clause, "share data", "exchange data")
    session.refresh(made)
    assert made.orphaned is False


def test_a_quote_is_anchored_in_code_points(clause: Clause) -> None:
    made = make_comment(clause, quote="share data")
    assert (made.quote, made.start, made.end) == ("share data", 23, 33)
    assert (made.current_start, made.current_end) == (23, 33)
    assert (made.prefix, made.suffix) == (TEXT[:23], TEXT[33:65])
    assert made.revision_id == clause.revision.id


def test_code_points_beyond_the_first_plane_count_once(cast: Cast) -> None:
    made = make_comment(clause_with("𝔸𝔹 share data 🇯🇵 widely."), quote="data")
    assert (made.start, made.end) == (9, 13)


@pytest.mark.parametrize(
    ("given", "start"),
    [
        ({"prefix": "data, and "}, 39),
        ({"suffix": " share data"}, 16),
        ({"prefix": "Japan "}, 16),
        ({"prefix": "and ", "suffix": " share all"}, 39),
    ],
)
def test_what_stands_before_or_after_tells_quotes_apart(clause: Clause, given: dict[str, str], start: int) -> None:
    assert make_comment(clause, quote="should", **given).start == start


@pytest.mark.parametrize(
    "given",
    [
        {"quote": "should"},
        {"quote": "should", "suffix": " share"},
        {"quote": "shall"},
        {"quote": "should", "prefix": "shall "},
        {"quote": "data", "suffix": " widely"},
    ],
)
def test_a_quote_that_is_not_there_or_there_twice_is_refused(clause: Clause, given: dict[str, str]) -> None:
    with pytest.raises(Invalid) as refusal:
        make_comment(clause, **given)
    assert refusal.value.field == "quote"
    assert session.query(Comment).count() == 0


@pytest.mark.parametrize("body", ["", "  ", "a\0b", "x" * 20_001, "hid\u202eden"])
def test_a_body_that_cannot_be_taken(clause: Clause, body: str) -> None:
    with pytest.raises(Invalid) as refusal:
        make_comment(clause, body)
    assert refusal.value.field == "body"


def test_a_quote_from_a_text_that_has_moved(clause: Clause, cast: Cast) -> None:
    old = clause.revision.id
    change(clause, "share data", "exchange data")
    with pytest.raises(Conflict, match="moved on"):
        make_comment(clause, quote="share data", revision_id=old)
    assert make_comment(clause, quote="share all", revision_id=old).revision_id == clause.revision.id


def test_a_quote_follows_its_words(clause: Clause) -> None:
    made = make_comment(clause, quote="all results")
    change(clause, "share data", "exchange data, methods and samples")
    assert quoted(made) == "all results"
    assert (made.start, made.revision_id != clause.revision.id) == (52, True)
    change(clause, "all results", "all published results")
    assert quoted(made) == "all published results"


def test_a_quote_without_its_words_is_kept_and_found_again(clause: Clause) -> None:
    made = make_comment(clause, quote="share data")
    change(clause, "share data, and should share all", "publish all")
    assert quoted(made) is None
    assert (made.orphaned, made.quote) == (True, "share data")
    undo(clause)
    assert quoted(made) == "share data"
    assert made.orphaned is False


def test_a_comment_on_a_deleted_clause_waits_for_it(clause: Clause) -> None:
    made = make_comment(clause, quote="all results")
    adopt(make_amendment(clause, kind="delete"))
    assert quoted(made) is None
    undo(clause)
    assert quoted(made) == "all results"


def test_comments_of_every_circle_are_carried(clause: Clause) -> None:
    own = make_comment(clause, quote="all results", circle="own")
    asean = make_comment(clause, quote="common interest", by="delegate_th", circle="ASEAN")
    change(clause, "share data", "exchange data")
    assert (quoted(own), quoted(asean)) == ("all results", "common interest")


def test_a_thread_is_answered_in_its_circle(clause: Clause, cast: Cast) -> None:
    first = make_comment(clause, by="delegate_th", circle="ASEAN")
    with transaction():
        one = comments.reply(cast.asean_desk, first, body="Noted.")
        two = comments.reply(cast.head_vn, one, body="So do we.")
    assert (one.thread_id, two.thread_id) == (first.id, first.id)
    assert {one.circle_id, two.circle_id} == {first.circle_id}
    assert (one.party, two.party.code if two.party else None) == (None, "VN")
    [thread] = queries.threads(clause, cast.delegate_sg)
    assert [reply.body for reply in thread.replies] == ["Noted.", "So do we."]
    assert queries.threads(clause, cast.delegate_jp) == []


def test_a_thread_is_resolved_and_reopened(clause: Clause, cast: Cast) -> None:
    first, open_one = make_comment(clause), make_comment(clause, "And that?")
    with transaction():
        comments.resolve(cast.colleague_jp, first)
    assert first.resolved_by is not None
    assert (first.resolved_by.name, first.resolved_at is not None) == ("Colleague Jp", True)
    assert queries.threads(clause, cast.head_th) == [open_one, first]
    with pytest.raises(Conflict), transaction():
        comments.resolve(cast.head_jp, first)
    with transaction():
        comments.reopen(cast.secretariat, first)
    assert (first.resolved_at, first.resolved_by_id) == (None, None)
    with pytest.raises(Conflict), transaction():
        comments.reopen(cast.secretariat, first)


def test_a_thread_is_resolved_by_its_first_comment(clause: Clause, cast: Cast) -> None:
    with transaction():
        reply = comments.reply(cast.head_th, make_comment_in(clause), body="Because.")
    for act in (comments.resolve, comments.reopen):
        with pytest.raises(Invalid), transaction():
            act(cast.secretariat, reply)


def make_comment_in(clause: Clause) -> Comment:
    """A comment made within the transaction that runs."""
    who = person("delegate_jp")
    return comments.comment(who, clause, body="Why so?", circle=circle_named(clause.plan_id, "all", who))


def test_the_last_word_is_taken_back_by_who_wrote_it(clause: Clause, cast: Cast) -> None:
    first = make_comment(clause, "Why so, @Head Th?")
    with transaction():
        answer = comments.reply(cast.head_th, first, body="Because.")
    for who, said, why in (("delegate_jp", first, Conflict), ("head_jp", answer, NotAllowed)):
        with pytest.raises(why), transaction():
            comments.withdraw(person(who), said)
    with transaction():
        comments.withdraw(cast.head_th, answer)
    assert [(thread, thread.replies) for thread in queries.threads(clause, cast.head_th)] == [(first, [])]
    with transaction():
        comments.withdraw(cast.delegate_jp, first)
    assert queries.threads(clause, cast.delegate_jp) == []
    assert mentions.waiting(cast.head_th) == []
    assert session.get_one(Comment, first.id).body == "Why so, @Head Th?"


def test_a_resolved_thread_keeps_its_words(clause: Clause, cast: Cast) -> None:
    first = make_comment(clause)
    with transaction():
        comments.resolve(cast.secretariat, first)
    with pytest.raises(Conflict), transaction():
        comments.withdraw(cast.delegate_jp, first)


RESOLVERS = {
    ("delegate_jp", "all"): {"delegate_jp", "colleague_jp", "head_jp", "secretariat"},
    ("delegate_jp", "own"): {"delegate_jp", "colleague_jp", "head_jp"},
    ("delegate_th", "ASEAN"): {"delegate_th", "head_th", "asean_desk"},
    ("secretariat", "all"): {"secretariat"},
}


@pytest.mark.parametrize(("by", "circle"), RESOLVERS)
def test_who_resolves(clause: Clause, by: str, circle: str) -> None:
    everybody = ("delegate_jp", "colleague_jp", "head_jp", "official_jp", "delegate_th", "head_th", "official_th")
    done = set()
    for name in (*everybody, "secretariat", "asean_desk", "stranger", "observer"):
        thread = make_comment(clause, by=by, circle=circle)
        try:
            with transaction():
                comments.resolve(person(name), thread)
            done.add(name)
        except NotAllowed:
            pass
    assert done == RESOLVERS[by, circle]


@pytest.mark.parametrize("name", ["official_jp", "observer"])
def test_who_does_not_comment(clause: Clause, name: str) -> None:
    thread = make_comment(clause)
    with pytest.raises(NotAllowed):
        make_comment(clause, by=name)
    with pytest.raises(NotAllowed), transaction():
        comments.reply(person(name), thread, body="Me too.")


def test_a_circle_of_another_plan_is_none(clause: Clause, cast: Cast) -> None:
    other = plan_of(clause_with("Another clause."))
    with pytest.raises(Invalid) as refusal, transaction():
        comments.comment(cast.head_jp, clause, body="Hm.", circle=circle_named(other.id, "all", cast.head_jp))
    assert refusal.value.field == "circle"

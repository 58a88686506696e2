"""People named in a comment: only such as can read it; they find it on their home and are told by mail."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from ..db import now, session
from ..errors import Invalid
from ..models import Circle, CircleKind, Clause, Comment, CommentMention, User
from ..phrases import Listed, Words
from ..policy import Permission, require
from ..queries.mentions import handles, known, of_thread, readers
from ..queries.plans import label_of
from ..text.mentions import Mention, mentions
from . import mails

Named = Sequence[tuple[Mention, User]]


def named(actor: User, circle: Circle, body: str) -> Named:
    """Who is named after an `@`. `Invalid` for somebody whom the actor knows of and who is not in the circle.

    Names of people whom the actor does not know of are words like others: nothing tells whether they exist.
    """
    if "@" not in body:
        return []
    inside = {person.id for person in readers(circle, actor)}
    people = handles(known(actor))
    return [(one, _meant(one.handle, people[one.handle], inside, circle)) for one in mentions(body, people)]


def _meant(handle: str, people: list[User], inside: set[uuid.UUID], circle: Circle) -> User:
    able = [person for person in people if person.id in inside]
    if not able:
        raise _outside(handle, circle)
    if len(able) > 1:
        raise Invalid(
            "%(count)s people are called %(name)s. Write the party behind the name, such as @%(name)s (VN).",
            field="body",
            count=len(able),
            name=handle,
        )
    return able[0]


def _outside(handle: str, circle: Circle) -> Invalid:
    """The refusal of a mention of somebody who is not in the circle; what was written is not lost by it."""
    if circle.kind == CircleKind.ALL.value:
        words = Words("%(name)s does not read this plan: nobody was told. Take the @ before the name away.")
    elif circle.kind == CircleKind.CHAIRS.value:
        words = Words(
            "%(name)s does not read what %(circle)s tells the co-chairs: nobody was told. "
            "Choose who reads it, or take the @ away."
        )
    else:
        words = Words("%(name)s does not read %(circle)s: nobody was told. Choose who reads it, or take the @ away.")
    return Invalid(words.template, field="body", name=handle, circle=circle.name)


def tell(actor: User, made: Comment, clause: Clause, people: Named) -> None:
    """Write down who is named in a comment, and a mail to each; the words themselves stay in the tool."""
    for mention, person in people:
        seen = now() if person.id == actor.id else None
        row = CommentMention(user=person, start=mention.start, end=mention.end, seen_at=seen)
        made.mentions.append(row)
    session.flush()
    others = {person.id: person for _mention, person in people if person.id != actor.id}
    place = label_of(clause) or Words("a clause since taken out")
    subject = Words("%(name)s mentioned you on %(label)s", name=actor.name, label=place)
    for person in others.values():
        mails.write(person, subject, _letter(actor, made, clause, place))


def _letter(actor: User, made: Comment, clause: Clause, place: str) -> Words:
    where = Words(
        "%(name)s mentioned you in a comment on %(label)s of “%(plan)s”.",
        name=actor.name,
        label=place,
        plan=clause.plan.title,
    )
    whom = Words("It is read by everyone.")
    if made.circle.kind != CircleKind.ALL.value:
        whom = Words("It is read by %(circle)s only.", circle=made.circle.name)
    wait = Words("Sign in to read it: it waits on your first page until you answer or say that you have seen it.")
    return Listed([Listed([where, whom], "sentences"), wait], "paragraphs")


def seen(actor: User, comment: Comment) -> None:
    """The actor has seen where they were mentioned in this thread. Of no concern to others: no event."""
    require(actor, Permission.READ, comment)
    answered(actor, session.get_one(Comment, comment.thread_id) if comment.thread_id else comment)


def answered(actor: User, thread: Comment) -> None:
    """Who answers in a thread has seen it."""
    for mention in of_thread(thread.id, actor):
        mention.seen_at = now()

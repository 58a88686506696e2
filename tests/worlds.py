"""Two worlds that differ only inside some circles, in which whatever is not secret has the same ids and the same times.

What anybody outside of these circles is answered must then be the same in both, byte for byte, without any mapping.
`Ids` hands out ids from two sources: what happens within `secret()` takes none from the source of the rest.
"""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from poa import db
from poa.actions import amendments, circles, comments, entries, group_settlements, presences, sessions, sharing
from poa.actions.choices import Choice
from poa.db import session, transaction
from poa.models import Amendment, Circle, Clause, Event, Plan, User
from poa.policy import VISIBLE
from poa.queries.circles import circle_named
from poa.queries.group_settlements import group_overlay

from .actions.desk import places, settle, variant
from .actions.paper import request
from .cast import Cast, clause_of, make_amendment, make_comment, make_draft, make_insert, person
from .cast import make_plan as imported
from .doubles import Clock

SHARE = "ASEAN and Japan should share all results of common interest."
PUBLISH = SHARE.replace("share", "publish")
WORD = "Quixotic"  # stands in everything that is secret, and nowhere else


class Ids:
    """Ids that are the same each time: for each kind of row one sequence for what is secret, one for the rest."""

    def __init__(self) -> None:
        self.sequences: dict[tuple[bool, str], random.Random] = {}
        self.inside = False
        self.given: dict[bool, list[uuid.UUID]] = {True: [], False: []}

    def __call__(self, kind: str = "") -> uuid.UUID:
        """The next one of a kind."""
        which = (self.inside, kind)
        sequence = self.sequences.setdefault(which, random.Random(repr(which)))
        made = uuid.UUID(int=sequence.getrandbits(128), version=4)
        self.given[self.inside].append(made)
        return made

    @contextmanager
    def secret(self) -> Iterator[None]:
        """What is made here takes its ids from the other sequence."""
        before, self.inside = self.inside, True
        yield
        self.inside = before


@contextmanager
def same_ids_and_times(patch: pytest.MonkeyPatch) -> Iterator[tuple[Ids, Clock]]:
    """New rows take their ids from `Ids`; the clock begins on the same day and moves when it is told."""
    ids, clock = Ids(), Clock()
    clock.now = dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)

    def name(flushed: Session, _context: object, _instances: object) -> None:
        for row in flushed.new:
            if getattr(row, "id", ids) is None:
                row.id = ids(type(row).__name__)

    event.listen(Session, "before_flush", name)
    try:
        with patch.context() as within:
            within.setattr(uuid, "uuid4", ids)
            within.setattr(db, "clock", lambda: clock.now)
            yield ids, clock
    finally:
        event.remove(Session, "before_flush", name)


class World:
    """A negotiation with the secrets of some circles: own, shared, group, chaired, chairs, ASEAN.

    `divided`: those who look at it are outside of ASEAN, so that who was behind its proposal is secret, too.
    """

    def __init__(self, secrets: Sequence[str], ids: Ids, clock: Clock, *, divided: bool) -> None:
        self.secrets, self.ids, self.clock, self.divided = secrets, ids, clock, divided
        Cast()
        self.plan: Plan = imported()
        self.share, self.each = clause_of(self.plan, "ASEAN and Japan should"), clause_of(self.plan, "Each party")
        self.whisper("once")
        self.tabled()
        self.aseans()
        self.whisper("again")
        self.settled()
        self.whisper("at last")
        self.clock.forward(minutes=1)
        if "own" in self.secrets:
            self.present()

    def present(self) -> None:
        """Two of Malaysia have the clause open, one of them edits."""
        with self.ids.secret(), transaction():
            for name, doing in (("delegate_my", "editing"), ("head_my", "reading")):
                who = person(name)
                held = sessions.lookup(sessions.begin(who, kind="browser", agent=WORD), "browser")
                assert held is not None
                more = {"session_id": held.id, "tab": self.ids(), "doing": doing}
                presences.be_at(who, self.plan, clause=self.share, **more)

    def tabled(self) -> None:
        """What everybody sees from the beginning."""
        self.clock.forward(minutes=1)
        make_amendment(self.share, SHARE.replace("common interest", "interest"), by="jp")
        make_insert(self.plan, self.each, "They meet each spring.", by="th")
        make_comment(self.each, "Which one?", by="delegate_vn", quote="contact point")
        with transaction():
            circles.open_circle(person("co_chair"), self.plan, name="Open group", parties=self.plan.codes)
        make_draft(self.plan, "Zero", stage="zero")

    def aseans(self) -> None:
        """What ASEAN settles, by one member's words or after long dispute: everybody reads the same of it."""
        self.clock.forward(minutes=1)
        with self.ids.secret() if self.divided else nullcontext():
            self.dispute() if "ASEAN" in self.secrets else make_amendment(self.share, PUBLISH, by="th", circle="ASEAN")
        desk, clause = person("asean_desk"), self.share
        asean = circle_named(self.plan.id, "ASEAN", desk)
        with transaction():
            choices = [self.publishing(place) for place in group_overlay(desk, asean, clause).places]
            more = {"revision_id": clause.revision.id, "choices": choices, "rationale": "ASEAN wants it."}
            made = group_settlements.record(desk, asean, clause, **more).amendment
        assert made is not None
        self.clock.forward(minutes=1)
        with transaction():
            amendments.table(person("secretariat"), made, circle=circle_named(self.plan.id, "all", desk))
            amendments.support(person("head_jp"), made)

    def dispute(self) -> None:
        """Three members, two supporters, a settlement taken back, other words in the end."""
        first = make_amendment(self.share, SHARE.replace("share", f"{WORD.lower()}ally hide"), by="vn", circle="ASEAN")
        second = make_amendment(self.share, PUBLISH.replace("all", "some"), by="sg", circle="ASEAN", rationale=WORD)
        make_amendment(self.share, SHARE.replace("should", "may"), by="id", circle="ASEAN")
        make_comment(self.share, f"{WORD} within ASEAN.", by="delegate_sg", circle="ASEAN", quote="all results")
        desk = person("asean_desk")
        asean = circle_named(self.plan.id, "ASEAN", desk)
        with transaction():
            amendments.support(person("head_bn"), first)
            amendments.support(person("head_ph"), second)
            place = group_overlay(desk, asean, self.share).places[0]
            kept = group_settlements.record(
                desk,
                asean,
                self.share,
                revision_id=self.share.revision.id,
                choices=[Choice(place.locus, "base", "session")],
            )
            group_settlements.undo(desk, kept, reason=WORD)

    @staticmethod
    def publishing(place: Any) -> Choice:
        """The words that make it `publish all`, whatever was proposed at this place."""
        words = place.base.replace("share", "publish")
        return Choice(place.locus, "text" if words != place.base else "base", "consent", text=words)

    def settled(self) -> None:
        """ASEAN's words are taken, a draft is issued, more comes after it."""
        self.clock.forward(minutes=1)
        [place] = [item for item in places(self.share) if any("ASEAN" in one.parties for one in item.variants)]
        settle(self.share, variant(place, "ASEAN"))
        draft = make_draft(self.plan, "Rev.1", with_comments=True)
        request(draft, "redline", by="secretariat")
        self.clock.forward(minutes=1)
        make_amendment(self.each, "Each party will name two contact points.", by="jp")

    def whisper(self, when: str) -> None:
        """All the secrets, once more."""
        with self.ids.secret():
            for secret in self.secrets:
                getattr(self, f"whisper_{secret.lower()}")(f"{WORD} {when}")

    def words(self, words: str) -> str:
        """A text of the clause with secret words in it."""
        return f"{self.share.revision.text} {words}."

    def whisper_own(self, words: str) -> None:
        """Malaysia within itself."""
        made = make_amendment(self.share, self.words(words), by="my", state="draft", rationale=words)
        make_comment(self.each, f"{words}, @Head My.", by="delegate_my", circle="own", quote="Each")
        make_insert(self.plan, self.each, words, by="my", state="draft")
        said = make_comment(self.share, words, by="delegate_my", circle="own", quote="all results")
        with transaction():
            amendments.edit(person("delegate_my"), made, rationale=f"{words}, better")
            comments.reply(person("head_my"), said, body=words)

    def whisper_shared(self, words: str) -> None:
        """Malaysia shares with Thailand, which would support it; one draft comes back, one is submitted to nobody."""
        drafts = [make_amendment(self.share, self.words(words + end), by="my", state="draft") for end in ("", "!", "?")]
        with transaction():
            for made in drafts:
                sharing.share(person("head_my"), made, parties=["TH"])
                amendments.support(person("head_th"), made)
            sharing.share(person("head_my"), drafts[1], parties=[])
            amendments.withdraw(person("head_my"), drafts[2])
        make_comment(self.each, words, by="delegate_th", circle=drafts[0].circle.name)

    def whisper_group(self, words: str) -> None:
        """A head's small group, which no desk serves."""
        group = self.opened("head_my", f"{words} group")
        make_comment(self.each, words, by="delegate_th", circle=group.name, quote="contact")
        made = make_amendment(self.share, self.words(words), by="my", state="draft")
        with transaction():
            amendments.submit(person("head_my"), made, circle=group)

    def whisper_chaired(self, words: str) -> None:
        """The co-chairs' small group, in which an amendment is tabled and supported."""
        group = self.opened("co_chair", f"{words} chaired")
        make_comment(self.each, words, by="secretariat", circle=group.name)
        made = make_amendment(self.share, self.words(words), by="my", state="draft")
        with transaction():
            amendments.submit(person("head_my"), made, circle=group)
            amendments.table(person("secretariat"), made, circle=group)
            amendments.support(person("head_th"), made)

    def opened(self, by: str, name: str) -> Circle:
        with transaction():
            return circles.open_circle(person(by), self.plan, name=name, parties=["MY", "TH"], mandate=WORD)

    def whisper_chairs(self, words: str) -> None:
        """What is entered for Malaysia: one is confirmed, one declined, one waits."""
        made = [self.entered(self.share, self.words(words + end)) for end in ("", "!", "?")]
        with transaction():
            entries.confirm(person("head_my"), made[0])
            amendments.withdraw(person("head_my"), made[1])
        make_comment(self.each, words, by="delegate_my", circle="chairs")

    def entered(self, clause: Clause, text: str) -> Amendment:
        with transaction():
            desk, revision_id = person("secretariat"), clause.revision.id
            return entries.enter(desk, clause, party="MY", revision_id=revision_id, text=text, rationale=WORD)

    def whisper_asean(self, words: str) -> None:
        """What is tabled in ASEAN and stays there, and what is submitted to it."""
        made = make_amendment(
            self.each, f"{self.each.revision.text} {words}.", by="my", circle="ASEAN", rationale=words
        )
        make_amendment(self.each, f"{words} instead.", by="my", circle="ASEAN", state="submitted")
        make_amendment(self.each, kind="delete", by="sg", circle="ASEAN")
        make_comment(self.each, words, by="delegate_my", circle="ASEAN", quote="contact")
        with transaction():
            amendments.support(person("head_th"), made)


def ids_by_kind(ids: Sequence[uuid.UUID], most: int) -> dict[str, list[str]]:
    """Of these ids, some of each kind of thing, by the name that a route gives it."""
    session.rollback()
    wanted, found = set(ids), {}
    for model in set(VISIBLE) - {Event, User}:
        rows = session.execute(select(model.id).where(model.id.in_(wanted))).scalars().all()
        order = sorted(rows, key=list(ids).index)
        found[f"{model.__name__.lower()}_id"] = [str(id) for id in order[:most]]
    return found

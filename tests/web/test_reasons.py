"""The reasons that the application itself writes, on their pages in Japanese; those of people as they were typed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import text

from poa import reasons
from poa.actions import ad_refs, amendments, bridges, confirmations, documents, plans, silences, statuses
from poa.db import now, session, transaction
from poa.models import Amendment, Clause, Decision, Mail, Plan
from poa.phrases import Words
from poa.web.languages import LANGUAGE
from tests.actions import desk
from tests.actions.paper import clean, printed
from tests.cast import clause_of, email_of, make_amendment, make_draft, person
from tests.client import Client

pytestmark = pytest.mark.usefixtures("cast")

SignedIn = Callable[[str], Client]
EACH = "Each party will name a contact point."


def contact(plan: Plan) -> Clause:
    return clause_of(plan, "Each party")


def edit(clause: Clause, words: str = "Each party names a contact point.") -> None:
    with transaction():
        plans.edit_clause(person("secretariat"), clause, revision_id=clause.revision.id, text=words, reason="Read out.")


def decided(plan: Plan, reason: str = "") -> str:
    clause = contact(plan)
    with transaction():
        statuses.decide(person("co_chair"), clause, status="agreed")
        if reason:
            statuses.reopen(person("head_jp"), clause, reason=reason)
    return f"/clauses/{clause.id}/positions"


def edited(plan: Plan) -> str:
    page = decided(plan)
    edit(contact(plan))
    return page


def proposed(plan: Plan) -> str:
    page = decided(plan)
    make_amendment(contact(plan), EACH.replace("will", "may"), by="th")
    return page


def not_confirmed(plan: Plan) -> str:
    page = decided(plan)
    with transaction():
        ad_refs.state(person("head_th"), contact(plan), until=None)
        ad_refs.confirm(person("head_th"), contact(plan), confirmed=False)
    return page


def put(plan: Plan) -> str:
    draft = make_draft(plan)
    with transaction():
        made = silences.put(person("secretariat"), draft, expires_at=now() + dt.timedelta(hours=1))
    return f"/silences/{made.id}"


def lapsed(plan: Plan) -> str:
    page = put(plan)
    edit(contact(plan))
    return page


def broken(plan: Plan) -> str:
    page = put(plan)
    make_amendment(contact(plan), EACH.replace("will", "may"), by="th", state="submitted")
    return page


def bridged(plan: Plan) -> tuple[str, Amendment]:
    clause = contact(plan)
    both = [make_amendment(clause, EACH.replace("will", word), by=by) for word, by in (("may", "th"), ("shall", "jp"))]
    with transaction():
        words = EACH.replace("will", "is to")
        made = bridges.propose(
            person("co_chair"),
            clause,
            revision_id=clause.revision.id,
            amendments=both,
            text=words,
            rationale="Halfway.",
        )
    return f"/bridges/{made.id}", both[0]


def bridge_unfit(plan: Plan) -> str:
    page, _theirs = bridged(plan)
    edit(contact(plan))
    return page


def bridge_withdrawn(plan: Plan) -> str:
    page, theirs = bridged(plan)
    with transaction():
        amendments.withdraw(person("head_th"), theirs)
    return page


def bridge_settled(plan: Plan) -> str:
    page, _theirs = bridged(plan)
    clause = contact(plan)
    desk.settle(clause, desk.base(desk.places(clause)[0]))
    return page


def broken_off(plan: Plan) -> str:
    document = clean(make_draft(plan))
    with transaction():
        documents.fail(document, reasons.PDF_BROKEN_OFF)
    return f"/drafts/{document.draft_id}"


def recorded(plan: Plan) -> str:
    for clause in session.query(Clause).filter(Clause.plan_id == plan.id, Clause.kind != "section").all():
        with transaction():
            statuses.decide(person("co_chair"), clause, status="agreed")
    final = make_draft(plan, "Final", stage="final", required=["VN", "JP"])
    printed(clean(final))
    with transaction():
        confirmations.record(person("secretariat"), final, party="VN", reference="No. 7", note=b"%PDF-1.7 note")
    return f"/plans/{plan.id}/adoption"


@pytest.mark.parametrize(
    ("happens", "words"),
    [
        (edited, "文言が変更されました。"),
        (proposed, "THが修正を提案しました。"),
        (not_confirmed, "THの本国が確認しませんでした。"),
        (lapsed, "文言が変更されました。"),
        (broken, "修正案が提出されました。"),
        (bridge_unfit, "段落の文言が更新され、この案は新しい文言に合いません。"),
        (bridge_withdrawn, "この案が置き換えるはずだったThailandの修正案は、撤回されました。"),
        (bridge_settled, "この案が置き換えるはずだったThailandの修正案は、決着しました。"),
        (broken_off, "作成が3回中断されました。"),
        (recorded, "口上書 No. 7"),
    ],
)
def test_what_we_write_is_read_in_the_readers_language(
    plan: Plan, signed_in: SignedIn, happens: Callable[[Plan], str], words: str
) -> None:
    page = happens(plan)
    client = signed_in("head_jp")
    client.set_cookie(LANGUAGE, "ja")
    assert words in client.get(page).text
    if happens in (edited, proposed, not_confirmed, bridge_unfit, bridge_withdrawn, bridge_settled):
        assert words in client.get(f"/plans/{plan.id}/history").text
    client.set_cookie(LANGUAGE, "en")
    assert words not in client.get(page).text


def test_what_an_older_version_stored_in_english_is_known(plan: Plan, signed_in: SignedIn) -> None:
    page = decided(plan, "A word is missing.")
    client = signed_in("head_jp")
    client.set_cookie(LANGUAGE, "ja")
    assert "A word is missing." in client.get(page).text
    with transaction():
        session.execute(text("UPDATE decisions SET reason = 'The text has changed.' WHERE status = 'open'"))
    assert "文言が変更されました。" in client.get(page).text


def test_of_our_own_sentences_only_those_are_stored_that_are_known_again(plan: Plan) -> None:
    decided(plan, "A word is missing.")
    made = session.query(Decision).filter_by(status="open").one()
    made.reason = Words("No such sentence.")
    with pytest.raises(Exception, match=r"no sentence of poa\.reasons"):
        session.flush()
    session.rollback()


def test_a_mail_says_them_in_the_language_of_whom_it_goes_to(plan: Plan) -> None:
    with transaction():
        person("head_jp").language = "ja"
    broken(plan)
    told = {mail.recipient: mail.body for mail in session.query(Mail).order_by(Mail.created_at)}
    assert "修正案が提出されました。" in told[email_of("head_jp")]
    assert "An amendment was submitted." in told[email_of("head_vn")]

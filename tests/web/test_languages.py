"""The interface in the reader's language, moments in the reader's zone; both in the first HTML, without scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import url_for
from sqlalchemy import select

from poa.actions import plans
from poa.db import session, transaction
from poa.models import Plan, User
from poa.queries.circles import circle_all
from poa.queries.positions import frozen_reservations
from poa.web.languages import LANGUAGE, ZONE
from tests.cast import Cast, clause_of, make_amendment, person
from tests.client import Client

SignedIn = Callable[[str], Client]


def user(cast: Cast, name: str) -> User:
    return session.scalars(select(User).where(User.id == cast.ids[name])).unique().one()


def test_a_stranger_reads_in_what_the_browser_asks_for(client: Client) -> None:
    page = client.get("/login", headers={"Accept-Language": "ja-JP,ja;q=0.9,en;q=0.5"})
    assert '<html lang="ja"' in page.text
    assert "messages-ja.js" in page.text
    page = client.get("/login", headers={"Accept-Language": "th,en;q=0.5"})
    assert '<html lang="en"' in page.text
    assert "messages-" not in page.text


def test_the_choice_is_kept_in_the_browser_and_goes_back_to_the_page(client: Client) -> None:
    answer = client.post("/language", data={"language": "ja", "next": "/login?next=/account"})
    assert answer.location == "/login?next=/account"
    assert '<html lang="ja"' in client.get("/login").text
    assert client.post("/language", data={"language": "ja", "next": "https://example.org/"}).location == "/"
    client.post("/language", data={"language": "en"})
    assert '<html lang="en"' in client.get("/login", headers={"Accept-Language": "ja"}).text


def test_the_choice_is_kept_with_the_person(signed_in: SignedIn, cast: Cast) -> None:
    client = signed_in("head_jp")
    client.post("/language", data={"language": "ja"})
    session.expire_all()
    assert user(cast, "head_jp").language == "ja"
    client.delete_cookie(LANGUAGE)
    assert '<html lang="ja"' in client.get("/account").text


def test_an_unknown_language_or_zone_is_refused(signed_in: SignedIn, cast: Cast) -> None:
    client = signed_in("head_jp")
    assert client.post("/language", data={"language": "tlh"}).status_code == 422
    assert client.post("/account/time-zone", data={"time_zone": "Mars/Base"}).status_code == 422
    session.expire_all()
    assert (user(cast, "head_jp").language, user(cast, "head_jp").time_zone) == (None, None)


def test_the_api_stays_english(api: SignedIn, cast: Cast) -> None:
    with transaction():
        user(cast, "head_jp").language = "ja"
    answer = api("head_jp").get("/api/v1/plans/00000000-0000-4000-8000-000000000007")
    assert answer.status_code == 404
    assert answer.json["detail"].isascii()


@pytest.mark.parametrize(
    ("language", "zone", "words"),
    [
        ("en", None, "14 November 2026, 10:00 UTC"),
        ("en", "Asia/Jakarta", "14 November 2026, 17:00 WIB"),
        ("en", "Asia/Kuala_Lumpur", "14 November 2026, 18:00 GMT+8"),
        ("ja", "Asia/Tokyo", "2026年11月14日 19:00 JST"),
    ],
)
def test_moments_come_in_the_zone_of_the_browser(
    signed_in: SignedIn, plan: Plan, app, language: str, zone: str | None, words: str
) -> None:
    with transaction():
        first = session.scalars(select(Plan)).unique().first()
        assert first is not None
    client = signed_in("head_jp")
    client.set_cookie(LANGUAGE, language)
    if zone:
        client.set_cookie(ZONE, zone)
    with app.test_request_context(headers={"Cookie": f"{LANGUAGE}={language}; {ZONE}={zone or ''}"}):
        made = app.jinja_env.from_string(
            '{% import "macros/names.html" as names %}{{ names.when("2026-11-14T10:00:00Z") }}'
        ).render()
    assert words in made
    assert 'datetime="2026-11-14T10:00:00Z"' in made
    assert ('data-zone="unknown"' in client.get("/account").text) == (zone is None)


def test_the_zone_that_a_person_chose_goes_before_that_of_the_browser(signed_in: SignedIn, cast: Cast, app) -> None:
    client = signed_in("head_jp")
    client.set_cookie(ZONE, "Asia/Jakarta")
    assert "WIB" in client.get("/account").text
    with app.test_request_context():
        path = url_for("preferences.time_zone")
    assert client.post(path, data={"time_zone": "Asia/Tokyo"}).location == "/account"
    page = client.get("/account").text
    assert "JST" in page
    assert "WIB" not in page
    client.post(path, data={"time_zone": ""})
    assert "WIB" in client.get("/account").text


def test_what_is_wrong_is_said_in_the_readers_language(signed_in: SignedIn, plan: Plan) -> None:
    client = signed_in("head_jp")
    client.set_cookie(LANGUAGE, "ja")
    page = client.post(f"/plans/{plan.id}/desk/agreed", data={})
    assert page.status_code in (403, 404)
    assert '<html lang="ja"' in page.text
    assert "Only the " not in page.text


def test_history_is_told_in_the_readers_language(signed_in: SignedIn, plan: Plan) -> None:
    client = signed_in("head_jp")
    client.set_cookie(LANGUAGE, "ja")
    assert "ゼロ・ドラフトを登録" in client.get(f"/plans/{plan.id}/history").text


def test_what_stands_is_told_in_the_readers_language_and_in_english_over_the_api(
    signed_in: SignedIn, api: SignedIn, plan: Plan
) -> None:
    clause = clause_of(plan, "Each party")
    make_amendment(clause, "Each party may do so.", by="th", state="tabled")
    client = signed_in("head_jp")
    client.set_cookie(LANGUAGE, "ja")
    page = client.get(f"/plans/{plan.id}/gate").text
    assert "まだ合意されていません。" in page
    assert "THが提案した文言の修正が全員に上程されています。" in page
    assert "before everyone" not in page
    answer = api("head_jp").get(f"/api/v1/plans/{plan.id}/gate", headers={"Accept-Language": "ja"})
    said = [item["text"] for item in answer.json["standing"]]
    assert "It has not been agreed." in said
    assert "A change that TH proposes is before everyone." in said


def test_a_reservation_has_its_usual_words_on_pages_in_the_readers_language_and_on_paper_in_english(
    signed_in: SignedIn, plan: Plan
) -> None:
    clause = clause_of(plan, "Each party")
    client = signed_in("head_jp")
    client.set_cookie(LANGUAGE, "ja")
    client.post(f"/clauses/{clause.id}/reservations", data={"kind": "scrutiny", "text": ""})
    page = client.get(f"/plans/{plan.id}/positions").text
    assert "Japanは、段落3について精査留保を付します。" in page
    [frozen] = frozen_reservations(plan, [circle_all(plan.id).id])
    assert (type(frozen["text"]), frozen["text"]) == (str, "Japan enters a scrutiny reservation on paragraph 3.")


def test_where_a_text_came_from_is_told_in_the_readers_language(signed_in: SignedIn, plan: Plan) -> None:
    clause = clause_of(plan, "Each party")
    with transaction():
        plans.edit_clause(
            person("secretariat"),
            clause_of(plan, "Each party"),
            revision_id=clause.revision_id,
            text="Each party shall do so.",
            reason="A slip.",
        )
    client = signed_in("head_jp")
    client.set_cookie(LANGUAGE, "ja")
    page = client.get(f"/clauses/{clause.id}/history").text
    assert "事務局デスクによる編集" in page

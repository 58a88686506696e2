"""Refusals in words, safety headers on everything, no page that brings or runs what is not ours, every link alive."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import html5lib
import pytest
from apiflask import APIFlask
from flask import render_template

from poa import assets
from poa.actions import consultations
from poa.actions import documents as work
from poa.db import now, session, transaction
from poa.models import Plan
from poa.render.pdf import Pdf
from poa.web import failures
from tests.cast import Cast, clause_of, make_amendment, make_comment, make_draft, make_insert
from tests.client import Client, check_page

from .checklist import SHOWN, UNKNOWN, words

People = Callable[[str], Client]


@pytest.fixture
def busy(plan: Plan, cast: Cast) -> Plan:
    """A plan on which something of every kind has happened, with hostile words in all that can be typed."""
    clause = clause_of(plan, "ASEAN and Japan should")
    for n, bad in enumerate(SHOWN):
        make_amendment(clause, f"{clause.revision.text} {bad}", by=["jp", "vn", "id", "my", "th"][n], rationale=bad)
        make_comment(clause, bad)
    make_insert(plan, clause, "New words.", by="th")
    make_amendment(clause_of(plan, "Each party"), kind="delete", by="my")
    make_amendment(clause, "A draft of ours.", state="draft")
    make_amendment(clause, "Meant for you.", by="sg", state="submitted")
    for name in ("Zero draft", "Rev.1"):
        make_draft(plan, name, with_comments=True)
    with transaction():
        for id in work.waiting():
            document = work.claim(id)
            assert document is not None
            work.finish(document, Pdf(data=b"%PDF-1.7", sha256="0" * 64, pages=1))
            session.flush()
    return plan


# --- refusals ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "status", "said"),
    [
        ("GET", "/nowhere", 404, "There is nothing here"),
        ("GET", "/plans/%00", 404, "There is nothing here"),
        ("GET", "/static/dist/../../../setup.cfg", 404, "There is nothing here"),
        ("GET", f"/clauses/{UNKNOWN}", 404, "There is nothing here"),
        ("GET", "/plans/new", 403, "This is not yours to do"),
        ("PUT", "/plans/new", 405, "That is not how this page is used"),
        ("POST", "/healthz", 405, "That is not how this page is used"),
    ],
)
def test_a_refusal_says_what_happened_what_was_kept_and_what_to_do(
    signed_in: People, method: str, path: str, status: int, said: str
) -> None:
    answer = signed_in("head_jp").open(path, method=method)
    assert answer.status_code == status
    check_page(answer)
    assert said in words(answer)
    assert "Nothing was changed." in words(answer)
    assert 'data-failed="' in answer.text


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 410, 413, 422, 429, 500, 503])
def test_each_failure_has_words_of_its_own(app: APIFlask, cast: Cast, status: int) -> None:
    with app.test_request_context("/"):
        page = render_template("errors/http.html", status=status, detail="", typed=[])
        other = render_template("errors/http.html", status=418, detail="", typed=[])
    happened, kept, next = found = re.findall(r"<h1>(.*?)</h1>|<p>([^<]+)</p>", page)[:3]
    assert all(any(said) for said in found)
    assert (status == 400) == (happened[0] in other)
    assert re.search("Nothing|unharmed", kept[1])
    assert re.search("back|again|people page|plans|Look", next[1])


def test_what_is_too_large_says_how_much_may_be_sent(signed_in: People) -> None:
    answer = signed_in("secretariat").post("/plans/new", data={"markdown": "x" * (9 << 20)}, csrf=False)
    assert answer.status_code == 413
    assert "your browser still has what you typed" in words(answer)
    assert "a file up to 5 MB" in words(answer)


def test_a_refused_form_leads_back_to_its_page(signed_in: People, plan: Plan) -> None:
    clause = clause_of(plan, "Each party")
    made, page = make_comment(clause), f"/clauses/{clause.id}"
    resolve = f"/comments/{made.id}/resolve"
    head = signed_in("head_jp")
    assert head.post(resolve).status_code == 302
    answer = head.post(resolve, headers={"Referer": f"http://localhost{page}?x=1"})
    assert answer.status_code == 409
    assert "This thread is resolved already." in words(answer)
    assert "Look at how it stands now" in words(answer)
    assert f'href="{page}">Back to the page' in answer.text
    for elsewhere in ("http://evil.example/clauses", f"http://localhost{resolve}", ""):
        assert "Back to the page" not in head.post(resolve, headers={"Referer": elsewhere}).text


def test_who_is_signed_out_is_told_why_and_what_became_of_it(client: Client, plan: Plan) -> None:
    told = client.get(f"/plans/{plan.id}", follow_redirects=True)
    assert "Sign in, and you come to the page that you asked for." in words(told)
    assert "it was not taken" in words(told)
    assert "it was not taken" not in words(client.get("/", follow_redirects=True))


def test_what_a_ministry_typed_is_shown_where_its_link_is_over(client: Client, plan: Plan, cast: Cast) -> None:
    clause = clause_of(plan, "Each party")
    asked = {"ministry": "Science", "email": "m@most.example", "due": now().date(), "clauses": [clause]}
    with transaction():
        made, token = consultations.consult(cast.head_jp, plan, **asked)
        consultations.withdraw(cast.head_jp, made)
    answer = client.post(f"/answers/{token}", data={f"answer-{clause.id}": "Two years of work.", "name": "A"})
    assert answer.status_code == 410
    assert "It was not sent. You can copy it from here. Two years of work." in words(answer)


def test_what_failed_on_our_side_tells_no_details(app: object, cast: Cast) -> None:
    with app.test_request_context("/"):  # type: ignore[attr-defined]
        page, status = failures._unexpected(RuntimeError("the secret is swordfish"))  # type: ignore[misc]
    assert status == 500
    assert "Something failed on our side" in str(page)
    assert "swordfish" not in str(page)
    assert "RuntimeError" not in str(page)


def test_who_is_signed_out_while_typing_comes_back_to_the_page_with_the_form(
    client: Client, plan: Plan, cast: Cast
) -> None:
    clause = clause_of(plan, "Each party")
    url = f"/clauses/{clause.id}/comments"
    sent_from = f"http://localhost/clauses/{clause.id}"
    answer = client.post(url, data={"body": "x"}, headers={"Referer": sent_from})
    assert (answer.status_code, answer.location) == (302, f"/login?next=/clauses/{clause.id}")
    elsewhere = client.post(url, data={"body": "x"}, headers={"Referer": "http://evil.example/clauses"})
    assert elsewhere.location == "/login?next=/"


# --- safety -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/login",
        "/",
        "/nowhere",
        "/plans/{plan}",
        "/drafts/{draft}/content",
        "/healthz",
        "/static/dist/app.css",
        "/reset",
    ],
)
def test_every_answer_carries_the_safety_headers(signed_in: People, plan: Plan, path: str) -> None:
    draft = make_draft(plan)
    with signed_in("head_jp").get(path.format(plan=plan.id, draft=draft.id)) as answer:
        headers = answer.headers
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'self'"
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    if not path.startswith("/static"):
        assert "no-store" in headers["Cache-Control"] or "no-cache" in headers["Cache-Control"]


def test_built_files_name_no_other_host() -> None:
    for path in Path(assets.folder("static"), "dist").glob("*.*s"):
        text = path.read_text()
        assert not re.search(r"""url\(["']?(https?:)?//|import\s*\(?["'](https?:)?//""", text), path.name
        assert not re.search(r"fetch\([\"'`]https?:", text), path.name


def crawl(client: Client, start: str) -> dict[str, str]:
    """Every page that can be reached by links from here, with its HTML; fails on one that is not there."""
    found: dict[str, str] = {}
    waiting = [start]
    while waiting:
        url = waiting.pop()
        answer = client.get(url)
        assert answer.status_code == 200, f"{url}: {answer.status_code}"
        found[url] = answer.text if answer.mimetype == "text/html" else ""
        for link in re.findall(r'<a\b[^>]*\bhref="([^"]*)"', found[url]):
            target = urlsplit(urljoin(url, link.replace("&amp;", "&")))
            assert target.netloc == "", f"{url} leads to {link}"
            next_url = target.path + (f"?{target.query}" if target.query else "")
            if next_url not in found and next_url not in waiting:
                waiting.append(next_url)
    return found


@pytest.mark.parametrize("who", ["head_jp", "secretariat", "observer"])
def test_every_link_leads_somewhere_and_no_page_runs_what_was_typed(signed_in: People, busy: Plan, who: str) -> None:
    pages = crawl(signed_in(who), "/")
    assert len(pages) > 25
    for url, text in pages.items():
        tree = html5lib.parse(text, namespaceHTMLElements=False)
        for element in tree.iter():
            if not isinstance(element.tag, str):
                continue
            at = f"{url}: {element.tag}"
            assert element.tag not in ("iframe", "object", "embed", "base", "style", "img"), at
            assert not [name for name in element.attrib if name.startswith("on") or name == "style"], at
            for name in ("src", "href", "action", "formaction"):
                value = (element.get(name) or "").strip().lower()
                assert not value.startswith(("javascript:", "data:", "http:", "https:", "//")), f"{at} {value}"
            if element.tag == "script":
                assert (element.get("src") or "").startswith("/static/dist/"), at
        for target in re.findall(r'href="(#[^"]+)"', text):
            assert f'id="{target[1:]}"' in text, f"{url}: {target} leads nowhere"


def test_every_page_has_a_title_of_its_own_and_says_where_one_is(signed_in: People, busy: Plan) -> None:
    pages = crawl(signed_in("secretariat"), f"/plans/{busy.id}")
    for url, text in pages.items():
        if not text:
            continue
        assert '<main class="content" id="main"' in text, url
        assert '<a class="skip" href="#main">' in text, url
        assert '<html lang="en"' in text, url
        if url.startswith(("/plans/", "/clauses/", "/amendments/", "/drafts/")) and url != "/plans/new":
            assert 'aria-current="page"' in text, url

"""Drafts on the pages: issuing, reading, documents and their bytes, signing."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from poa.actions import documents as work
from poa.actions import drafts, plans
from poa.db import session, transaction
from poa.jobs import Work
from poa.models import Clause, Document, Draft, Plan, Signoff
from poa.render.pdf import Pdf
from tests.cast import PASSWORD, Cast, clause_of, make_comment, make_draft, person
from tests.client import Client, check_page

from .checklist import REFUSED, UNKNOWN, events, expect_post_only, expect_statuses, expect_token, field, words

People = Callable[[str], Client]
DATA = b"%PDF-1.7 a stand-in"
SHA256 = hashlib.sha256(DATA).hexdigest()


def print_all() -> None:
    """Stand in for the worker: every queued document is the same small PDF."""
    with transaction():
        for id in work.waiting():
            document = work.claim(id)
            assert document is not None
            work.finish(document, Pdf(data=DATA, sha256=SHA256, pages=3))
            session.flush()


def document(view: str = "clean") -> Document:
    """The one document of a view."""
    return session.scalars(select(Document).where(Document.view == view)).one()


@pytest.fixture
def draft(plan: Plan) -> Draft:
    """Rev.1, which Japan and Viet Nam must sign; its PDF is queued."""
    return make_draft(plan, required=["JP", "VN"])


def signature(draft: Draft, **more: str) -> dict[str, str]:
    """What the panel sends."""
    return {"content_hash": draft.content_hash, "pdf_sha256": SHA256, "password": PASSWORD, **more}


# --- the list and issuing ---------------------------------------------------------------------------------------------


def test_the_list_has_each_draft_and_how_many_have_signed(signed_in: People, plan: Plan, draft: Draft) -> None:
    page = words(signed_in("observer").get(f"/plans/{plan.id}/drafts"))
    assert "Rev.1 Rev.1 revised draft" in page
    assert "0 of 2 signed" in page
    assert "Issue a draft" not in page
    assert "Issue a draft" in words(signed_in("secretariat").get(f"/plans/{plan.id}/drafts"))


def test_before_the_first_one(signed_in: People, plan: Plan) -> None:
    assert "Nothing has been issued yet" in words(signed_in("observer").get(f"/plans/{plan.id}/drafts"))
    assert field(signed_in("secretariat").get(f"/plans/{plan.id}/drafts"), "name") == "Zero draft"


def test_a_draft_is_issued(signed_in: People, plan: Plan) -> None:
    make_comment(clause_of(plan, "Each party"), "Which one?")
    sent = {"name": " Rev.1 ", "stage": "revision", "circle": "all", "required": ["JP", "VN"], "comments": "1"}
    answer = signed_in("secretariat").post(f"/plans/{plan.id}/drafts", data=sent)
    made = session.scalars(select(Draft)).unique().one()
    assert (answer.status_code, answer.location) == (302, f"/drafts/{made.id}")
    assert [party.code for party in made.required] == ["VN", "JP"]
    assert made.with_comments
    page = words(signed_in("secretariat").get(answer.location))
    assert "Rev.1 has been issued. Its PDF is being set." in page
    assert "Waiting to be set" in page


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": ""}, "It is empty"),
        ({"name": "rev.0"}, "issued already"),
        ({"name": "x" * 61}, "too large"),
        ({"stage": "last"}, "A stage is one of"),
        ({"circle": "JP"}, "no circle"),
        ({"circle": "ASEAN"}, "no circle"),
        ({"circle": UNKNOWN}, "no circle"),
        ({"required": ["XX"]}, "Not a party"),
        ({"required": []}, "At least one party"),
        *[({"name": bad}, said) for bad, said in REFUSED.values()],
    ],
)
def test_an_issue_that_cannot_be_made_stays_in_the_form(
    signed_in: People, plan: Plan, given: dict[str, str], said: str
) -> None:
    make_draft(plan, "Rev.0")
    sent = {"name": "Rev.1", "stage": "chair", "circle": "all", "required": ["MY", "TH"], "comments": "1"} | given
    answer = signed_in("secretariat").post(f"/plans/{plan.id}/drafts", data=sent)
    assert answer.status_code == 422
    assert said in words(answer)
    if sent["name"]:
        assert field(answer, "name") == sent["name"]
    assert "stage" in given or '<option value="chair" selected>' in answer.text
    ticked = re.findall(r'name="required" value="(\w+)" checked', answer.text)
    assert ticked == [code for code in ("MY", "TH") if code in sent["required"]]
    assert 'name="comments" value="1" checked' in answer.text
    assert len(session.scalars(select(Draft)).unique().all()) == 1


def test_who_may(signed_in: People, plan: Plan, draft: Draft) -> None:
    url = f"/plans/{plan.id}/drafts"
    readers = {"observer": 200, "official_vn": 200, "asean_desk": 200, "stranger": 404}
    for path in (url, f"/drafts/{draft.id}", f"/drafts/{draft.id}/text", f"/drafts/{draft.id}/content"):
        expect_statuses(signed_in, "GET", path, **readers)
    expect_statuses(signed_in, "GET", f"/documents/{document().id}", **readers)
    expect_statuses(signed_in, "POST", url, observer=403, head_jp=403, asean_desk=403, stranger=404)
    expect_statuses(signed_in, "POST", f"/drafts/{draft.id}/documents", observer=403, stranger=404, official_jp=422)
    signers = {"head_jp": 403, "official_my": 403, "secretariat": 403, "observer": 403, "stranger": 404}
    expect_statuses(signed_in, "POST", f"/drafts/{draft.id}/signoffs", **signers)
    expect_token(signed_in("secretariat"), url, name="Rev.77")
    for act in ("documents", "signoffs"):
        expect_post_only(signed_in("official_jp"), f"/drafts/{draft.id}/{act}")
        expect_token(signed_in("official_jp"), f"/drafts/{draft.id}/{act}")
    for path in ("/drafts/{}", "/drafts/{}/text", "/drafts/{}/content", "/documents/{}", "/documents/{}/file"):
        assert signed_in("official_jp").get(path.format(UNKNOWN)).status_code == 404
        assert signed_in("official_jp").get(path.format("7")).status_code == 404


# --- reading ----------------------------------------------------------------------------------------------------------


def edit(plan: Plan, start: str, text: str) -> Clause:
    clause = clause_of(plan, start)
    with transaction():
        desk = person("secretariat")
        plans.edit_clause(desk, clause, revision_id=clause.revision.id, text=text, reason="Style.")
    return clause


def test_the_text_is_the_one_that_was_frozen(signed_in: People, plan: Plan, draft: Draft) -> None:
    edit(plan, "Each party", "Each of them will name one.")
    page = words(signed_in("observer").get(f"/drafts/{draft.id}/text"))
    assert "Each party will name a contact point." in page
    assert "Each of them" not in page


def test_two_drafts_are_compared(signed_in: People, plan: Plan, draft: Draft, cast: Cast) -> None:
    edit(plan, "Each party", "Each party will name two contact points.")
    with transaction():
        plans.retire_clause(cast.secretariat, clause_of(plan, "Progress"), reason="")
        after = clause_of(plan, "Recalling")
        plans.insert_clause(cast.secretariat, plan, after=after, kind="clause", text="New words.", level=None)
    second = make_draft(plan, "Rev.2")
    page = signed_in("observer").get(f"/drafts/{second.id}/text?against={draft.id}")
    assert "Rev.2 against Rev.1" in words(page)
    bare = re.sub(r"<(ins|del)\b[^>]*>|</?span[^>]*>", lambda tag: f"<{tag[1]}>" if tag[1] else "", page.text)
    for part in ("<ins>two", "<del>Progress is reviewed each year.", "<ins>New words."):
        assert part in bare
    clean = signed_in("observer").get(f"/drafts/{second.id}/text").text
    assert "<ins" not in clean.split("<main")[1].split("</main>")[0]


@pytest.mark.parametrize("against", ["7", UNKNOWN, "itself", "later", "x%00"])
def test_a_draft_that_is_no_earlier_one(signed_in: People, plan: Plan, draft: Draft, against: str) -> None:
    later = make_draft(plan, "Rev.2")
    id = {"itself": str(draft.id), "later": str(later.id)}.get(against, against)
    assert signed_in("observer").get(f"/drafts/{draft.id}/text?against={id}").status_code == 404


def test_the_content_is_what_its_hash_was_taken_over(signed_in: People, draft: Draft) -> None:
    client = signed_in("observer")
    page = client.get(f"/drafts/{draft.id}")
    assert draft.content_hash in page.text
    assert f'href="/drafts/{draft.id}/content"' in page.text
    answer = client.get(f"/drafts/{draft.id}/content")
    assert hashlib.sha256(answer.data).hexdigest() == draft.content_hash
    assert json.loads(answer.data)["draft"]["symbol"] == "Rev.1"
    assert answer.mimetype == "application/json"
    assert re.fullmatch(
        r'attachment; filename="[A-Za-z0-9-]+_Rev1_content_as-of-\d{8}T\d{4}Z\.json"',
        answer.headers["Content-Disposition"],
    )
    again = client.get(f"/drafts/{draft.id}/content", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert draft.content_hash in answer.headers["ETag"]


# --- documents --------------------------------------------------------------------------------------------------------


def test_how_far_a_document_is(signed_in: People, draft: Draft) -> None:
    client, url = signed_in("observer"), f"/documents/{document().id}"
    assert client.get(url).json == {"state": "queued", "progress": 0, "pages": None, "sha256": None}
    with transaction():
        work.claim(document().id)
        work.progress(document().id, 40)
    assert client.get(url).json == {"state": "rendering", "progress": 40, "pages": None, "sha256": None}
    assert f'data-poll-url="{url}"' in client.get(f"/drafts/{draft.id}").text


def test_a_file_that_is_not_ready(signed_in: People, draft: Draft) -> None:
    answer = signed_in("observer").get(f"/documents/{document().id}/file")
    assert answer.status_code == 409
    assert "not ready yet" in words(answer)


def test_the_bytes_have_the_hash_that_is_shown(signed_in: People, draft: Draft) -> None:
    print_all()
    client, url = signed_in("observer"), f"/documents/{document().id}/file"
    page = client.get(f"/drafts/{draft.id}")
    answer = client.get(url)
    assert hashlib.sha256(answer.data).hexdigest() == SHA256
    assert f'<code class="hash">{SHA256}</code>' in page.text
    assert "3 pages" in words(page)
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == f'inline; filename="{document().file_name}"'
    named = re.search(
        r'href="([^"]+)"[^>]*>.{0,400}?Download', page.text[page.text.index('id="documents"') :], re.DOTALL
    )
    assert named
    kept = client.get(f"{url}?download=1").headers["Content-Disposition"]
    assert kept == f'attachment; filename="{document().file_name}"'
    assert re.fullmatch(r"[A-Za-z0-9-]+_Rev1_clean_as-of-\d{8}T\d{4}Z\.pdf", document().file_name)


def test_who_has_the_bytes_gets_none_again(signed_in: People, draft: Draft) -> None:
    print_all()
    client, url = signed_in("observer"), f"/documents/{document().id}/file"
    tag = client.get(url).headers["ETag"]
    assert SHA256 in tag
    again = client.get(url, headers={"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert client.get(url, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_failed_rendering_says_why_and_is_tried_again(signed_in: People, plan: Plan, draft: Draft) -> None:
    with transaction():
        work.fail(document(), "The paper jammed.")
    client = signed_in("official_jp")
    page = client.get(f"/drafts/{draft.id}")
    assert "The paper jammed." in words(page)
    assert "Try again" in words(page)
    assert "Try again" not in words(signed_in("observer").get(f"/drafts/{draft.id}"))
    assert client.get(f"/documents/{document().id}/file").status_code == 409
    answer = client.post(f"/drafts/{draft.id}/documents", data={"view": "clean", "against": "", "comments": ""})
    assert answer.status_code == 302
    assert (document().state, document().error) == ("queued", None)


def test_a_redline_that_failed_is_tried_again_as_it_was(signed_in: People, plan: Plan, draft: Draft) -> None:
    make_draft(plan, "Rev.2")
    third = make_draft(plan, "Rev.3")
    client = signed_in("official_jp")
    assert (
        client.post(f"/drafts/{third.id}/documents", data={"view": "redline", "against": str(draft.id)}).status_code
        == 302
    )
    with transaction():
        work.fail(document("redline"), "No.")
    page = client.get(f"/drafts/{third.id}").text
    form = page[page.index("Could") if "Could" in page else page.index("No.") :].split("</form>")[0]
    sent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    assert client.post(f"/drafts/{third.id}/documents", data=sent).status_code == 302
    assert (document("redline").state, document("redline").against_id) == ("queued", draft.id)


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"view": ""}, 422),
        ({"view": "handwritten"}, 422),
        ({"view": "redline"}, 422),  # the first draft has none before it
        ({"view": "redline", "against": "7"}, 422),
        ({"view": "redline", "against": UNKNOWN}, 422),
        ({"view": "clean", "comments": "1"}, 422),
        ({"view": "final"}, 409),
    ],
)
def test_a_document_that_there_cannot_be(signed_in: People, draft: Draft, given: dict[str, str], status: int) -> None:
    answer = signed_in("official_jp").post(f"/drafts/{draft.id}/documents", data=given)
    assert answer.status_code == status
    check_page(answer)
    assert "Nothing was done" in words(answer)
    assert len(session.scalars(select(Document)).all()) == 1


# --- signing ----------------------------------------------------------------------------------------------------------


def test_signing_waits_for_the_pdf(signed_in: People, draft: Draft) -> None:
    page = words(signed_in("official_jp").get(f"/drafts/{draft.id}"))
    assert "You can sign as soon as you can read it." in page
    answer = signed_in("official_jp").post(f"/drafts/{draft.id}/signoffs", data=signature(draft))
    assert answer.status_code == 409
    assert session.scalars(select(Signoff)).first() is None


def test_an_official_signs_exactly_what_is_shown(signed_in: People, draft: Draft) -> None:
    print_all()
    client = signed_in("official_jp")
    page = client.get(f"/drafts/{draft.id}")
    assert "Sign for Japan" in words(page)
    sent = {name: field(page, name) for name in ("content_hash", "pdf_sha256")}
    assert sent == {"content_hash": draft.content_hash, "pdf_sha256": SHA256}
    answer = client.post(f"/drafts/{draft.id}/signoffs", data=sent | {"password": PASSWORD})
    assert answer.location == f"/drafts/{draft.id}"
    signed = session.scalars(select(Signoff)).one()
    assert (signed.content_hash, signed.pdf_sha256, signed.person) == (draft.content_hash, SHA256, "Official Jp")
    page = words(client.get(answer.location))
    assert "Signed for Japan." in page
    assert "Who has signed 1 of 2" in page
    assert "Sign for Japan" not in page


@pytest.mark.parametrize(
    ("given", "status", "said"),
    [
        ({"password": "not my password"}, 403, "not your password"),
        ({"password": ""}, 403, "not your password"),
        ({"password": "a\0b"}, 403, "not your password"),
        ({"content_hash": "0" * 64}, 409, "not the content that was issued"),
        ({"content_hash": ""}, 409, "not the content that was issued"),
        ({"pdf_sha256": "0" * 64}, 409, "not the PDF of this draft"),
    ],
)
def test_what_is_not_signed(signed_in: People, draft: Draft, given: dict[str, str], status: int, said: str) -> None:
    print_all()
    before = events()
    answer = signed_in("official_jp").post(f"/drafts/{draft.id}/signoffs", data=signature(draft, **given))
    assert answer.status_code == status
    check_page(answer)
    assert said in words(answer)
    assert "Sign for Japan" in words(answer)
    assert ('id="password-error"' in answer.text) == (status == 403)
    assert session.scalars(select(Signoff)).first() is None
    assert events() == before


def test_guessing_passwords_is_throttled(signed_in: People, draft: Draft) -> None:
    print_all()
    client, url = signed_in("official_jp"), f"/drafts/{draft.id}/signoffs"
    found = {client.post(url, data=signature(draft, password=f"guess {n}")).status_code for n in range(12)}
    assert found == {403, 429}
    answer = client.post(url, data=signature(draft))
    assert (answer.status_code, int(answer.headers["Retry-After"]) > 0) == (429, True)
    assert session.scalars(select(Signoff)).first() is None


def test_a_party_signs_once(signed_in: People, draft: Draft) -> None:
    print_all()
    client, url = signed_in("official_jp"), f"/drafts/{draft.id}/signoffs"
    assert client.post(url, data=signature(draft)).status_code == 302
    answer = client.post(url, data=signature(draft))
    assert answer.status_code == 409
    assert "signed this draft already" in words(answer)


def test_the_final_pdf_is_offered_once_all_have_signed(signed_in: People, draft: Draft) -> None:
    print_all()
    for name in ("official_jp", "official_vn"):
        assert "final" not in words(signed_in("observer").get(f"/drafts/{draft.id}")).lower()
        signed_in(name).post(f"/drafts/{draft.id}/signoffs", data=signature(draft))
    assert document("final").state == "queued"
    print_all()
    page = signed_in("observer").get(f"/drafts/{draft.id}")
    assert f"/documents/{document('final').id}/file?download=1" in page.text
    assert "Download the final PDF" in words(page)
    assert "_final_" in document("final").file_name


def test_the_worker_sets_the_same_bytes_that_are_served(signed_in: People, draft: Draft, app: object) -> None:
    Work(app.config["POA_SETTINGS"]).run_waiting()  # type: ignore[attr-defined]
    answer = signed_in("observer").get(f"/documents/{document().id}/file")
    assert answer.data.startswith(b"%PDF-")
    assert hashlib.sha256(answer.data).hexdigest() == document().sha256
    shown = signed_in("observer").get(f"/documents/{document().id}").json
    assert shown == {"state": "ready", "progress": 100, "pages": document().pages, "sha256": document().sha256}


def test_a_draft_of_a_circle_is_nobody_elses(signed_in: People, plan: Plan) -> None:
    with transaction():
        from poa.queries.circles import circle_named

        everyone, desk = person("head_my"), person("secretariat")
        asean = circle_named(plan.id, "ASEAN", everyone)
        made = drafts.issue(desk, plan, name="Rev.1A", circle=asean, required=["MY"])
    print_all()
    id, printed = made.id, document().id
    for name in ("head_jp", "secretariat", "observer", "official_jp"):
        page = signed_in(name).get(f"/plans/{plan.id}/drafts").text
        assert "Rev.1A" not in page
        for url in (f"/drafts/{id}", f"/drafts/{id}/text", f"/drafts/{id}/content", f"/documents/{printed}"):
            assert signed_in(name).get(url).status_code == 404, (name, url)
    assert "Rev.1A" in signed_in("official_vn").get(f"/plans/{plan.id}/drafts").text

"""What every form and page must pass, whatever it is about, and the texts that try to break them."""

from __future__ import annotations

import re

from sqlalchemy import func, select
from werkzeug.test import TestResponse

from poa.db import session
from poa.models import Event
from tests.client import Client, check_page

UNKNOWN = "00000000-0000-4000-8000-000000000000"
LARGE = "word " * 20_200  # 101,000 bytes

# What may not be kept, and a part of what the refusal says.
REFUSED = {
    "nul": ("a\0b", "NUL"),
    "bidi": ("a\u202eb", "RIGHT-TO-LEFT OVERRIDE"),
    "bidi-entity": ("a&#x202e;b", "RIGHT-TO-LEFT OVERRIDE"),
    "zero-width": ("a\u200bb", "ZERO WIDTH SPACE"),
    "large": (LARGE, "too large"),
}
# What is kept as it is and shown as words.
SHOWN = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</textarea><script>alert(1)</script>",
    "[press](javascript:alert(1))",
    "{{ 7 * 7 }} {% raw %}",
]


def expect_post_only(client: Client, url: str) -> None:
    """Asked with GET, it says that it is only sent to."""
    answer = client.get(url)
    assert answer.status_code == 405, f"GET {url}: {answer.status_code}"
    assert "POST" in answer.headers["Allow"]


def expect_token(client: Client, url: str, **data: str) -> None:
    """Sent without its CSRF token, nothing happens; the page says what to do and shows what was typed."""
    before = events()
    answer = client.post(url, data=data, csrf=False)
    assert answer.status_code == 400, f"{url}: {answer.status_code}"
    assert "send it again" in answer.text
    for value in data.values():
        assert value in answer.text
    assert events() == before
    check_page(answer)


def expect_statuses(signed_in: object, method: str, url: str, **expected: int) -> None:
    """Each of these people gets this status; a form is sent empty."""
    found = {
        name: signed_in(name).open(url, method=method, **_form(signed_in, name, method)).status_code
        for name in expected
    }  # type: ignore[operator]
    assert found == expected


def _form(signed_in: object, name: str, method: str) -> dict[str, object]:
    return {"data": {"csrf_token": signed_in(name).csrf_token()}} if method == "POST" else {}  # type: ignore[operator]


def events() -> int:
    """How many events there are: a page that is only read must not add one."""
    session.rollback()
    return session.scalar(select(func.count()).select_from(Event)) or 0


def field(answer: TestResponse, name: str) -> str:
    """What stands in the form's field of this name, in a textarea or an input, as the browser would send it."""
    found = re.search(rf'<textarea[^>]*\bname="{re.escape(name)}"[^>]*>\n?(.*?)</textarea>', answer.text, re.DOTALL)
    if found is None:
        tag = re.search(rf'<input[^>]*\bname="{re.escape(name)}"[^>]*>', answer.text)
        assert tag, f"no field {name}"
        found = re.search(r'\bvalue="([^"]*)"', tag.group())
        assert found, f"{name} has no value"
    return unescape(found.group(1))


def unescape(text: str) -> str:
    """Text as it was before it was put into HTML."""
    for entity, char in (("&lt;", "<"), ("&gt;", ">"), ("&#34;", '"'), ("&#39;", "'"), ("&amp;", "&")):
        text = text.replace(entity, char)
    return text


def words(answer: TestResponse) -> str:
    """A page's words without its markup, with single spaces."""
    body = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", answer.text, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())

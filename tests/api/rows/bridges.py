"""Bridging proposals."""

from __future__ import annotations

from typing import Any

from . import ALL, DESK, Row

ROWS = [
    Row("GET", "plans/{plan}/bridges", ALL, 200),
    Row("POST", "plans/{plan}/bridges", f"head ally {DESK} chair", 422),
    Row("GET", "bridges/{bridge}", ALL, 200),
    Row("POST", "bridges/{bridge}/consent", "head ally", 422, body=(("consents", "perhaps"),)),
    Row("POST", "bridges/{bridge}/withdraw", f"head {DESK}", 409),
]


def made(call: Any, found: dict[str, str]) -> dict[str, str]:
    """One of Japan's that is withdrawn, for amendments of Japan and Viet Nam."""
    clause = call.clause(call.get("secretariat", f"plans/{found['plan']}"), "Recalling")
    amendments = [call.tabled(party, clause, "long", words)["id"] for party, words in (("jp", "old"), ("vn", "deep"))]
    text = clause["text"].replace("long", "long and deep")
    body = {"clause": clause["id"], "revision": clause["revision"], "amendments": amendments, "text": text}
    bridge = call.post("head_jp", f"plans/{found['plan']}/bridges", **body)
    call.post("head_jp", f"bridges/{bridge['id']}/withdraw")
    return {"bridge": bridge["id"]}

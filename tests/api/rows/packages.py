"""Packages across clauses."""

from __future__ import annotations

from typing import Any

from . import ALL, DESK, Row

ROWS = [
    Row("GET", "plans/{plan}/packages", ALL, 200),
    Row("POST", "plans/{plan}/packages", "head ally desk", 422),
    Row("GET", "packages/{package}", ALL, 200),
    Row("POST", "packages/{package}/amendments", "head ally desk", 422),
    Row("DELETE", "packages/{package}/amendments/{packaged}", "head", 409),
    Row("POST", "packages/{package}/dissolve", "head", 409),
    Row("POST", "packages/{package}/settle", DESK, 422),
]


def made(call: Any, found: dict[str, str]) -> dict[str, str]:
    """A dissolved package of Japan's."""
    clause = call.get("secretariat", f"clauses/{found['clause']}")
    amendment = call.tabled("jp", clause, "joint research in energy", "research in energy")
    package = call.post("head_jp", f"plans/{found['plan']}/packages", name="Calls", amendments=[amendment["id"]])
    call.post("head_jp", f"packages/{package['id']}/dissolve")
    return {"package": package["id"], "packaged": amendment["id"]}

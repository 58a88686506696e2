"""The API as its users call it, and the steps that many tests begin with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug.test import TestResponse

from ..client import Client

MARKDOWN = """# Plan of Action

## Preamble

Recalling the long cooperation of ASEAN and Japan,

## Research

ASEAN and Japan will promote joint research in energy and joint research in health.

They should exchange researchers every year.

Set up a joint call for proposals.
"""


class Calls:
    """Calls by members of the cast; `None` is somebody without a token."""

    def __init__(self, program_of: Callable[[str], Client], nobody: Client) -> None:
        self.program_of = program_of
        self.nobody = nobody

    def __call__(
        self, who: str | None, method: str, path: str, body: Any = None, *, want: int | None = None, **more: Any
    ) -> TestResponse:
        """Send a request; with `want`, fail unless that is the answer's status."""
        program = self.nobody if who is None else self.program_of(who)
        if body is not None:
            more["json"] = body
        answer = program.open(f"/api/v1/{path}", method=method, **more)
        if want is not None and answer.status_code != want:
            raise AssertionError(f"{who}: {method} {path}: {answer.status_code}, not {want}: {answer.text[:2000]}")
        return answer

    def get(self, who: str | None, path: str, want: int = 200) -> Any:
        """What is read."""
        return self(who, "GET", path, want=want).json

    def items(self, who: str, path: str) -> list[Any]:
        """What a list holds."""
        found: list[Any] = self.get(who, path)["items"]
        return found

    def post(self, who: str | None, path: str, want: int | None = None, **body: Any) -> Any:
        """What a write answers; without `want` it must succeed."""
        answer = self(who, "POST", path, body, want=want)
        if want is None and answer.status_code >= 300:
            raise AssertionError(f"{who}: POST {path}: {answer.status_code}: {answer.text[:2000]}")
        return answer.json

    # --- steps that many tests begin with ----------------------------------------------------------------------------

    def plan(self, markdown: str = MARKDOWN) -> Any:
        """A plan, made by the secretariat and read whole."""
        made = self.post("secretariat", "plans", markdown=markdown)
        return self.get("secretariat", f"plans/{made['id']}")

    def clause(self, plan: Any, start: str = "ASEAN and Japan") -> Any:
        """The clause that begins so, as it stands now."""
        found = [item for item in plan["clauses"] if item["text"].startswith(start)]
        assert len(found) == 1, f"{len(found)} clauses begin with {start!r}"
        return self.get("secretariat", f"clauses/{found[0]['id']}")

    def again(self, clause: Any) -> Any:
        """The same clause as it stands by now."""
        return self.get("secretariat", f"clauses/{clause['id']}")

    def amend(self, party: str, clause: Any, old: str, new: str, **more: Any) -> Any:
        """A delegate's draft that replaces words."""
        text = clause["text"].replace(old, new)
        assert text != clause["text"], f"{old!r} is not in the clause"
        body = {"revision": clause["revision"], "kind": "modify", "text": text, "rationale": "It is better.", **more}
        return self.post(f"delegate_{party}", f"clauses/{clause['id']}/amendments", **body)

    def submitted(self, party: str, clause: Any, old: str, new: str, **more: Any) -> Any:
        """An amendment that the head has cleared."""
        made = self.amend(party, clause, old, new, **more)
        return self.post(f"head_{party}", f"amendments/{made['id']}/submit")

    def table(self, party: str, amendment: Any, circle: str = "all") -> Any:
        """The head clears it, the desk of the circle tables it."""
        desk = "secretariat" if circle == "all" else "asean_desk"
        self.post(f"head_{party}", f"amendments/{amendment['id']}/submit", circle=circle)
        return self.post(desk, f"amendments/{amendment['id']}/table", circle=circle)

    def tabled(self, party: str, clause: Any, old: str, new: str, circle: str = "all", **more: Any) -> Any:
        """A tabled amendment that replaces words."""
        return self.table(party, self.amend(party, clause, old, new, **more), circle)

    def deletion(self, party: str, clause: Any) -> Any:
        """A tabled deletion."""
        body = {"revision": clause["revision"], "kind": "delete", "rationale": "It is said elsewhere."}
        return self.table(party, self.post(f"delegate_{party}", f"clauses/{clause['id']}/amendments", **body))

    def insertion(self, party: str, after: Any, text: str) -> Any:
        """A tabled new clause."""
        body = {"kind": "insert", "after": after["id"], "text": text, "rationale": "It is missing."}
        return self.table(party, self.post(f"delegate_{party}", f"plans/{after['plan']}/amendments", **body))

    def comment(self, who: str, clause: Any, circle: str = "all", body: str = "A remark.", **more: Any) -> Any:
        """A thread."""
        return self.post(who, f"clauses/{clause['id']}/comments", body=body, circle=circle, **more)

    def places(self, clause: Any, who: str = "secretariat") -> list[Any]:
        """The places of a clause as somebody has them."""
        return [part for part in self.get(who, f"clauses/{clause['id']}/overlay")["parts"] if "locus" in part]

    def merge(self, clause: Any, *choices: dict[str, Any], want: int = 201) -> Any:
        """Settle places, on the revision that `clause` has."""
        body = {"revision": clause["revision"], "choices": list(choices)}
        return self.post("secretariat", f"clauses/{clause['id']}/merge", want=want, **body)

    def draft(self, plan: Any, name: str = "Rev.1", **more: Any) -> Any:
        """An issued draft."""
        return self.post("secretariat", f"plans/{plan['id']}/drafts", name=name, **more)


def take(place: Any, variant: int | None = None, text: str | None = None, basis: str = "session") -> dict[str, Any]:
    """A choice at a place: a variant, other words, or (neither given) the base."""
    kind = "variant" if variant is not None else "text" if text is not None else "base"
    chosen = {"locus": place["locus"], "take": kind, "basis": basis}
    return chosen | {name: value for name, value in (("variant", variant), ("text", text)) if value is not None}

"""The API's description: public, complete, and true to what is answered."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from apiflask import APIFlask
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from .client import Calls
from .test_matrix import ids as ids  # a fixture

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
READERS = ("secretariat", "head_jp", "official_jp")
IDS = {
    "plan_id": "plan",
    "clause_id": "clause",
    "revision_id": "revision",
    "amendment_id": "tabled",
    "comment_id": "open",
    "draft_id": "draft",
    "document_id": "document",
    "round_id": "round",
    "silence_id": "silence",
    "corrigendum_id": "corrigendum",
    "meeting_id": "meeting",
    "minute_id": "minute",
    "circle_id": "everyone",
    "groupsettlement_id": "settlement",
    "package_id": "package",
    "member_id": "packaged",
    "bridge_id": "bridge",
    "reopening_id": "reopening",
    "reservation_id": "reservation",
    "consultation_id": "asked_no_more",
    "bracket_id": "bracket",
    "party": "vn",
}


@pytest.fixture
def description(call: Calls) -> Any:
    """What is at openapi.json, for nobody in particular."""
    return call.get(None, "openapi.json")


def operations(description: Any) -> list[tuple[str, str, Any]]:
    return [
        (path, method, operation) for path, item in description["paths"].items() for method, operation in item.items()
    ]


def test_it_says_what_it_is(description: Any) -> None:
    assert description["openapi"].startswith("3.1")
    assert description["components"]["securitySchemes"] == {"bearer": {"type": "http", "scheme": "bearer"}}
    assert all(path.startswith("/api/v1/") for path in description["paths"])


def test_every_operation_is_described(description: Any) -> None:
    names = [operation["operationId"] for _path, _method, operation in operations(description)]
    assert len(names) == len(set(names))
    for path, method, operation in operations(description):
        assert operation["summary"], path
        assert operation["tags"], path
        good = [status for status in operation["responses"] if status.startswith("2")]
        assert len(good) == 1, f"{method} {path}: {good}"


def test_errors_are_problems(description: Any) -> None:
    for path, method, operation in operations(description):
        for status, answer in operation["responses"].items():
            if status.startswith(("4", "5")):
                assert list(answer["content"]) == ["application/problem+json"], f"{method} {path}: {status}"


def test_all_but_signing_in_needs_a_token(description: Any) -> None:
    for path, method, operation in operations(description):
        public = (method, path) == ("post", "/api/v1/tokens")
        assert operation["security"] == ([] if public else [{"bearer": []}])
        assert public or "401" in operation["responses"]


def test_whatever_has_an_id_may_not_be_found(description: Any) -> None:
    for path, method, operation in operations(description):
        inside = [parameter for parameter in operation["parameters"] if parameter["in"] == "path"]
        assert ("404" in operation["responses"]) is bool(inside), f"{method} {path}"
        ids = [parameter["schema"] for parameter in inside if parameter["name"] != "party"]
        assert all(schema == {"type": "string", "format": "uuid"} for schema in ids)


def test_bodies_are_closed_and_described(description: Any) -> None:
    for path, method, operation in operations(description):
        if "requestBody" not in operation:
            continue
        (media,) = operation["requestBody"]["content"].items()
        assert media[0] == "application/json"
        schema = description["components"]["schemas"][media[1]["schema"]["$ref"].rsplit("/", 1)[1]]
        assert schema["additionalProperties"] is False, f"{method} {path}"


@pytest.mark.slow
@pytest.mark.one_database
def test_answers_are_as_described(app: APIFlask, call: Calls, ids: dict[str, str]) -> None:
    """Made-up queries and bodies for real ids by three kinds of people: no failure of ours, nothing undescribed."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    for found in schema.get_all_operations():
        operation: Any = found.ok()  # type: ignore[union-attr]  # an error here fails the test, as it should
        if not operation.path.endswith(("/tokens/current", "/stream")):  # the one ends the token, the other never ends
            _exercise(operation, call, ids)


def _exercise(operation: Any, call: Calls, ids: dict[str, str]) -> None:
    @given(case=operation.as_strategy())
    @settings(
        max_examples=3,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def answers_as_described(case: Any) -> None:
        case.path_parameters = {name: ids[IDS[name]] for name in case.path_parameters or {}}
        for who in READERS:
            headers = {"Authorization": call.program_of(who).environ_base["HTTP_AUTHORIZATION"]}
            case.validate_response(case.call(headers=headers), checks=CHECKS)

    answers_as_described()

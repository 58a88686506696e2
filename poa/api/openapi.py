"""The API's description: what the routes declare, with the answers that follow from how all of them are guarded."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any

from apiflask import APIFlask

from ..policy import Permission
from ..problems import MEDIA_TYPE
from .base import PREFIX

PROBLEM = {
    "type": "object",
    "description": "RFC 9457. `field` names what was refused; a stale base brings both texts.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "field": {"type": "string", "description": "The first field that was refused."},
        "line": {"type": "integer", "description": "Of an imported file, from 1."},
        "errors": {"type": "array", "items": {"type": "object"}, "description": "Everything that was refused."},
        "current": {"type": "string", "description": "The id of the current revision."},
        "theirs": {"type": "string", "description": "Its text."},
        "yours": {"type": ["string", "null"], "description": "The text that was sent."},
        "merged": {"type": "string", "description": "Their clean merge by words, where there is one."},
        "theirs_rationale": {"type": "string", "description": "The reasons of a draft, as they stand."},
    },
}
WITHOUT_REFUSAL = (Permission.PUBLIC, Permission.SIGNED_IN, Permission.READ)


def register(app: APIFlask) -> None:
    """Set up the description."""
    app.config.update(
        SECURITY_SCHEMES={"bearer": {"type": "http", "scheme": "bearer"}},
        AUTO_OPERATION_ID=True,
        AUTO_SERVERS=False,
        AUTO_404_RESPONSE=False,
        AUTO_VALIDATION_ERROR_RESPONSE=False,
    )

    def complete(spec: dict[str, Any] | str) -> dict[str, Any] | str:
        return _complete(app, spec) if isinstance(spec, dict) else spec

    app.spec_processor(complete)


def _complete(app: APIFlask, spec: dict[str, Any]) -> dict[str, Any]:
    spec.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
    spec["components"]["schemas"].pop("HTTPError", None)
    spec["info"]["description"] = "See docs/api.md for a walk through it with curl."
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith(PREFIX) or rule.endpoint == "openapi.spec":
            continue
        path = re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule)
        permission = getattr(app.view_functions[rule.endpoint], "permission", None)
        for method, operation in spec["paths"][path].items():
            if method.upper() in (rule.methods or ()):
                _complete_operation(operation, permission, bool(rule.arguments))
    return spec


def _complete_operation(operation: dict[str, Any], permission: Permission | None, has_id: bool) -> None:
    operation["operationId"] = operation["operationId"].replace("_api_", "_", 1)
    public = permission is Permission.PUBLIC
    operation["security"] = [] if public else [{"bearer": []}]
    answers = operation["responses"]
    expected = [] if public else [401]
    expected += [403] if permission not in WITHOUT_REFUSAL else []
    expected += [404] if has_id else []
    expected += [400, 413, 422] if "requestBody" in operation else []
    expected += [422] if any(parameter["in"] == "query" for parameter in operation.get("parameters", ())) else []
    for status in expected:
        answers.setdefault(str(status), {"description": HTTPStatus(status).phrase})
    for status, answer in answers.items():
        if status.startswith(("4", "5")):
            answer["content"] = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path" and parameter["name"] != "party":
            parameter["schema"]["format"] = "uuid"

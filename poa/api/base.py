"""What every noun of the API shares: its blueprint, its fields, its lists, how a body is read and what refuses it."""

from __future__ import annotations

import base64
import datetime as dt
import json
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from apiflask import APIBlueprint, HTTPError, Schema, fields
from apiflask.schema_adapters.marshmallow import parser
from flask import Request, Response
from marshmallow import ValidationError, validate
from werkzeug.exceptions import BadRequest

from ..problems import problem

PREFIX = "/api/v1"
T = TypeVar("T")


def noun(name: str) -> APIBlueprint:
    """The blueprint of one noun, under /api/v1."""
    return APIBlueprint(f"api_{name}", __name__, url_prefix=PREFIX, tag=name.capitalize())


# --- fields ---------------------------------------------------------------------------------------------------------


def _writable(value: str) -> None:
    """Refuse what no database and no file can hold."""
    if "\x00" in value:
        raise ValidationError("This holds a NUL character.")
    if any(unicodedata.category(sign) == "Cs" for sign in value if sign >= "\ud800"):
        raise ValidationError("This holds half of a surrogate pair, which is no character.")


class Text(fields.String):
    """Text without NUL and lone surrogates, of at most `longest` code points, or one of `choices`."""

    def __init__(self, *, longest: int | None = None, choices: Iterable[str] | None = None, **more: Any) -> None:
        checks: list[Any] = [_writable]
        if longest is not None:
            checks.append(validate.Length(max=longest))
        if choices is not None:
            checks.append(validate.OneOf(list(choices)))
        super().__init__(validate=checks, **more)


class Flag(fields.Boolean):
    """true or false, and nothing that only looks like it."""

    truthy = {True}  # noqa: RUF012
    falsy = {False}  # noqa: RUF012


class Time(fields.DateTime):
    """A moment as RFC 3339 in UTC: 2026-11-14T10:00:00Z."""

    def _serialize(self, value: dt.datetime | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")


class Moment(fields.AwareDateTime):
    """A moment with its zone, as RFC 3339, that is sent here; read as UTC."""

    def __init__(self, **more: Any) -> None:
        super().__init__(format="iso", **more)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        given: dt.datetime = super()._deserialize(value, attr, data, **kwargs)
        try:
            return given.astimezone(dt.UTC)
        except OverflowError as error:
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE) from error


class Out(Schema):
    """An answer: every field is always there."""

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:
        """Say so in the description, too."""
        field_obj.required = True


def many(schema: type[Schema], **more: Any) -> fields.List[Any]:
    """A field that holds a list of these."""
    return fields.List(fields.Nested(schema), **more)


def texts(**more: Any) -> fields.List[Any]:
    """A field that holds a list of texts."""
    return fields.List(Text(), **more)


def listing(schema: type[Schema]) -> type[Schema]:
    """The answer `{items: […]}` of these."""
    name = f"{schema.__name__}List"
    return type(name, (Out,), {"items": many(schema), "__doc__": f"A list of {schema.__name__}."})


class Limit(Schema):
    """How many items are wanted; all of them without it."""

    limit = fields.Integer(load_default=None, validate=validate.Range(1, 1000))


def items(found: Sequence[Any], query: dict[str, Any]) -> dict[str, Any]:
    """A list as it is answered, cut to the limit asked for."""
    return {"items": list(found[: query["limit"]])}


# --- reading a body ---------------------------------------------------------------------------------------------------


@parser.location_loader("json")
def _load_json(request: Request, _schema: Schema) -> Any:
    """The request's JSON; nothing at all counts as an empty object. 400 for what is not JSON.

    A schema that says `takes_files` is also read from a form with files, which count as their base64.
    """
    if getattr(_schema, "takes_files", False) and request.mimetype == "multipart/form-data":
        files = {name: base64.b64encode(file.read()).decode() for name, file in request.files.items()}
        return request.form.to_dict() | files
    data = request.get_data(cache=True)
    if not data.strip():
        return {}
    if not request.is_json:
        raise BadRequest("The body must be JSON, sent as application/json.")
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BadRequest("The body is not JSON.") from error


def validation_problem(error: HTTPError) -> Response:
    """What a schema refused, as a problem: `field` is the first, `errors` has all of them."""
    refused: list[dict[str, str]] = []
    for place in error.detail.values() if isinstance(error.detail, dict) else ():
        refused.extend({"field": field, "detail": said} for field, said in _flat(place))
    if not refused:
        return problem(error.status_code, error.message or "")
    first = refused[0]
    detail = f"{first['field']}: {first['detail']}" if first["field"] else first["detail"]
    if not first["field"]:
        return problem(error.status_code, detail, errors=refused)
    return problem(error.status_code, detail, field=first["field"], errors=refused)


def _flat(messages: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """(field, message) for each; a field in a list in a field is `choices.0.basis`."""
    if isinstance(messages, dict):
        for name, inner in messages.items():
            step = "" if name == "_schema" else str(name)
            yield from _flat(inner, ".".join(part for part in (path, step) if part))
    elif isinstance(messages, list):
        for inner in messages:
            yield from _flat(inner, path)
    else:
        yield path, str(messages)

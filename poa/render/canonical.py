"""One byte form of a draft's content (RFC 8785) and the hash that sign-offs name."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import rfc8785

from poa.errors import Invalid

DraftContent = Mapping[str, Any]
"""A frozen draft, schema `poa-draft/1`: objects with ASCII keys, arrays, integers, strings, booleans, null."""


def canonical(content: DraftContent) -> bytes:
    """The content as canonical JSON in UTF-8 (RFC 8785).

    Raises `Invalid` for what has no single agreed form: a float, an integer beyond 2**53 - 1, a key
    that is not ASCII text, a lone surrogate, or a value JSON does not have.
    """
    plain = _plain(content, "content")
    try:
        return rfc8785.dumps(plain)
    except (rfc8785.CanonicalizationError, UnicodeError) as error:
        raise Invalid("The draft's content has no canonical form: %(error)s", field="content", error=error) from error


def content_hash(content: DraftContent) -> str:
    """SHA-256 of `canonical(content)` as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(canonical(content)).hexdigest()


def _plain(value: Any, path: str) -> Any:
    """Copy into dicts and lists, refusing by its path whatever the schema does not allow."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str) or not key.isascii():
                raise Invalid("%(path)s: the key %(key)s is not ASCII text.", field=path, path=path, key=repr(key))
        return {key: _plain(item, f"{path}.{key}") for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return [_plain(item, f"{path}[{index}]") for index, item in enumerate(value)]
    raise Invalid(
        "%(path)s: %(kind)s has no place in a draft's content.", field=path, path=path, kind=type(value).__name__
    )

"""Rows of the table of the API: a module for each noun holds its `ROWS` and, in `made`, what they stand for."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from types import ModuleType

ALL = "observer delegate head official ally secretariat desk chair"
DESK = "secretariat"
DESKS = "secretariat desk stranger"
KINDS = {
    "nobody": None,
    "observer": "observer",
    "delegate": "delegate_jp",
    "head": "head_jp",
    "official": "official_jp",
    "ally": "head_vn",
    "secretariat": "secretariat",
    "desk": "asean_desk",
    "chair": "co_chair",
    "stranger": "stranger",
}


@dataclass(frozen=True)
class Row:
    """A route, who may, and what those get: a status that changes nothing, so that one row does not disturb another.

    Whoever else sees it gets 403, the stranger 404 (or 403 where there is nothing to see), nobody 401.
    """

    method: str
    path: str
    who: str
    status: int
    query: str = ""
    body: tuple[tuple[str, str], ...] | None = None


def nouns() -> list[ModuleType]:
    """The modules beside this one. Each has `ROWS`, perhaps `OWN` (what only Japan sees), and `made(call, found)`: it
    takes the client and the ids known already, and returns more ids by name."""
    return [importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)]

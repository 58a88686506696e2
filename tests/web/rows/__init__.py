"""Rows of the table of pages: a module for each noun holds its `ROWS` and, in `made`, what they stand for."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from types import ModuleType

KINDS = {
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
ALL = "observer delegate head official ally secretariat desk chair"
EVERYBODY = ALL + " stranger"
DRAFTERS = "delegate head ally"
SPEAKERS = DRAFTERS + " secretariat desk"
INVITERS = "head ally secretariat desk"
OURS = "delegate head official"


@dataclass(frozen=True)
class Row:
    """A route, who may, and what those get: a status that changes nothing, so that one row does not disturb another.

    Who sees it but may not gets 403, who does not see it 404.
    """

    method: str
    path: str
    who: str
    status: int
    seen_by: str = ALL
    data: tuple[tuple[str, str], ...] = ()


def nouns() -> list[ModuleType]:
    """The modules beside this one. Each has `ROWS`, a list of Row, and `made(found)`, which takes the rows that stand
    for the names already known and returns more of them by name."""
    return [importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)]

"""Reads: each states what it loads; nothing here writes or decides."""

from __future__ import annotations

import uuid
from typing import Any, TypeVar

from sqlalchemy import select

from ..db import session
from ..errors import NotFound
from ..models import User
from ..policy import visible

M = TypeVar("M")


def find(model: type[M], id: uuid.UUID, reader: User) -> M:
    """The row of `model` with this id, if it exists for `reader`; else `NotFound`, whichever was the reason."""
    columns: Any = model
    row = session.scalars(select(model).where(columns.id == id, visible(model, reader))).unique().one_or_none()
    if row is None:
        raise NotFound("There is nothing here, or it is not for you to see.")
    return row

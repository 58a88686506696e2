"""What comes after the final draft: confirmations, endorsement, adoption."""

from __future__ import annotations

import uuid

from sqlalchemy import select

from ..db import session
from ..models import Adoption


def adoption(plan_id: uuid.UUID) -> Adoption | None:
    """The plan's adoption, once there is one."""
    return session.scalars(select(Adoption).where(Adoption.plan_id == plan_id)).one_or_none()

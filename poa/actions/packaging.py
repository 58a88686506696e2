"""What a package asks of those who settle: its amendments are taken together or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..db import now, session
from ..errors import Invalid
from ..models import OPEN_STATES, Amendment, Circle, Package, User
from ..queries.overlays import ClauseOverlay
from ..queries.packages import members
from . import events
from .choices import Taken


def check_free(amendments: Iterable[Amendment], package: Package | None = None, *, field: str = "amendment") -> None:
    """`Invalid`, naming the package, for an amendment that is settled with another open package only."""
    for amendment in amendments:
        bound = amendment.bound_by
        if bound is not None and bound is not package:
            raise Invalid(
                "The amendment of %(name)s is in the package “%(name_2)s”: all of it is settled, or none.",
                field=field,
                name=amendment.proposer.name,
                name_2=bound.name,
            )


def check_places(over: ClauseOverlay, taken: Mapping[int, Taken], package: Package | None) -> None:
    """No place of another open package; of an amendment that is a package, all its places or none, taken or not."""
    check_free((one for item in taken.values() for one in item.place.amendments), package, field="choices")
    for amendment in over.amendments:
        if not amendment.package:
            continue
        places = [place.index for place in over.places if amendment in place.amendments]
        settled = [index for index in places if index in taken]
        words = {took_from(taken[index], amendment) for index in settled}
        if settled and (len(settled) < len(places) or len(words) > 1):
            raise Invalid(
                "The amendment of %(name)s is a package: all of its %(count)s places or none.",
                field="choices",
                name=amendment.proposer.name,
                count=len(places),
            )


def took_from(item: Taken, amendment: Amendment) -> bool:
    """Whether the words taken at a place are those that the amendment has there."""
    return any(variant.text == item.text and amendment in variant.amendments for variant in item.place.variants)


def follow(actor: User, amendment: Amendment) -> None:
    """A package is before a circle once all its amendments are; until then it is its delegation's own."""
    package = amendment.cross_package
    if package is None or package.state != "open":
        return
    standing = {item.circle_id for item in members(package) if item.state in OPEN_STATES}
    if len(standing) == 1 and package.circle_id not in standing:
        package.circle = session.get_one(Circle, standing.pop())
        session.flush()
        tell(actor, package, "package.tabled")


def drop(actor: User, amendment: Amendment) -> None:
    """Take an amendment out of its open package; with its last one the package is dissolved."""
    package = amendment.cross_package
    if package is None or package.state != "open":
        return
    amendment.cross_package = None
    session.flush()
    if not any(item.state in OPEN_STATES for item in members(package)):
        package.dissolved_at = now()
        tell(actor, package, "package.dissolved")
    else:
        follow(actor, members(package)[0])


def tell(actor: User, package: Package, kind: str, **more: Any) -> None:
    """Record the event where the package is known."""
    events.record(actor, package.plan_id, package.circle, kind, package.id, name=package.name, **more)

"""How a person wants to be spoken to: the language, the zone of the times."""

from __future__ import annotations

from ..errors import Invalid
from ..models import User
from ..policy import Permission, require
from ..saying import LANGUAGES, zone


def choose_language(actor: User, language: str) -> None:
    """Speak to the actor in this language from now on, in mails too. `Invalid` for one that there is not."""
    require(actor, Permission.SIGNED_IN)
    if language not in LANGUAGES:
        raise Invalid("There is no such language here.", field="language")
    actor.language = language


def choose_zone(actor: User, name: str) -> None:
    """Tell the actor times in this zone, by its IANA name; an empty one: as the browser says."""
    require(actor, Permission.SIGNED_IN)
    if name and zone(name) is None:
        raise Invalid("There is no such time zone. Choose one of the list.", field="time_zone")
    actor.time_zone = name or None

"""One-time links on their way: mailed when the installation sends mail, else shown to whoever made them."""

from __future__ import annotations

from flask import current_app, request, url_for

from .actions import consultations, links
from .config import Settings
from .models import Consultation, OneTimeLink

PAGES = {"invitation": "invitations.show", "reset": "passwords.show"}


def mails() -> bool:
    """Whether this installation sends mail."""
    settings: Settings = current_app.config["POA_SETTINGS"]
    return settings.smtp_url is not None


def address(link: OneTimeLink, token: str) -> str:
    """The link as it is followed: on POA_BASE_URL where that is set, else as this request came."""
    return _at(url_for(PAGES[link.purpose], token=token))


def _at(path: str) -> str:
    settings: Settings = current_app.config["POA_SETTINGS"]
    return (settings.base_url or request.url_root).rstrip("/") + path


def dispatch(link: OneTimeLink, token: str) -> str | None:
    """Within the transaction that made it: write the mail and return None, or return the address to show."""
    url = address(link, token)
    if not mails():
        return url
    links.post(link, url)
    return None


def ask(consultation: Consultation, token: str) -> str | None:
    """As `dispatch`, for the link by which a ministry answers."""
    url = _at(url_for("consultations.show", token=token))
    if not mails():
        return url
    consultations.post(consultation, url)
    return None

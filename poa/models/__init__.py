"""State and invariants: what is kept, and nothing about who may see it."""

from .amendments import OPEN_STATES, Amendment, AmendmentKind, AmendmentState, AmendmentVersion, Support
from .circles import Circle, CircleKind, circle_desks, circle_members
from .comments import Comment
from .drafts import Blob, Document, DocumentState, Draft, Stage
from .events import Event
from .people import PARTY_ROLES, Desk, Mail, OneTimeLink, Party, Role, Session, SignInFailure, User, UserRole
from .plans import Basis, Cause, Clause, Kind, Plan, Revision
from .signoffs import Signoff

__all__ = [
    "OPEN_STATES",
    "PARTY_ROLES",
    "Amendment",
    "AmendmentKind",
    "AmendmentState",
    "AmendmentVersion",
    "Basis",
    "Blob",
    "Cause",
    "Circle",
    "CircleKind",
    "Clause",
    "Comment",
    "Desk",
    "Document",
    "DocumentState",
    "Draft",
    "Event",
    "Kind",
    "Mail",
    "OneTimeLink",
    "Party",
    "Plan",
    "Revision",
    "Role",
    "Session",
    "SignInFailure",
    "Signoff",
    "Stage",
    "Support",
    "User",
    "UserRole",
    "circle_desks",
    "circle_members",
]

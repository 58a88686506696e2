"""State and invariants: what is kept, and nothing about who may see it."""

from .adoptions import Adoption, Endorsement
from .amendments import OPEN_STATES, Amendment, AmendmentKind, AmendmentState, AmendmentVersion, Package, Support
from .brackets import Bracket, BracketLift
from .bridges import Bridge, BridgeConsent
from .circles import Circle, CircleKind, circle_desks, circle_members
from .comments import Comment, CommentMention
from .delegations import Answer, Clearance, Consultation, Handover, Instruction
from .drafts import Blob, Document, DocumentState, Draft, Stage
from .events import Event
from .meetings import Attendance, Meeting, Minute
from .people import (
    PARTY_ROLES,
    Desk,
    Mail,
    OneTimeLink,
    Party,
    Role,
    Session,
    SignInFailure,
    User,
    UserRole,
    desk_members,
)
from .plans import Basis, Cause, Clause, Kind, Plan, Revision
from .positions import Position, PositionKind, Reservation, ReservationKind
from .presences import Presence
from .rounds import Round
from .scrubs import ScrubFlag
from .settlements import GroupSettlement
from .signoffs import Signoff
from .silences import Corrigendum, Objection, Silence, SilenceState
from .statuses import AdRef, Decision, Reopening, Status
from .visits import Visit

__all__ = [
    "OPEN_STATES",
    "PARTY_ROLES",
    "AdRef",
    "Adoption",
    "Amendment",
    "AmendmentKind",
    "AmendmentState",
    "AmendmentVersion",
    "Answer",
    "Attendance",
    "Basis",
    "Blob",
    "Bracket",
    "BracketLift",
    "Bridge",
    "BridgeConsent",
    "Cause",
    "Circle",
    "CircleKind",
    "Clause",
    "Clearance",
    "Comment",
    "CommentMention",
    "Consultation",
    "Corrigendum",
    "Decision",
    "Desk",
    "Document",
    "DocumentState",
    "Draft",
    "Endorsement",
    "Event",
    "GroupSettlement",
    "Handover",
    "Instruction",
    "Kind",
    "Mail",
    "Meeting",
    "Minute",
    "Objection",
    "OneTimeLink",
    "Package",
    "Party",
    "Plan",
    "Position",
    "PositionKind",
    "Presence",
    "Reopening",
    "Reservation",
    "ReservationKind",
    "Revision",
    "Role",
    "Round",
    "ScrubFlag",
    "Session",
    "SignInFailure",
    "Signoff",
    "Silence",
    "SilenceState",
    "Stage",
    "Status",
    "Support",
    "User",
    "UserRole",
    "Visit",
    "circle_desks",
    "circle_members",
    "desk_members",
]

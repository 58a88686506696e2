"""Signing in and out; sessions are held here, so they can be ended from here."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import unicodedata
import uuid
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import delete, func, select, text

from ..db import now, session
from ..errors import Closed, Invalid, NotAllowed, NotSignedIn, TooMany
from ..models import Session, SignInFailure, User

HASHER = PasswordHasher()
LIFETIME = {"browser": dt.timedelta(hours=12), "token": dt.timedelta(days=30)}
WINDOW = dt.timedelta(minutes=15)
FAILURES_PER_ACCOUNT = 10
FAILURES_PER_ADDRESS = 100
RESETS_PER_ACCOUNT = 5
SHORTEST, LONGEST = 12, 1024
_NOBODY = HASHER.hash(secrets.token_urlsafe(16))


def digest(token: str) -> str:
    """What is kept of a token: its SHA-256, in hex."""
    return hashlib.sha256(token.encode()).hexdigest()


def account_of(email: str) -> str:
    """The name under which failures with this address are counted; any text will do, known or not."""
    return email.strip().lower()[:320].replace("\0", " ")


def throttle(account: str, address: str, *, per_account: int = FAILURES_PER_ACCOUNT) -> None:
    """Raise `TooMany` when this account, or this address over all accounts, failed too often of late.

    Only failures count: a whole delegation may sit behind one address.
    """
    _one_at_a_time(account)
    since = now() - WINDOW
    for column, value, most in (
        (SignInFailure.account, account, per_account),
        (SignInFailure.address, address, FAILURES_PER_ADDRESS),
    ):
        times = session.scalars(
            select(SignInFailure.at).where(column == value, SignInFailure.at > since).order_by(SignInFailure.at)
        ).all()
        if len(times) >= most:
            wait = int((times[-most] + WINDOW - now()).total_seconds()) + 1
            raise TooMany(
                "Too many failed attempts. Try again in %(minutes)s min, or reset the password.",
                retry_after=max(1, wait),
                minutes=max(1, -(-wait // 60)),
            )


def _one_at_a_time(account: str) -> None:
    """Until the commit no other attempt on this account is judged, or many at once would slip past the count.

    SQLite has one writer anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        key = int.from_bytes(hashlib.sha256(account.encode("utf-8", "replace")).digest()[:8], "big", signed=True)
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


def hashed(password: str) -> str:
    """What is kept of a password: its argon2 hash."""
    return HASHER.hash(_typed(password))


def _typed(password: str) -> bytes:
    """The password as bytes that are the same from every keyboard (NFKC, as NIST SP 800-63B asks)."""
    return unicodedata.normalize("NFKC", password[:LONGEST]).encode("utf-8", "surrogatepass")


def check_storable(password: str) -> None:
    """Raise `Invalid` for a password that cannot be kept: empty, with NUL, too long."""
    if not password:
        raise Invalid("Give a password.", field="password")
    if "\0" in password:
        raise Invalid("A password cannot hold a NUL character.", field="password")
    if len(password) > LONGEST:
        raise Invalid("A password has at most %(longest)s characters.", field="password", longest=format(LONGEST, ","))


def check_new(password: str, email: str) -> None:
    """Raise `Invalid` for a password that a person may not choose: short, or as good as the address."""
    check_storable(password)
    if len(password) < SHORTEST or len(set(password)) < 4:
        raise Invalid(
            "Use %(shortest)s characters or more; a few words that you can remember do.",
            field="password",
            shortest=SHORTEST,
        )
    if password.strip().lower() == email:
        raise Invalid("Your address is the first thing that somebody would try. Use other words.", field="password")


def check_password(user: User | None, password: str) -> bool:
    """Whether this is the user's password; takes as long for nobody as for somebody."""
    kept = user.password_hash if user is not None and user.active else None
    fits = len(password) <= LONGEST
    try:
        HASHER.verify(kept or _NOBODY, _typed(password))
    except (VerifyMismatchError, InvalidHashError):
        return False
    return kept is not None and fits


def fail(account: str, address: str) -> None:
    """Count one failed proof of identity, and forget those that no longer matter."""
    session.execute(delete(SignInFailure).where(SignInFailure.at < now() - 4 * WINDOW))
    session.add(SignInFailure(account=account, address=address))
    session.flush()


def forgive(email: str) -> None:
    """Forget the failures with an account that has just been proved in another way."""
    session.execute(delete(SignInFailure).where(SignInFailure.account == account_of(email)))


def prove(email: str, password: str, address: str) -> User | None:
    """The user whom email and password prove, or None with the failure counted. `TooMany` when throttled."""
    account = account_of(email)
    throttle(account, address)
    user = session.scalars(select(User).where(func.lower(User.email) == account)).unique().one_or_none()
    proved = check_password(user, password)
    if user is None or not proved:
        fail(account, address)
        return None
    if HASHER.check_needs_rehash(user.password_hash or ""):
        user.password_hash = hashed(password)
    return user


@dataclass(frozen=True)
class Proof:
    """That a user has just entered the password again; good for two minutes, for that user only."""

    user_id: uuid.UUID
    at: dt.datetime

    def check(self, actor: User) -> None:
        """Raise `NotAllowed` unless this is a fresh proof of `actor`."""
        if self.user_id != actor.id or now() - self.at > dt.timedelta(minutes=2):
            raise NotAllowed("Enter your password again to sign.")


def prove_again(actor: User, password: str, address: str) -> Proof | None:
    """Ask a signed-in user for the password anew: the proof, or None with the failure counted."""
    return None if prove(actor.email, password, address) is None else Proof(actor.id, now())


def sign_in(email: str, password: str, *, kind: str, address: str, agent: str) -> str | None:
    """Begin a session (`kind` is browser or token) and return its token, or None when nobody is proved."""
    user = prove(email, password, address)
    return None if user is None else begin(user, kind=kind, agent=agent)


def begin(user: User, *, kind: str, agent: str) -> str:
    """Begin a session for a user already proved; its token is returned once and kept only as a hash."""
    token = secrets.token_urlsafe(32)
    session.add(
        Session(
            token_sha256=digest(token),
            kind=kind,
            user=user,
            agent=agent[:200],
            expires_at=now() + LIFETIME[kind],
        )
    )
    return token


def lookup(token: str, kind: str) -> Session | None:
    """The live session of a token, or None when unknown, expired, revoked or its user inactive."""
    found = (
        session.scalars(select(Session).where(Session.token_sha256 == digest(token), Session.kind == kind))
        .unique()
        .one_or_none()
    )
    if found is None or found.revoked_at is not None or found.expires_at <= now() or not found.user.active:
        return None
    return found


def revoke(actor: User, held: Session) -> None:
    """End a session of one's own."""
    if held.user_id != actor.id:
        raise NotAllowed("Only your own sessions can be ended here.")
    if held.revoked_at is not None:
        raise Closed("This session has ended already.")
    held.revoked_at = now()


def revoke_all(user: User, but: str | None = None) -> int:
    """End all live sessions of a user, tokens too, except that of the token `but`; returns how many."""
    query = select(Session).where(Session.user_id == user.id, Session.revoked_at.is_(None), Session.expires_at > now())
    ended = [held for held in session.scalars(query).unique() if but is None or held.token_sha256 != digest(but)]
    for held in ended:
        held.revoked_at = now()
    return len(ended)


def sign_out(token: str) -> None:
    """End the session of this token; `NotSignedIn` when there is none."""
    held = session.scalars(select(Session).where(Session.token_sha256 == digest(token))).unique().one_or_none()
    if held is None:
        raise NotSignedIn("There is no such session.")
    held.revoked_at = held.revoked_at or now()

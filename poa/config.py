"""Settings from the environment; production refuses to start without its secrets."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Settings:
    """Everything that can be set; `docs/operations.md` lists the same names."""

    data: Path
    database_url: str
    redis_url: str | None
    secret_key: str
    base_url: str | None
    secure_cookies: bool
    smtp_url: str | None
    mail_from: str
    demo_password: str | None
    host: str
    port: int
    workers: int
    threads: int
    log_format: str


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Read `POA_*` from `environ` (default: the process's). `ValueError` names a setting that cannot be used."""
    env = os.environ if environ is None else environ
    data = Path(env.get("POA_DATA") or "var").resolve()
    production = env.get("POA_ENV", "development") == "production"
    return Settings(
        data=data,
        database_url=_database_url(env, data),
        redis_url=_redis_url(env),
        secret_key=_secret_key(env, data, production),
        base_url=_base_url(env, production),
        secure_cookies=_flag(env, "POA_SECURE_COOKIES", production),
        smtp_url=_smtp_url(env),
        mail_from=env.get("POA_MAIL_FROM") or "plan-of-action@localhost",
        demo_password=env.get("POA_DEMO_PASSWORD") or None,
        host=env.get("POA_HOST") or "127.0.0.1",
        port=_number(env, "POA_PORT", 8000, 65_535),
        workers=_number(env, "POA_WORKERS", 2, 1_000),
        threads=_number(env, "POA_THREADS", 24, 1_000),
        log_format=env.get("POA_LOG_FORMAT") or "console",
    )


def _secret_key(env: Mapping[str, str], data: Path, production: bool) -> str:
    """The key that signs cookies: given, or (outside production) made once and kept beside the data."""
    if given := env.get("POA_SECRET_KEY"):
        if len(given) < 32:
            raise ValueError("POA_SECRET_KEY: at least 32 characters are needed")
        return given
    if production:
        raise ValueError("POA_SECRET_KEY: production does not start without it")
    try:
        return _kept_key(data)
    except OSError as error:
        raise ValueError(f"POA_DATA: {data} cannot be written to: {error.strerror}") from error


def _kept_key(data: Path) -> str:
    data.mkdir(parents=True, exist_ok=True)
    kept = data / "secret_key"
    if not kept.exists():
        made = data / f"secret_key.{secrets.token_hex(4)}"
        made.touch(mode=0o600)
        made.write_text(secrets.token_urlsafe(48))
        with suppress(FileExistsError):
            kept.hardlink_to(made)
        made.unlink()
    return kept.read_text().strip()


def _database_url(env: Mapping[str, str], data: Path) -> str:
    given = env.get("POA_DATABASE_URL")
    if given and not given.startswith(("sqlite:", "postgresql")):
        raise ValueError("POA_DATABASE_URL: postgresql+psycopg://user@host/name is expected, or sqlite:///file")
    return given or f"sqlite:///{data / 'poa.sqlite3'}"


def _redis_url(env: Mapping[str, str]) -> str | None:
    given = env.get("POA_REDIS_URL") or None
    if given and urlsplit(given).scheme not in ("redis", "rediss", "unix"):
        raise ValueError("POA_REDIS_URL: redis://host:6379/0 is expected")
    return given


def _base_url(env: Mapping[str, str], production: bool) -> str | None:
    """Where people reach the tool. Mailed links in production need it: the request's own `Host` may be anybody's."""
    given = env.get("POA_BASE_URL") or None
    if given and (urlsplit(given).scheme not in ("http", "https") or not urlsplit(given).hostname):
        raise ValueError(f"POA_BASE_URL: {given!r} is no address such as https://poa.example")
    if production and given is None and env.get("POA_SMTP_URL"):
        raise ValueError("POA_BASE_URL: production does not mail links without it")
    return given


def _smtp_url(env: Mapping[str, str]) -> str | None:
    given = env.get("POA_SMTP_URL") or None
    if given and (urlsplit(given).scheme not in ("smtp", "smtps") or not urlsplit(given).hostname):
        raise ValueError("POA_SMTP_URL: smtp://user:password@host:port is expected, or smtps://, or smtp://…?starttls")
    return given


def _number(env: Mapping[str, str], name: str, default: int, most: int) -> int:
    value = env.get(name) or str(default)
    if not (value.isascii() and value.isdigit()):
        raise ValueError(f"{name}: {value!r} is not a whole number")
    if not 1 <= int(value) <= most:
        raise ValueError(f"{name}: {value} is not between 1 and {most}")
    return int(value)


def _flag(env: Mapping[str, str], name: str, default: bool) -> bool:
    value = (env.get(name) or ("1" if default else "0")).lower()
    if value not in ("0", "1", "true", "false", "yes", "no"):
        raise ValueError(f"{name}: {value!r} is neither yes nor no")
    return value in ("1", "true", "yes")

"""Settings that cannot be used are named, in words, before anything starts."""

from __future__ import annotations

from pathlib import Path

import pytest

from poa import config


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("POA_PORT", "abc", "'abc' is not a whole number"),
        ("POA_PORT", "99999", "99999 is not between 1 and 65535"),
        ("POA_WORKERS", "0", "0 is not between 1 and 1000"),
        ("POA_THREADS", "²", "'²' is not a whole number"),
        ("POA_DATABASE_URL", "nonsense", "postgresql+psycopg://user@host/name is expected"),
        ("POA_REDIS_URL", "nonsense", "redis://host:6379/0 is expected"),
        ("POA_SECRET_KEY", "short", "at least 32 characters"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(name: str, value: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=f"^{name}: ") as caught:
        config.load({"POA_DATA": str(tmp_path), name: value})
    assert says in str(caught.value)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ValueError, match=r"^POA_DATA: .*/file cannot be written to: "):
        config.load({"POA_DATA": str(tmp_path / "file")})


def test_what_is_usable_is_taken(tmp_path: Path) -> None:
    url = "postgresql+psycopg://somebody@host/name"
    settings = config.load({"POA_DATA": str(tmp_path), "POA_PORT": "65535", "POA_DATABASE_URL": url})
    assert (settings.port, settings.database_url, settings.data) == (65_535, url, tmp_path)

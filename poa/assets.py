"""Where templates, static files and migrations lie: in the package (a wheel) or beside it (a checkout)."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """The folder `templates`, `static` or `migrations`; `FileNotFoundError` where there is none."""
    for base in (_PACKAGE, _PACKAGE.parent):
        if (base / name).is_dir():
            return base / name
    raise FileNotFoundError(f"no folder {name!r} in {_PACKAGE} or beside it")

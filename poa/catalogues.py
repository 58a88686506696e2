"""The catalogues of the interface: gathered from the code, merged with what translators wrote, compiled to be read."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from . import assets

FOLDER = Path(__file__).resolve().parent / "translations"
# What the domain refuses is said by its errors, whose first argument is a template; pages translate it.
KEYWORDS = DEFAULT_KEYWORDS | dict.fromkeys(
    (
        "lazy_gettext",
        "Invalid",
        "NotSignedIn",
        "NotFound",
        "NotAllowed",
        "Conflict",
        "Closed",
        "Stale",
        "TooMany",
        "Words",
        "fail",
    )
)
_NEVER = dt.datetime(2026, 11, 28, tzinfo=dt.UTC)
_PLACE = re.compile(r"%\((\w+)\)s")


def languages() -> list[str]:
    """The codes of the languages that have a catalogue."""
    return sorted(path.parents[1].name for path in FOLDER.glob("*/LC_MESSAGES/messages.po"))


def catalogue(language: str) -> Catalog:
    """What the translators of a language wrote."""
    with _file(language).open("rb") as source:
        return read_po(source, locale=language)


def gathered() -> Catalog:
    """Every message that the code of this checkout has; `ValueError` outside one."""
    root = FOLDER.parents[1]
    if not (root / "setup.cfg").is_file():
        raise ValueError("Messages are gathered in a checkout only.")
    with (FOLDER / "mapping.cfg").open(encoding="utf-8") as source:
        methods, options = parse_mapping_cfg(source)  # type: ignore[no-untyped-call]
    found = Catalog(charset="utf-8")
    folders = tuple(str(root / name) for name in ("poa", "templates", "static"))
    for name, line, message, comments, context in extract_from_dir(
        root, methods, options, KEYWORDS, ("Translators:",), directory_filter=lambda path: str(path).startswith(folders)
    ):
        found.add(message, None, [(name, line)], auto_comments=comments, context=context)
    return found


def update(language: str) -> int:
    """Bring the language's catalogue up to the code; how many of its messages wait for a translation."""
    held = catalogue(language)
    held.update(gathered(), no_fuzzy_matching=True, update_creation_date=False)
    held.creation_date = held.revision_date = _NEVER
    with _file(language).open("wb") as target:
        write_po(target, held, width=0, sort_by_file=True, include_lineno=False, ignore_obsolete=True)
    return sum(1 for message in held if message.id and not _whole(message))


def build() -> list[Path]:
    """Compile what is read at run time: a .mo for Python and, of the messages of scripts, a file for the browser."""
    made = []
    for language in languages():
        held = catalogue(language)
        compiled = _file(language).with_suffix(".mo")
        with compiled.open("wb") as target:
            write_mo(target, held)
        script = assets.folder("static") / "dist" / f"messages-{language}.js"
        script.parent.mkdir(exist_ok=True)
        words = json.dumps(dict(_of_scripts(held)), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        script.write_text(f"globalThis.poaMessages={words};\n", encoding="utf-8")
        made += [compiled, script]
    return made


def _of_scripts(held: Catalog) -> Iterator[tuple[str, str]]:
    for message in held:
        if message.id and _whole(message) and any(str(name).endswith(".js") for name, _line in message.locations):
            yield _first(message.id), _first(message.string)


def faults(language: str) -> list[str]:
    """What a catalogue lacks: messages of the code, translations, or the places that a message fills in."""
    held, wanted = catalogue(language), gathered()
    found = [f"not in the catalogue: {_first(m.id)}" for m in wanted if m.id and held.get(m.id, m.context) is None]
    for message in held:
        if not message.id:
            continue
        words = _first(message.id)
        if not _whole(message):
            found.append(f"not translated: {words}")
        elif _places(message.id) != _places(message.string):
            found.append(f"other places to fill in: {words}")
    return found


def _whole(message: Message) -> bool:
    strings = message.string if isinstance(message.string, (tuple, list)) else [message.string]
    return not message.fuzzy and all(strings)


def _places(words: object) -> set[str]:
    """The names that are filled in; a number may be left to the words (“one change”)."""
    several = words if isinstance(words, (tuple, list)) else ()
    found = {name for text in several or [words] for name in _PLACE.findall(str(text))}
    return found - {"num"} if several else found


def _first(words: object) -> str:
    return str(words[0] if isinstance(words, (tuple, list)) else words)


def _file(language: str) -> Path:
    return FOLDER / language / "LC_MESSAGES" / "messages.po"

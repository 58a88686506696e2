"""A frozen draft as what its printed pages say: plain values for the templates in `templates/pdf`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from markupsafe import Markup

from poa.render import html
from poa.render.canonical import DraftContent, content_hash
from poa.render.pdf_compare import Clause, Pair, compare
from poa.render.pdf_compiled import is_compiled
from poa.text import Credit, diff

Spans = Sequence[Credit]
Credits = Mapping[str, tuple[Spans, Spans]]

SAMPLE = "Illustrative sample — not a real negotiation"
STAGES = {
    "zero": "Zero draft",
    "revision": "Revision",
    "compilation": "Compilation",
    "chair": "Chair’s text",
    "clean": "Clean text",
    "final": "Final text",
}
KINDS = {
    "clean": "Clean text",
    "redline": "Redline",
    "final": "Signed text",
    "publication": "Adopted text",
    "compilation": "Compilation",
    "compilation-unattributed": "Compilation without names",
}
NOTES = {"inserted": "Inserted", "deleted": "Deleted", "moved": "Moved here"}
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@dataclass(frozen=True)
class Entry:
    """One section heading or clause as printed; `was` is its label before, where that was another."""

    id: str
    anchor: str
    kind: str
    level: int | None
    label: str
    was: str | None
    change: str
    note: str
    codes: tuple[str, ...]
    heading: str
    body: Markup
    status: str


@dataclass(frozen=True)
class Row:
    """One line of the table of changes."""

    anchor: str
    before: str
    after: str
    what: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Text:
    """The body of a draft: its entries and, in a redline, its table of changes."""

    entries: tuple[Entry, ...]
    rows: tuple[Row, ...]


def moment(value: str) -> str:
    """An RFC 3339 time as people write it: `14 November 2026, 10:00 UTC`."""
    when = datetime.fromisoformat(value).astimezone(UTC)
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}, {when:%H:%M} UTC"


def text(content: DraftContent, against: DraftContent | None, credits: Credits) -> Text:
    """The clauses of `content`, redlined against `against` where it is given."""
    names = _names(content, against)
    pairs = compare(content, against)
    refs = _refs(pairs, new=True), _refs(pairs, new=False)
    entries, rows = [], []
    for index, pair in enumerate(pairs, start=1):
        deleted, inserted = credits.get(pair.clause["id"], ((), ()))
        codes = _codes(pair, deleted, inserted)
        anchor = f"c{index}"
        entries.append(_entry(anchor, pair, codes, names, (deleted, inserted), refs))
        if against is not None and pair.what:
            rows.append(_row(anchor, pair, codes))
    return Text(tuple(entries), tuple(rows))


def _refs(pairs: Sequence[Pair], *, new: bool) -> html.Refs:
    """What references are printed as: the labels of the later draft, leading to their clauses, or of the earlier."""
    found = {}
    for index, pair in enumerate(pairs, start=1):
        side = pair.new if new else pair.old
        if side is not None:
            found[side["id"]] = html.Label(side["label"] or "", f"#c{index}" if new else "")
    return found


def _codes(pair: Pair, deleted: Spans, inserted: Spans) -> tuple[str, ...]:
    """Who changed the words of a clause, each once."""
    counted = {"inserted": inserted, "deleted": deleted, "changed": (*deleted, *inserted)}.get(pair.change, ())
    return tuple(dict.fromkeys(key for credit in counted for key in credit.keys))


def _names(content: DraftContent, against: DraftContent | None) -> dict[str, str]:
    """The codes that attribute, with the names to read them by; those of the earlier draft included."""
    drafts = [draft for draft in (against, content) if draft is not None]
    circles = {circle: circle for draft in drafts for circle in draft["circles"]}
    return circles | {party["code"]: party["name"] for draft in drafts for party in draft["parties"]}


def _entry(
    anchor: str,
    pair: Pair,
    codes: tuple[str, ...],
    names: Mapping[str, str],
    credits: tuple[Spans, Spans],
    refs: tuple[html.Refs, html.Refs],
) -> Entry:
    clause = pair.clause
    section = clause["kind"] == "section"
    renumbered = pair.old is not None and pair.new is not None and pair.old["label"] != pair.new["label"]
    return Entry(
        id=clause["id"],
        anchor=anchor,
        kind=clause["kind"],
        level=clause["level"],
        label=clause["label"] or "",
        was=(pair.old["label"] or "") if renumbered and pair.old is not None else None,
        change=pair.change,
        note=NOTES["moved"] if pair.moved else NOTES.get(pair.change, ""),
        codes=codes,
        heading=_words(pair.new or pair.old) if section else "",
        # Markup: the functions of poa.render.html escape all they are given.
        body=Markup(_heading(pair) if section else _body(anchor, pair, names, credits, refs)),
        status=clause["status"].replace("_", " "),
    )


def _words(clause: Clause | None) -> str:
    return "" if clause is None else str(clause["text"])


def _heading(pair: Pair) -> str:
    return html.inline_changes(diff(_words(pair.old), _words(pair.new)))


def _body(
    anchor: str,
    pair: Pair,
    names: Mapping[str, str],
    credits: tuple[Spans, Spans],
    refs: tuple[html.Refs, html.Refs],
) -> str:
    old, new = _words(pair.old), _words(pair.new)
    codes = frozenset(names)
    if old == new:
        return html.clause(new, codes=codes, anchor=f"{anchor}-", refs=refs[0])
    deleted, inserted = credits
    return html.redline(
        old,
        new,
        codes=codes,
        deleted=deleted,
        inserted=inserted,
        names=names,
        anchor=f"{anchor}-",
        refs=refs[0],
        old_refs=refs[1],
    )


def _row(anchor: str, pair: Pair, codes: tuple[str, ...]) -> Row:
    return Row(
        anchor=anchor,
        before=_place(pair.old),
        after=_place(pair.new),
        what=", ".join(pair.what),
        codes=codes,
    )


def _place(clause: Clause | None) -> str:
    if clause is None:
        return "–"
    if clause["kind"] == "section":
        return f"Section {clause['label']}" if clause["label"] else "Section"
    return clause["label"] or "Clause"


def contents(body: Text, back: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    """The lines of the contents page: sections that stand, then the back matter as (anchor, heading)."""
    lines: list[dict[str, Any]] = [
        {
            "anchor": entry.anchor,
            "label": entry.label,
            "heading": entry.heading,
            "level": entry.level or 1,
        }
        for entry in body.entries
        if entry.kind == "section" and entry.change != "deleted"
    ]
    return lines + [{"anchor": anchor, "label": "", "heading": heading, "level": 1} for anchor, heading in back]


def cover(content: DraftContent, view: str, against: DraftContent | None) -> dict[str, Any]:
    """What the cover and every page's head and foot say."""
    plan, draft = content["plan"], content["draft"]
    as_of = moment(draft["as_of"])
    return {
        "title": plan["title"],
        "short_title": plan["abbreviation"] or plan["title"][:60],
        "symbol": draft["symbol"],
        "view": view,
        "schema": content["schema"],
        "stage": STAGES.get(draft["stage"], draft["stage"]),
        "kind": KINDS[view],
        "as_of": as_of,
        "as_of_iso": draft["as_of"],
        "marking": draft["marking"] or "",
        "running": " · ".join(part for part in (draft["symbol"], as_of, draft["marking"]) if part),
        "sample": SAMPLE if plan["illustrative"] else "",
        "author": ", ".join(party["name"] for party in content["parties"]),
        "subject": f"{draft['symbol']}, {view}, text as of {as_of}",
        "about": about(content, view, against),
        "party_rows": _two_columns(content["parties"]),
        "facts": facts(content, against),
    }


def about(content: DraftContent, view: str, against: DraftContent | None) -> list[str]:
    """What this document is, in a paragraph or two."""
    symbol = content["draft"]["symbol"]
    if view == "final":
        return [
            f"The text of {symbol} as the parties named on the sign-off sheet confirmed it. The sheet, at "
            "the end, says who signed, when, and what exactly their signatures bind."
        ]
    if against is not None:
        earlier = against["draft"]
        first = (
            f"What changed from {earlier['symbol']} (text as of {moment(earlier['as_of'])}) to {symbol}. A "
            "table of the changes, clause by clause, stands at the end."
        )
    elif is_compiled(content, view):
        named = "" if view == "compilation-unattributed" else ", each with its parties: the proposers first"
        first = f"The text of {symbol} with what was tabled at the time above in square brackets{named}."
    else:
        first = f"The text of {symbol} as it stood at the time above, without tracked changes."
    if content["draft"]["stage"] == "final":
        return [first]
    return [first, "A draft under negotiation. Nothing is agreed until everything is agreed."]


def facts(content: DraftContent, against: DraftContent | None) -> list[tuple[str, str]]:
    """Name and value of what identifies the draft; hashes in full."""
    draft = content["draft"]
    rows = [("Draft", draft["name"])] if draft["name"] != draft["symbol"] else []
    rows.append(("Issued to", "All parties" if draft["circle"] == "all" else str(draft["circle"])))
    if draft["base"]:
        rows.append(("Base draft", f"{draft['base']['symbol']} · {draft['base']['content_hash'][:16]}"))
    states = Counter(c["status"].replace("_", " ") for c in content["clauses"] if c["kind"] != "section")
    rows.append(("Clauses", ", ".join(f"{count} {state}" for state, count in sorted(states.items()))))
    if against is not None:
        rows.append(("Compared with", f"{against['draft']['symbol']} · {content_hash(against)[:16]}"))
    rows.append(("Content hash", content_hash(content)))
    rows.append(("Record of events", content["events_head"]))
    return rows


def notes(content: DraftContent, body: Text) -> list[dict[str, Any]]:
    """The comments as endnotes, in the order of the clauses they stand on."""
    order = {clause["id"]: entry for clause, entry in zip(content["clauses"], _standing(body), strict=True)}
    place = {key: index for index, key in enumerate(order)}
    found = sorted(
        (comment for comment in content["comments"] or () if comment["clause"] in order),
        key=lambda comment: (place[comment["clause"]], comment["at"]),
    )
    return [
        {"number": number, **_note(comment, order[comment["clause"]])} for number, comment in enumerate(found, start=1)
    ]


def _standing(body: Text) -> list[Entry]:
    return [entry for entry in body.entries if entry.change != "deleted"]


def _note(comment: Mapping[str, Any], entry: Entry) -> dict[str, Any]:
    heading = "Section" if entry.kind == "section" else "Clause"
    return {
        "anchor": entry.anchor,
        "where": f"{heading} {entry.label}".strip(),
        "circle": "to all" if comment["circle"] == "all" else f"to {comment['circle']}",
        "quote": comment["quote"] or "",
        **_said(comment),
        "replies": [_said(reply) for reply in comment["replies"]],
    }


def _said(words: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "party": words["party"] or "Secretariat",
        "body": [line for line in words["body"].splitlines() if line.strip()],
        "at": moment(words["at"]),
    }


def _two_columns(parties: Sequence[Mapping[str, str]]) -> list[list[Mapping[str, str]]]:
    half = (len(parties) + 1) // 2
    return [
        [parties[index], *([parties[index + half]] if index + half < len(parties) else [])] for index in range(half)
    ]

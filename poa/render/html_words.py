"""Words of two runs compared: pieces that are equal, inserted, deleted or of another format, with their credit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from poa.render.html_credit import Credits
from poa.render.html_runs import BRACKET, LINK, MOVED, Piece, cut
from poa.text import diff
from poa.text.markdown import Run, Wrap, visible
from poa.text.weight import WEIGHTY

_MOST_WEIGHED = 10_000


def whole(runs: Sequence[Run], op: str, credits: Credits) -> list[Piece]:
    """All of the runs as one change."""
    return _weighed(_credited(runs, op, credits))


def compare(old: Sequence[Run], new: Sequence[Run], deleted: Credits, inserted: Credits) -> list[Piece]:
    """Pieces in reading order: without insertions the old words, without deletions the new ones."""
    steps = _steps(old, new)
    twins = _twins([(left, right) for op, left, right in steps if op == "equal"])
    pieces: list[Piece] = []
    for op, left, right in steps:
        if op == "equal":
            pieces += _kept(left, right, deleted, inserted)
        elif op == "delete":
            pieces += whole([_at_home(run, twins) for run in left], op, deleted)
        else:
            pieces += whole(right, op, inserted)
    return pieces


def moved(
    old: Sequence[Run], new: Sequence[Run], deleted: Credits, inserted: Credits
) -> tuple[list[Piece], list[Piece]]:
    """The two ends of a move: the old words where they were, the new ones where they are now."""
    left: list[Piece] = []
    right: list[Piece] = []
    for op, before, after in _steps(old, new):
        if op == "equal":
            left += [replace(piece, kind=MOVED) for piece in _credited(before, "delete", deleted)]
            right += [replace(piece, kind=MOVED) for piece in _credited(after, "insert", inserted)]
        elif op == "delete":
            left += whole(before, op, deleted)
        else:
            right += whole(after, op, inserted)
    return left, right


def divide(pieces: Sequence[Piece], place: int, besides: str) -> tuple[list[Piece], list[Piece]]:
    """The pieces up to a visible offset of one side and those after it; pieces of op `besides` count nothing."""
    offset = 0
    for index, piece in enumerate(pieces):
        length = 0 if piece.op == besides else len(piece.text)
        if offset + length > place or (offset == place and length):
            cut_at = place - offset
            before, after = (replace(piece, text=text) for text in (piece.text[:cut_at], piece.text[cut_at:]))
            return [*pieces[:index], *([before] if before.text else [])], [after, *pieces[index + 1 :]]
        offset += length
    return list(pieces), []


_StepRuns = tuple[str, list[Run], list[Run]]


def _steps(old: Sequence[Run], new: Sequence[Run]) -> list[_StepRuns]:
    """The changes of the visible words, each with the runs on either side; a list's marker is one word."""
    one, two = _marked(old), _marked(new)
    if not one and not two:
        return _word_steps(old, new)
    if one and two and old[0].text == new[0].text:
        return [("equal", [old[0]], [new[0]]), *_word_steps(old[1:], new[1:])]
    # The blank after it goes with a marker that the other side has none of.
    before, after = old[: one and 2 - two], new[: two and 2 - one]
    removed: list[_StepRuns] = [("delete", list(before), [])] if one else []
    added: list[_StepRuns] = [("insert", [], list(after))] if two else []
    return [*removed, *added, *_word_steps(old[len(before) :], new[len(after) :])]


def _marked(runs: Sequence[Run]) -> int:
    return int(bool(runs) and any(wrap.kind == "marker" for wrap in runs[0].wraps))


def _word_steps(old: Sequence[Run], new: Sequence[Run]) -> list[_StepRuns]:
    before, after = visible(tuple(old)), visible(tuple(new))
    changes = diff(before, after)
    olds = cut(old, (len(change.text) for change in changes if change.op != "insert"))
    news = cut(new, (len(change.text) for change in changes if change.op != "delete"))
    return [
        (
            change.op,
            next(olds) if change.op != "insert" else [],
            next(news) if change.op != "delete" else [],
        )
        for change in changes
    ]


def _pairs(left: Sequence[Run], right: Sequence[Run]) -> list[tuple[Run, Run]]:
    """Equal words cut so that each pair shows the same characters."""
    edges = sorted({*_ends(left), *_ends(right)})
    lengths = [edge - before for before, edge in zip([0, *edges], edges, strict=False)]
    return [(one[0], two[0]) for one, two in zip(cut(left, lengths), cut(right, lengths), strict=True)]


def _ends(runs: Sequence[Run]) -> list[int]:
    ends, total = [], 0
    for run in runs:
        total += len(run.text)
        ends.append(total)
    return ends


def _twins(equal: Sequence[tuple[list[Run], list[Run]]]) -> dict[Wrap, Wrap]:
    """Old brackets and links → the new ones round the same words."""
    twins: dict[Wrap, Wrap] = {}
    for left, right in equal:
        if not any(run.wraps for run in left):
            continue
        for one, two in _pairs(left, right):
            for old, new in zip(one.wraps, two.wraps, strict=False):
                if (old.kind, old.data) == (new.kind, new.data):
                    twins.setdefault(old, new)
    return twins


def _at_home(run: Run, twins: dict[Wrap, Wrap]) -> Run:
    return replace(run, wraps=tuple(twins.get(wrap, wrap) for wrap in run.wraps)) if run.wraps else run


def _kept(left: Sequence[Run], right: Sequence[Run], deleted: Credits, inserted: Credits) -> list[Piece]:
    """Words that stayed, as the new text has them, marked where their format changed."""
    if not any(_look(run) for run in (*left, *right)):
        return [Piece(run.text, run.wraps) for run in right]
    pieces = []
    for one, two in _pairs(left, right):
        lost, gained = _look(one), _look(two)
        if lost.keys() == gained.keys():
            pieces.append(Piece(two.text, two.wraps))
            continue
        changed = lost.keys() ^ gained.keys()
        by = [inserted.keys(gained[kind]) if kind in gained else deleted.keys(lost[kind]) for kind in sorted(changed)]
        keys = tuple(dict.fromkeys(key for keys in by for key in keys))
        kind = BRACKET if changed & {"bracket", "attributed"} else LINK if "link" in changed else ""
        # An escape is gone, or new: it stood, or stands, before the character.
        keys = keys or inserted.keys(two.start) or deleted.keys(one.start)
        pieces.append(Piece(two.text, two.wraps, "format", keys, kind))
    return pieces


def _look(run: Run) -> dict[str, int]:
    """What a run shows besides its words, and where in the source that begins."""
    look = {}
    for wrap in run.wraps:
        opens = wrap.kind == "bracket" and wrap.at == run.start
        if wrap.kind in ("em", "strong") or opens or (wrap.kind == "link" and wrap.data == run.text):
            look["attributed" if wrap.kind == "bracket" and wrap.data else wrap.kind] = wrap.at
    return look


def _credited(runs: Sequence[Run], op: str, credits: Credits) -> list[Piece]:
    """Pieces cut where the credit changes; blanks without one go with their neighbour."""
    if not credits:
        return [Piece(run.text, run.wraps, op) for run in runs]
    pieces = [Piece(part.text, part.wraps, op, keys) for run in runs for part, keys in credits.split(run)]
    for order in (range(1, len(pieces)), range(len(pieces) - 2, -1, -1)):
        for index in order:
            piece, neighbour = pieces[index], pieces[index - order.step]
            if not piece.keys and neighbour.keys and not piece.text.strip():
                pieces[index] = replace(piece, keys=neighbour.keys)
    return pieces


def _weighed(pieces: list[Piece]) -> list[Piece]:
    """Commitment words, numbers and negations in a wrap of their own, unless there are thousands."""
    found = list(WEIGHTY.finditer("".join(_weighable(piece) for piece in pieces)))
    if not found or len(found) > _MOST_WEIGHED:
        return pieces
    marked: list[Piece] = []
    offset = index = 0
    for piece in pieces:
        end = offset + len(piece.text)
        at = offset
        while index < len(found) and found[index].start() < end:
            match = found[index]
            start, stop = max(match.start(), at), min(match.end(), end)
            if at < start:
                marked.append(_slice(piece, at - offset, start - offset))
            marked.append(_slice(piece, start - offset, stop - offset, match))
            at = stop
            if match.end() > end:
                break
            index += 1
        if at < end:
            marked.append(piece if at == offset else _slice(piece, at - offset, end - offset))
        offset = end
    return marked


def _weighable(piece: Piece) -> str:
    """The text of a piece, blank when it is a note's mark, a placeholder or a reference, which stay whole."""
    return (
        " " * len(piece.text)
        if any(wrap.kind in ("note", "placeholder", "ref") for wrap in piece.wraps)
        else piece.text
    )


def _slice(piece: Piece, start: int, end: int, weighty: re.Match[str] | None = None) -> Piece:
    wraps = piece.wraps
    if weighty is not None:
        kind = "commitment" if weighty.lastgroup == "commitment" else f"commitment {weighty.lastgroup}"
        wraps = (*wraps, Wrap("commitment", kind, weighty.start()))
    return Piece(piece.text[start:end], wraps, piece.op, piece.keys, piece.kind)

"""A plan written as Markdown to its clauses, with a report of what became what; grammar in docs/dialect.md."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from poa.errors import Invalid
from poa.intake.markdown_lines import Chunk, chunks
from poa.intake.markdown_notes import attach
from poa.phrases import Listed, Words
from poa.text import check_text
from poa.text.markdown import parse, visible

LONGEST_CLAUSE = 100_000
LONGEST_PLAN = 5_000_000
FIELD = "markdown"


@dataclass(frozen=True, slots=True)
class ImportedClause:
    """One clause to be: kind section, preamble, clause, action or annex; level 1 or 2 for a section, else None.

    `line` and `line_end` count from 1 and are where it stood in the file, both included, notes aside.
    """

    kind: str
    level: int | None
    text: str
    line: int
    line_end: int


@dataclass(frozen=True, slots=True)
class ReportLine:
    """What the lines became: `kind` is title or a clause's, `title` the heading or the first words, `note` the rest."""

    line: int
    line_end: int
    kind: str
    title: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ImportedPlan:
    """A plan read from Markdown: its clauses in order, and the report for whoever imports it."""

    title: str
    clauses: tuple[ImportedClause, ...]
    report: tuple[ReportLine, ...]


class ImportFailed(Invalid):
    """The file is not a plan; `errors` has every reason with its line, and nothing was imported."""

    def __init__(self, errors: Sequence[Invalid]) -> None:
        self.errors = tuple(sorted(errors, key=lambda error: error.line or 0))
        listed = "\n".join(f"Line {error.line or 1}: {error.message}" for error in self.errors)
        super().__init__(listed, field=FIELD, line=self.errors[0].line)


def parse_plan_bytes(data: bytes) -> ImportedPlan:
    """As `parse_plan`, from a file's bytes, which must be UTF-8."""
    try:
        return parse_plan(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ImportFailed([Invalid("This is not UTF-8; save the file as UTF-8.", FIELD, line)]) from None


def parse_plan(text: str) -> ImportedPlan:
    """Read a plan. Raises `ImportFailed`, naming all that is wrong with its lines, and then nothing is imported."""
    _check_characters(text)
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    reader = _Reader()
    for chunk in chunks(lines):
        reader.read(chunk)
    return reader.plan()


def _check_characters(text: str) -> None:
    """Refuse what no clause may hold, line by line only when there is something to name."""
    try:
        check_text(text, FIELD, LONGEST_PLAN)
        return
    except Invalid as error:
        whole = error
    if not text.strip() or len(text) > LONGEST_PLAN:
        raise ImportFailed([whole])
    errors = []
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        try:
            if line.strip():
                check_text(line, FIELD, LONGEST_PLAN)
        except Invalid as error:
            errors.append(Invalid(error.message, FIELD, number))
    raise ImportFailed(errors or [whole])


class _Reader:
    """Goes through the chunks of a file and remembers what is open."""

    def __init__(self) -> None:
        self.title: Chunk | None = None
        self.errors: list[Invalid] = []
        self.groups: list[tuple[str, int | None, list[Chunk]]] = []
        self.notes: list[Chunk] = []
        self.kinds = {1: "clause", 2: "clause"}
        self.begun_before_title = False

    def fail(self, template: str, line: int, **values: object) -> None:
        self.errors.append(Invalid(template, FIELD, line, **values))

    def read(self, chunk: Chunk) -> None:
        if chunk.kind == "heading":
            self._heading(chunk)
        elif self.title is None:
            if not self.begun_before_title:
                self.fail("This stands before the title; begin with “# ” and the plan's title.", chunk.line)
            self.begun_before_title = True
        elif chunk.kind == "note":
            self.notes.append(chunk)
        elif self._belongs(chunk):
            self.groups[-1][2].append(chunk)
        else:
            kind = "action" if chunk.kind == "action" else self.kinds[2]
            self.groups.append((kind, None, [chunk]))

    def _heading(self, chunk: Chunk) -> None:
        level = chunk.level - 1
        if not chunk.text:
            self.fail("This heading has no words.", chunk.line)
        elif level > 2:
            self.fail("Headings go down to “###”; a plan has sections on two levels.", chunk.line)
        elif level == 0 and self.title is not None:
            self.fail("A plan has one title; the first stands on line %(other)s.", chunk.line, other=self.title.line)
        elif level == 0:
            self.title = chunk
        else:
            own = _kind_of(chunk.text)
            self.kinds[2] = own if level == 1 or own != "clause" else self.kinds[1]
            if level == 1:
                self.kinds[1] = own
            if self.title is None and not self.begun_before_title:
                self.fail("The plan has no title before this; begin with “# ” and the plan's title.", chunk.line)
                self.begun_before_title = True
            self.groups.append(("section", level, [chunk]))

    def _belongs(self, chunk: Chunk) -> bool:
        """Whether a chunk goes on with the clause before it."""
        if not self.groups or self.groups[-1][0] == "section":
            return False
        before = self.groups[-1][2][-1]
        if chunk.in_bracket or chunk.kind == "closing":
            return True
        if chunk.kind == "opening":
            return chunk.before_list and before.kind != "closing"
        if chunk.kind == "table":
            return before.kind == "paragraph" and not before.has_table
        if chunk.kind == "indented":
            return before.has_list or before.kind in ("indented", "closing")
        return chunk.kind == "list"

    def plan(self) -> ImportedPlan:
        if self.title is None and not self.errors:
            self.fail("There is no title; begin with “# ” and the plan's title.", 1)
        texts = attach(self.groups, self.notes, self.fail)
        clauses = []
        for (kind, level, group), (text, labels) in zip(self.groups, texts, strict=True):
            clause = ImportedClause(kind, level, text, group[0].line, group[-1].line_end)
            if len(text.encode()) > LONGEST_CLAUSE:
                self.fail("This clause is longer than 100 kB.", clause.line)
            clauses.append((clause, labels))
        if self.title is not None and all(clause.kind == "section" for clause, _ in clauses):
            self.fail("There is no clause in this plan.", self.title.line)
        if self.errors or self.title is None:
            raise ImportFailed(self.errors)
        report = [ReportLine(self.title.line, self.title.line_end, "title", self.title.text)]
        report += [_report(clause, labels) for clause, labels in clauses]
        return ImportedPlan(self.title.text, tuple(clause for clause, _ in clauses), tuple(report))


def _kind_of(heading: str) -> str:
    words = heading.casefold().strip(" .:*_").split()
    if words == ["preamble"]:
        return "preamble"
    return "annex" if words and words[0].rstrip(".:") in ("annex", "annexes") else "clause"


def _report(clause: ImportedClause, labels: Sequence[str]) -> ReportLine:
    if clause.kind == "section":
        return ReportLine(
            clause.line, clause.line_end, clause.kind, clause.text, Words("level %(level)s", level=clause.level)
        )
    parsed = parse(clause.text)
    items = sum(block.kind == "li" for block in parsed.blocks)
    rows = sum(len(block.rows) - 1 for block in parsed.blocks if block.kind == "table")
    counted = [
        *([Words("1 item") if items == 1 else Words("%(count)s items", count=items)] if items else []),
        *([Words("1 row") if rows == 1 else Words("%(count)s rows", count=rows)] if rows else []),
        *(Words("note %(label)s", label=label) for label in labels),
    ]
    note = Words("with %(parts)s", parts=Listed(counted)) if counted else ""
    words = " ".join(visible(block.runs) for block in parsed.blocks[:1]) or Words("Grid")
    title = words if len(words) <= 70 else f"{words[:70].rsplit(' ', 1)[0]} …"
    return ReportLine(clause.line, clause.line_end, clause.kind, title, note)


def serialise_plan(title: str, clauses: Sequence[ImportedClause]) -> str:
    """Markdown that `parse_plan` reads back to the same title, kinds, levels and texts, up to blank lines."""
    parts = [f"# {title}"]
    for clause in clauses:
        if clause.kind == "section":
            parts.append(f"{'#' * ((clause.level or 1) + 1)} {clause.text}")
        elif clause.kind == "action":
            parts.append(f"- {clause.text}")
        else:
            parts.append(clause.text)
    return "\n\n".join(parts) + "\n"

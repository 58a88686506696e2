// A text to the spans of its blocks, as poa/text/markdown_blocks.py reads them.
import { firstOf, Levels, markerAt } from "./lists.js";

const RULE = /^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;
const NOTE = /^\[\^([^\]\[\s^]{1,40})\]:[ \t]*/;
export const BRACKET_LINE = /^(?:\[(?:[^\[\]{}:\n]{1,400}:)?|\][.,;:]{0,2})[ \t]*$/;
const CELL_PART = /\\[^]|\{[^{}|\n]{0,500}\}|\|/g;

// [{ kind: p | item | note | table | mark, start, end, depth, style, marker, rows }], in order.
export function blocksOf(text) {
  return new Reader(text).read();
}

class Reader {
  constructor(text) {
    this.lines = [];
    let at = 0;
    for (const words of text.split("\n")) {
      const bare = words.replace(/^[ \t]+/, "");
      const white = words.slice(0, words.length - bare.length);
      this.lines.push({ start: at + white.length, end: at + words.length, words: bare, indent: columns(white) });
      at += words.length + 1;
    }
    this.found = [];
  }

  read() {
    let line = 0;
    while (line < this.lines.length) {
      if (this.empty(line)) line += 1;
      else line = this.bracketLine(line) ?? this.note(line) ?? this.table(line) ?? this.list(line) ?? this.paragraph(line);
    }
    return this.found;
  }

  empty(line) {
    return this.lines[line].words === "";
  }

  marker(line) {
    return markerAt(this.lines[line].words);
  }

  isBracketLine(line) {
    return BRACKET_LINE.test(this.lines[line].words);
  }

  isTable(line) {
    if (line + 1 >= this.lines.length || !this.lines[line].words.includes("|")) return false;
    return this.lines[line + 1].words.includes("|") && RULE.test(this.lines[line + 1].words);
  }

  interrupts(line) {
    const marker = this.marker(line);
    if (marker && firstOf(marker) !== null) return true;
    return NOTE.test(this.lines[line].words) || this.isBracketLine(line) || this.isTable(line);
  }

  // The first line after the paragraph that begins on `line`.
  runOn(line, inList = false) {
    let after = line + 1;
    while (after < this.lines.length && !this.empty(after) && !this.interrupts(after)) {
      if (inList && this.marker(after)) break;
      after += 1;
    }
    return after;
  }

  add(kind, first, after, more = {}) {
    this.found.push({ kind, start: this.lines[first].start, end: this.lines[after - 1].end, depth: 0, ...more });
  }

  paragraph(line) {
    const after = this.runOn(line);
    this.add("p", line, after);
    return after;
  }

  bracketLine(line) {
    if (!this.isBracketLine(line)) return null;
    this.add("mark", line, line + 1);
    return line + 1;
  }

  note(line) {
    const match = NOTE.exec(this.lines[line].words);
    if (!match) return null;
    let after = this.runOn(line);
    this.add("note", line, after, { marker: match[0].trimEnd() });
    for (;;) {
      let next = after;
      while (next < this.lines.length && this.empty(next)) next += 1;
      if (next === after || next >= this.lines.length || this.lines[next].indent < 2 || this.interrupts(next)) return after;
      after = this.runOn(next);
      this.add("p", next, after, { depth: 1 });
    }
  }

  table(line) {
    if (!this.isTable(line)) return null;
    let after = line;
    while (after < this.lines.length && !this.empty(after) && this.lines[after].words.includes("|")) after += 1;
    this.add("table", line, after);
    return after;
  }

  list(line) {
    if (!this.marker(line)) return null;
    const levels = new Levels();
    let depth = 0;
    let end = line;
    while (line < this.lines.length) {
      const marker = this.marker(line);
      let after;
      if (marker) {
        const [found, style] = levels.place(marker, this.lines[line].indent, this.markerAfter(line));
        depth = found;
        after = this.runOn(line, true);
        this.add("item", line, after, { depth, style, marker: marker.text });
      } else if (this.isBracketLine(line) && this.goesOn(line + 1)) {
        after = line + 1;
        this.add("mark", line, after, { depth: Math.max(depth - 1, 0) });
      } else if (this.lines[line].indent >= levels.stack[0].indent + 2 && !this.interrupts(line)) {
        after = this.runOn(line, true);
        this.add("p", line, after, { depth });
      } else break;
      end = line = after;
      while (line < this.lines.length && this.empty(line)) line += 1;
    }
    return end;
  }

  markerAfter(line) {
    for (let later = line + 1; later < Math.min(line + 12, this.lines.length); later++) {
      const marker = this.marker(later);
      if (marker) return marker;
    }
    return null;
  }

  goesOn(line) {
    for (let later = line; later < Math.min(line + 50, this.lines.length); later++) {
      if (!this.empty(later) && !this.isBracketLine(later)) return this.marker(later) !== null;
    }
    return false;
  }
}

function columns(white) {
  let count = 0;
  for (const sign of white) count += sign === "\t" ? 4 - (count % 4) : 1;
  return count;
}

// The texts of a row's cells, between bars that are neither escaped nor inside braces.
export function cellsOf(row) {
  let start = row.startsWith("|") ? 1 : 0;
  const cells = [];
  CELL_PART.lastIndex = start;
  for (let match; (match = CELL_PART.exec(row)); ) {
    if (match[0] !== "|") continue;
    cells.push(row.slice(start, match.index));
    start = match.index + 1;
  }
  if (row.slice(start).trim()) cells.push(row.slice(start));
  return cells.map((cell) => cell.replace(/^[ \t\n]+|[ \t\n]+$/g, ""));
}

export function alignsOf(rule) {
  return cellsOf(rule).map((cell) => (cell.endsWith(":") ? (cell.startsWith(":") ? "center" : "right") : ""));
}

// A text to the editor's document and back, byte for byte: docs/dialect.md. What the parser does not know is kept as text.
import { inlineOf, sourceOf } from "./inline.js";
import { alignsOf, blocksOf, BRACKET_LINE, cellsOf } from "./lines.js";
import { firstOf, markerAt } from "./lists.js";
import { schema } from "./schema.js";

const MOST = 60_000;

export function parse(text) {
  const found = text.length > MOST ? [] : blocksOf(text);
  if (!found.length) {
    const [, head, words, tail] = /^(\s*)([^]*?)(\s*)$/.exec(text);
    return schema.nodes.doc.create({ head, tail }, schema.nodes.paragraph.create(null, words ? schema.text(words) : null));
  }
  const blocks = [];
  let at = 0;
  let head = "";
  for (const block of found) {
    let lead = text.slice(at, block.start);
    if (!blocks.length) {
      head = lead.slice(0, lead.lastIndexOf("\n") + 1);
      lead = lead.slice(head.length);
    }
    const source = text.slice(block.start, block.end).replace(/[ \t\n]+$/, "");
    blocks.push(nodeOf(block, source, lead));
    at = block.start + source.length;
  }
  const doc = schema.nodes.doc.create({ head, tail: text.slice(at) }, blocks);
  // Should the two ever differ, the whole text stands as it was written.
  if (serialise(doc) === text) return doc;
  const [, before, words, after] = /^(\s*)([^]*?)(\s*)$/.exec(text);
  return schema.nodes.doc.create({ head: before, tail: after }, schema.nodes.paragraph.create(null, schema.text(words)));
}

function nodeOf(block, source, lead) {
  const { depth, marker, style } = block;
  if (block.kind === "table") return tableOf(source, lead);
  if (!marker) return schema.nodes.paragraph.create({ lead, depth }, inlineOf(source));
  const rest = source.slice(marker.length);
  const gap = /^[ \t\n]*/.exec(rest)[0];
  const attrs = { lead, depth, marker, style, gap: gap || " " };
  return schema.nodes[block.kind].create(attrs, inlineOf(rest.slice(gap.length)));
}

function tableOf(source, lead) {
  const [head, rule, ...rest] = source.split("\n");
  const width = Math.max(...[head, ...rest].map((row) => cellsOf(row).length), 1);
  const rows = [head, ...rest].map((row, index) => rowOf(row, index === 0, width, alignsOf(rule)));
  return schema.nodes.table.create({ lead, rule }, rows);
}

function rowOf(source, isHead, width, aligns) {
  const texts = cellsOf(source);
  const type = isHead ? schema.nodes.table_header : schema.nodes.table_cell;
  const cells = Array.from({ length: width }, (_, column) =>
    type.create({ align: aligns[column] ?? "" }, schema.nodes.words.create(null, inlineOf(texts[column] ?? ""))),
  );
  return schema.nodes.table_row.create({ source }, cells);
}

export function serialise(doc) {
  let text = doc.attrs.head;
  let before = null;
  doc.forEach((node, _offset, index) => {
    if (node.type === schema.nodes.paragraph && node.content.size === 0) return;
    text += leadOf(doc, node, before, index) + bodyOf(node);
    before = node;
  });
  return text + doc.attrs.tail;
}

export function bodyOf(node) {
  if (node.type === schema.nodes.table) return tableSource(node);
  const words = sourceOf(node.content);
  const marker = node.attrs.marker;
  return marker ? marker + (words ? node.attrs.gap + words : "") : words;
}

function tableSource(table) {
  const rows = [];
  const width = table.firstChild.childCount;
  const aligns = alignsOf(table.attrs.rule);
  table.forEach((row, _offset, index) => {
    const was = row.attrs.source && rowOf(row.attrs.source, index === 0, width, aligns);
    rows.push(was && was.content.eq(row.content) ? row.attrs.source : rowSource(row));
  });
  const fits = aligns.length === width || rows[0] === table.firstChild.attrs.source;
  rows.splice(1, 0, fits ? table.attrs.rule : `|${"---|".repeat(width)}`);
  return rows.join("\n");
}

function rowSource(row) {
  const cells = [];
  row.forEach((cell) => cells.push(sourceOf(cell.firstChild.content).replaceAll("\n", " ").trim()));
  return `| ${cells.map(barred).join(" | ")} |`;
}

function barred(text) {
  return text.replace(/\\[^]|\{[^{}|\n]{0,500}\}|\|/g, (part) => (part === "|" ? "\\|" : part));
}

// --- the white space before a block ------------------------------------------------------------------------------------

function leadOf(doc, node, before, index) {
  const { lead } = node.attrs;
  if (!before) return lead.slice(lead.lastIndexOf("\n") + 1);
  const breaks = lead.split("\n").length - 1;
  if (breaks >= (needsBlank(node, before) ? 2 : 1)) return lead;
  if (breaks) return `\n\n${lead.slice(lead.lastIndexOf("\n") + 1)}`;
  const near = node.type === schema.nodes.item ? alike(doc, node, index) : null;
  if (near && before.type === schema.nodes.item) return near;
  const pad = "    ".repeat(Math.max(0, (node.attrs.depth ?? 0) - (node.type === schema.nodes.item ? 1 : 0)));
  return `${isMark(node) || isMark(before) ? "\n" : "\n\n"}${pad}`;
}

function needsBlank(node, before) {
  if (isMark(node) || isMark(before) || before.type === schema.nodes.table) return false;
  if (node.type === schema.nodes.paragraph) return true;
  if (node.type !== schema.nodes.item || before.type === schema.nodes.item) return false;
  const marker = markerAt(node.attrs.marker);
  return before.type === schema.nodes.paragraph && !(marker && firstOf(marker));
}

function isMark(node) {
  return node.type === schema.nodes.paragraph && BRACKET_LINE.test(node.textContent);
}

// How the nearest item of the same level is set off.
function alike(doc, node, index) {
  for (const step of [-1, 1]) {
    for (let at = index + step; at >= 0 && at < doc.childCount; at += step) {
      const other = doc.child(at);
      if (other.type !== schema.nodes.item) break;
      if (other.attrs.depth !== node.attrs.depth || !other.attrs.lead.includes("\n")) continue;
      const breaks = other.attrs.lead.split("\n").length - 1;
      return "\n".repeat(Math.min(breaks, 2)) + other.attrs.lead.slice(other.attrs.lead.lastIndexOf("\n") + 1);
    }
  }
  return null;
}

// The words of one block: source to nodes and back. Only what is surely emphasis or a link becomes a mark, the rest stays
// as typed, brackets and escapes with it; so the way back gives the same bytes.
import { PIECES, pieceOf, schema } from "./schema.js";

const PIECE = new RegExp(Object.values(PIECES).map((one) => one.source.slice(1, -1)).join("|"), "iy");
const ESCAPE = /\\[!-/:-@[-`{-~]/y;
const LINK = /\[([^[\]\n]{1,400})\]\((https?:\/\/[^\s()<>[\]"'\\`{}|^]{1,1000}|mailto:[^\s()<>[\]"'\\`{}|^]{1,1000})\)/iy;
const LIKE_KEYS = /^(?:[A-Z]{2,8}|Chair)(?:, ?(?:[A-Z]{2,8}|Chair))*:(?:\s|$)/;
const EMPHASIS = [
  ["strong", /\*\*([^*_\\\n]+?)\*\*(?!\*)/y],
  ["em", /\*([^*_\\\n]+?)\*(?!\*)/y],
  ["em", /_([^*_\\\n]+?)_(?!_)/y],
];
const LETTER = /[^\s\p{P}\p{S}]/u;

// The nodes of a source; one plain text where they would not give it back.
export function inlineOf(source) {
  if (!source) return [];
  const nodes = scan(source, []);
  return sourceOf(nodes) === source ? nodes : [schema.text(source)];
}

function scan(source, marks) {
  const nodes = [];
  let plain = "";
  const flush = () => {
    if (plain) nodes.push(schema.text(plain, marks));
    plain = "";
  };
  for (let at = 0; at < source.length; ) {
    const escape = match(ESCAPE, source, at);
    if (escape) {
      plain += escape[0];
      at += 2;
      continue;
    }
    const found = piece(source, at, marks) ?? link(source, at, marks) ?? emphasis(source, at, marks);
    if (found) {
      flush();
      nodes.push(...found.nodes);
      at += found.length;
    } else plain += source[at++];
  }
  flush();
  return nodes;
}

function match(pattern, source, at) {
  pattern.lastIndex = at;
  return pattern.exec(source);
}

function piece(source, at, marks) {
  const found = "{[".includes(source[at]) && match(PIECE, source, at);
  if (!found) return null;
  return { nodes: [schema.nodes.piece.create(pieceOf(found[0]), null, marks)], length: found[0].length };
}

function link(source, at, marks) {
  const found = source[at] === "[" && match(LINK, source, at);
  if (!found || LIKE_KEYS.test(found[1]) || marks.some((mark) => mark.type.name === "link")) return null;
  const inside = schema.marks.link.create({ href: found[2] }).addToSet(marks);
  return { nodes: scan(found[1], inside), length: found[0].length };
}

function emphasis(source, at, marks) {
  if (source[at] !== "*" && source[at] !== "_") return null;
  if (source[at - 1] === source[at]) return null;
  for (const [name, pattern] of EMPHASIS) {
    const found = match(pattern, source, at);
    if (!found || !surely(source, at, found)) continue;
    const mark = schema.marks[name].create(name === "em" ? { sign: found[0][0] } : null);
    if (mark.isInSet(marks)) continue;
    return { nodes: scan(found[1], mark.addToSet(marks)), length: found[0].length };
  }
  return null;
}

// Signs that stand at the edge of words on both sides, with whole brackets between them.
function surely(source, at, [whole, inside]) {
  const before = source[at - 1] ?? " ";
  const after = source[at + whole.length] ?? " ";
  if (LETTER.test(before) || LETTER.test(after)) return false;
  if (/^\s|\s$/.test(inside)) return false;
  if (!LETTER.test(inside[0]) || !LETTER.test(inside.at(-1))) {
    if (!/\s/.test(before) || !/\s/.test(after)) return false;
  }
  let depth = 0;
  for (const sign of inside) {
    depth += sign === "[" ? 1 : sign === "]" ? -1 : 0;
    if (depth < 0) return false;
  }
  return depth === 0;
}

// The source of a list of inline nodes, or of a fragment.
export function sourceOf(nodes) {
  const segments = [];
  nodes.forEach((node) => segments.push(...apart(node)));
  let open = [];
  let text = "";
  for (const [index, segment] of segments.entries()) {
    const wanted = segment.marks;
    let same = 0;
    while (same < open.length && same < wanted.length && open[same].eq(wanted[same])) same += 1;
    for (const mark of open.slice(same).reverse()) text += closing(mark);
    for (const mark of wanted.slice(same)) text += opening(mark);
    text += segment.text;
    open = wanted;
    if (index === segments.length - 1) for (const mark of [...open].reverse()) text += closing(mark);
  }
  return text;
}

// Blanks at an edge of emphasised words stand outside the signs, or they would be no signs.
function apart(node) {
  const source = node.isText ? node.text : node.attrs.source;
  const outside = node.marks.filter((mark) => mark.type.name === "link");
  if (!node.isText || outside.length === node.marks.length) return [{ text: source, marks: [...node.marks] }];
  const [, before, words, after] = /^(\s*)([^]*?)(\s*)$/.exec(source);
  return [
    { text: before, marks: outside },
    { text: words, marks: [...node.marks] },
    { text: after, marks: outside },
  ].filter((segment) => segment.text);
}

function opening(mark) {
  return { strong: "**", em: mark.attrs.sign, link: "[" }[mark.type.name];
}

function closing(mark) {
  return { strong: "**", em: mark.attrs.sign, link: `](${mark.attrs.href})` }[mark.type.name];
}

// What the keys and the toolbar do to the text.
import { chainCommands, toggleMark } from "prosemirror-commands";
import { TextSelection } from "prosemirror-state";
import { addColumnAfter, addRowAfter, deleteColumn, deleteRow, goToNextCell, isInTable } from "prosemirror-tables";
import { following, markerAt, STYLES, written } from "./lists.js";
import { pieceOf, schema } from "./schema.js";

const { item, note, paragraph, piece, table, table_row, table_cell, table_header, words } = schema.nodes;

export const emphasise = toggleMark(schema.marks.em);
export const stress = toggleMark(schema.marks.strong);

// The block that the selection begins in: { node, pos, index }, or null inside a table.
function block(state, $pos = state.selection.$from) {
  const node = $pos.node(1);
  return node && node.isTextblock ? { node, pos: $pos.before(1), index: $pos.index(0) } : null;
}

// --- lists -------------------------------------------------------------------------------------------------------------

const styleAt = (depth) => STYLES[(depth - 1) % STYLES.length];

function run(doc, index) {
  let first = index;
  let last = index;
  while (first > 0 && doc.child(first - 1).type === item) first -= 1;
  while (last + 1 < doc.childCount && doc.child(last + 1).type === item) last += 1;
  return { first, last };
}

// Marker and style for an item at this index and depth: after its sister before it, or the first of its level.
// `from`: where the items begin that stand after it.
function markerFor(doc, index, depth, from = index + 1) {
  const taken = new Set();
  let sister = null;
  for (let at = index - 1; at >= 0 && doc.child(at).type === item && doc.child(at).attrs.depth >= depth; at--) {
    if (doc.child(at).attrs.depth !== depth) continue;
    sister ??= doc.child(at).attrs;
    taken.add(doc.child(at).attrs.marker);
  }
  for (let at = from; at < doc.childCount && doc.child(at).type === item; at++) {
    if (doc.child(at).attrs.depth < depth) break;
    if (doc.child(at).attrs.depth === depth) taken.add(doc.child(at).attrs.marker);
  }
  if (!sister) return { marker: written(styleAt(depth), 1), style: styleAt(depth) };
  const style = sister.style in (markerAt(sister.marker)?.values ?? {}) ? sister.style : styleAt(depth);
  return { marker: following(sister.marker, style, taken), style };
}

function setItem(tr, pos, index, depth) {
  const attrs = { depth, lead: "", gap: " ", ...markerFor(tr.doc, index, depth) };
  return tr.setNodeMarkup(pos, item, attrs);
}

export function list(state, dispatch) {
  const from = block(state);
  if (!from) return false;
  const to = state.selection.$to.index(0);
  const off = from.node.type === item;
  const tr = state.tr;
  for (let index = from.index, pos = from.pos; index <= to; index++) {
    const node = tr.doc.child(index);
    if (off && node.type === item) tr.setNodeMarkup(pos, paragraph, { lead: "", depth: 0 });
    else if (!off && node.type === paragraph) setItem(tr, pos, index, 1);
    pos += node.nodeSize;
  }
  dispatch?.(tr.scrollIntoView());
  return tr.docChanged;
}

function shift(by) {
  return (state, dispatch) => {
    const here = block(state);
    if (here?.node.type !== item) return false;
    const before = here.index > 0 ? state.doc.child(here.index - 1) : null;
    const most = before?.type === item ? before.attrs.depth + 1 : 1;
    const depth = Math.max(1, Math.min(here.node.attrs.depth + by, most, 6));
    if (depth !== here.node.attrs.depth) dispatch?.(setItem(state.tr, here.pos, here.index, depth).scrollIntoView());
    return true;
  };
}

// (a) (b) (c) again, on each level of the list one is in.
export function renumber(state, dispatch) {
  const here = block(state);
  if (here?.node.type !== item) return false;
  const { first, last } = run(state.doc, here.index);
  const counts = [];
  const tr = state.tr;
  let pos = 0;
  state.doc.forEach((node, offset, index) => {
    if (index < first || index > last) return;
    const { depth, style } = node.attrs;
    counts.length = Math.min(counts.length, depth);
    counts[depth - 1] ??= { value: 0, style };
    const count = counts[depth - 1];
    count.value += 1;
    pos = offset;
    const marker = written(count.style, count.value);
    if (marker !== node.attrs.marker) tr.setNodeMarkup(pos, null, { ...node.attrs, marker, style: count.style });
  });
  if (tr.docChanged) dispatch?.(tr);
  return true;
}

// --- Enter, Backspace, Tab ---------------------------------------------------------------------------------------------

export function enter(state, dispatch) {
  const here = block(state);
  if (!here) return isInTable(state) && down(state, dispatch);
  const { node, pos, index } = here;
  if (node.type === item && node.content.size === 0) {
    const outer = node.attrs.depth - 1;
    const tr = outer ? setItem(state.tr, pos, index, outer) : state.tr.setNodeMarkup(pos, paragraph, { lead: "", depth: 0 });
    dispatch?.(tr.scrollIntoView());
    return true;
  }
  const tr = state.tr.deleteSelection();
  const at = tr.selection.from;
  const type = node.type === item ? item : paragraph;
  const depth = node.type === note ? 1 : node.attrs.depth;
  const attrs =
    type === item ? { depth, lead: "", gap: " ", ...markerFor(tr.doc, index + 1, depth, index + 1) } : { depth, lead: "" };
  dispatch?.(tr.split(at, 1, [{ type, attrs }]).scrollIntoView());
  return true;
}

export function backspace(state, dispatch) {
  const here = block(state);
  const { $from, empty } = state.selection;
  if (!here || !empty || $from.parentOffset > 0 || ![item, note].includes(here.node.type)) return false;
  dispatch?.(state.tr.setNodeMarkup(here.pos, paragraph, { lead: "", depth: 0 }).scrollIntoView());
  return true;
}

function down(state, dispatch) {
  const { $from } = state.selection;
  const column = $from.index(2);
  const next = $from.index(1) + 1;
  const rows = $from.node(1);
  if (next >= rows.childCount) return true;
  let pos = $from.before(2) + $from.node(2).nodeSize + 1;
  for (let at = 0; at < column; at++) pos += rows.child(next).child(at).nodeSize;
  dispatch?.(state.tr.setSelection(TextSelection.near(state.doc.resolve(pos + 1))).scrollIntoView());
  return true;
}

export const deeper = chainCommands(goToNextCell(1), shift(1));
export const higher = chainCommands(goToNextCell(-1), shift(-1));

// --- what is put in ----------------------------------------------------------------------------------------------------

// The selected words in square brackets, in the party's name where it has one.
export function bracket(code) {
  const opening = code ? `[${code}: ` : "[";
  return (state, dispatch) => {
    const { from, to, $from, $to } = state.selection;
    if ($from.parent !== $to.parent) return false;
    const tr = state.tr.insertText("]", to).insertText(opening, from);
    tr.setSelection(TextSelection.create(tr.doc, from + opening.length, to + opening.length));
    dispatch?.(tr.scrollIntoView());
    return true;
  };
}

export function insertPiece(source, from, to) {
  return (state, dispatch) => {
    const node = piece.create(pieceOf(source));
    const tr = from === undefined ? state.tr.replaceSelectionWith(node, false) : state.tr.replaceWith(from, to, node);
    dispatch?.(tr.scrollIntoView());
    return true;
  };
}

export function footnote(state, dispatch) {
  const used = new Set();
  state.doc.descendants((node) => {
    if (node.type === piece && node.attrs.kind === "note_mark") used.add(node.attrs.source.slice(2, -1));
    if (node.type === note) used.add(node.attrs.marker.slice(2, -2));
  });
  let number = 1;
  while (used.has(String(number))) number += 1;
  const tr = state.tr.replaceSelectionWith(piece.create({ kind: "note_mark", source: `[^${number}]` }), false);
  tr.insert(tr.doc.content.size, note.create({ marker: `[^${number}]:`, lead: "" }));
  tr.setSelection(TextSelection.create(tr.doc, tr.doc.content.size - 1));
  dispatch?.(tr.scrollIntoView());
  return true;
}

export function insertTable(state, dispatch) {
  const here = block(state);
  if (!here) return false;
  const row = (type) => table_row.create(null, [0, 1, 2].map(() => type.create(null, words.create())));
  const made = table.create({ rule: "|---|---|---|" }, [row(table_header), row(table_cell)]);
  const at = here.pos + here.node.nodeSize;
  const tr = state.tr.insert(at, made);
  dispatch?.(tr.setSelection(TextSelection.near(tr.doc.resolve(at + 3))).scrollIntoView());
  return true;
}

export const inTable = isInTable;
export const tableActs = { addRowAfter, addColumnAfter, deleteRow, deleteColumn };

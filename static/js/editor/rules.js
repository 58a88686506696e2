// What is typed as in the plain field becomes what it means: "(a) " an item, *so* emphasis, [^1] and {placeholder: …} one piece.
import { InputRule, inputRules } from "prosemirror-inputrules";
import { firstOf, markerAt } from "./lists.js";
import { pieceOf, schema } from "./schema.js";

export function rules() {
  return inputRules({
    rules: [
      new InputRule(/^\(([a-z]{1,2}|[ivxlc]{1,4}|\d{1,3})( bis| ter| quater)?\) $/, listed),
      new InputRule(/(?<![*\w])\*\*([^*\s](?:[^*]*[^*\s])?)\*\*$/, signed("strong", 2)),
      new InputRule(/(?<![*\w])\*([^*\s](?:[^*]*[^*\s])?)\*$/, signed("em", 1)),
      new InputRule(/(?:\{placeholder:[^{}]{1,500}\}|\[\^[^\]\[\s^]{1,40}\])$/, pieced),
    ],
  });
}

function signed(name, length) {
  return (state, _match, start, end) => {
    const mark = schema.marks[name].create();
    const tr = state.tr.delete(end - (length - 1), end).delete(start, start + length);
    return tr.addMark(start, end - (length - 1) - length, mark).removeStoredMark(mark);
  };
}

function pieced(state, [source], start, end) {
  return state.tr.replaceWith(start, end, schema.nodes.piece.create(pieceOf(source)));
}

function listed(state, [typed], start, end) {
  const $start = state.doc.resolve(start);
  if ($start.depth !== 1 || $start.parent.type !== schema.nodes.paragraph) return null;
  const marker = markerAt(typed.trim());
  if (!marker) return null;
  const before = $start.index(0) > 0 ? state.doc.child($start.index(0) - 1) : null;
  const first = firstOf(marker);
  const deeper = before?.type === schema.nodes.item && first;
  const depth = before?.type !== schema.nodes.item ? 1 : deeper ? before.attrs.depth + 1 : before.attrs.depth;
  const style = first ?? Object.keys(marker.values)[0];
  return state.tr
    .delete(start, end)
    .setNodeMarkup($start.before(1), schema.nodes.item, { marker: marker.text, gap: " ", lead: "", depth, style });
}


// Square brackets as they are typed: tinted by depth, their codes set apart, and those without a partner said with their place.
import { Plugin, PluginKey } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";
import { _ } from "../i18n.js";

const PART = /\\[!-/:-@[-`{-~]|[[\]]/g;
const KEYS = /^\[((?:[A-Z]{2,8}|Chair)(?:, ?(?:[A-Z]{2,8}|Chair))*:)(?: |$)/;
const TINTS = 4;
export const brackets = new PluginKey("brackets");

// { pairs: [{ from, to, depth }], odd: [{ at, sign }], keys: [{ from, to }] } over the whole text, since they may span blocks.
export function bracketsOf(doc) {
  const found = { pairs: [], odd: [], keys: [] };
  let open = [];
  doc.descendants((node, pos) => {
    if (!node.isText) return true;
    for (const match of node.text.matchAll(PART)) {
      const at = pos + match.index;
      if (match[0] === "[") {
        open.push(at);
        const keys = KEYS.exec(node.text.slice(match.index));
        if (keys) found.keys.push({ from: at + 1, to: at + 1 + keys[1].length });
      } else if (match[0] === "]") {
        if (open.length) found.pairs.push({ from: open.pop(), to: at, depth: open.length });
        else found.odd.push({ at, sign: "]" });
      }
    }
    return false;
  });
  for (const at of open) found.odd.push({ at, sign: "[" });
  return found;
}

function drawn(doc) {
  const { pairs, odd, keys } = bracketsOf(doc);
  const marks = [];
  for (const { from, to, depth } of pairs) {
    const name = `ed-bracket ed-bracket-${(depth % TINTS) + 1}`;
    marks.push(Decoration.inline(from, to + 1, { class: name }));
    marks.push(Decoration.inline(from, from + 1, { class: "ed-sign" }), Decoration.inline(to, to + 1, { class: "ed-sign" }));
  }
  for (const { at } of odd) marks.push(Decoration.inline(at, at + 1, { class: "ed-odd" }));
  for (const { from, to } of keys) marks.push(Decoration.inline(from, to, { class: "ed-keys" }));
  return DecorationSet.create(doc, marks);
}

export function plugin() {
  return new Plugin({
    key: brackets,
    state: {
      init: (_config, { doc }) => drawn(doc),
      apply: (tr, old) => (tr.docChanged ? drawn(tr.doc) : old),
    },
    props: { decorations: (state) => brackets.getState(state) },
  });
}

// What is to be said of the brackets: [{ at, words }].
export function findings(doc) {
  return bracketsOf(doc).odd.map(({ at, sign }) => {
    const $at = doc.resolve(at);
    const parent = $at.parent.textBetween(0, $at.parent.content.size, "", (leaf) => leaf.attrs.source ?? "");
    const near = parent.slice(Math.max(0, $at.parentOffset - 12), $at.parentOffset + 28).trim();
    const words =
      sign === "["
        ? _("A bracket is opened and never closed: “%(near)s”.", { near })
        : _("A bracket is closed that was never opened: “%(near)s”.", { near });
    return { at, words };
  });
}

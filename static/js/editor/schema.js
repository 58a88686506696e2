// The document of the editor: flat blocks, as the reference parser (poa/text/markdown.py) gives them. Their text is the
// source as typed, but for emphasis and links, which are marks, and what stands in braces or names a note, which is one piece.
// `lead` is the white space before a block, so that what is not touched is written back byte for byte.
import { Schema } from "prosemirror-model";
import { tableNodes } from "prosemirror-tables";

const lead = { lead: { default: "" } };
const level = { depth: { default: 0 } };

const cells = tableNodes({
  tableGroup: "block",
  cellContent: "words",
  cellAttributes: {
    align: {
      default: "",
      setDOMAttr: (value, attrs) => value && (attrs.class = `align-${value}`),
    },
  },
});

const nodes = {
  doc: { content: "block+", attrs: { head: { default: "" }, tail: { default: "" } } },
  paragraph: {
    group: "block",
    content: "inline*",
    whitespace: "pre",
    attrs: { ...lead, ...level },
    parseDOM: [{ tag: "p" }],
    toDOM: ({ attrs }) => ["p", { class: attrs.depth ? `ed-depth-${attrs.depth}` : null }, 0],
  },
  item: {
    group: "block",
    content: "inline*",
    whitespace: "pre",
    defining: true,
    attrs: { ...lead, ...level, marker: {}, gap: { default: " " }, style: { default: "a" } },
    parseDOM: [{ tag: "div.ed-item[data-depth]", contentElement: ".ed-item-text", getAttrs: itemOf }],
    toDOM: ({ attrs }) => [
      "div",
      { class: `ed-item ed-depth-${attrs.depth}`, "data-marker": attrs.marker, "data-depth": attrs.depth },
      ["span", { class: "ed-marker", contenteditable: "false" }, attrs.marker],
      ["div", { class: "ed-item-text" }, 0],
    ],
  },
  note: {
    group: "block",
    content: "inline*",
    whitespace: "pre",
    defining: true,
    attrs: { ...lead, marker: {}, gap: { default: " " } },
    toDOM: ({ attrs }) => [
      "div",
      { class: "ed-item ed-note", "data-marker": attrs.marker },
      ["span", { class: "ed-marker", contenteditable: "false" }, attrs.marker.slice(2, -2)],
      ["div", { class: "ed-item-text" }, 0],
    ],
  },
  words: { content: "inline*", whitespace: "pre", toDOM: () => ["p", 0], parseDOM: [] },
  text: { group: "inline" },
  // {ref:…}, {placeholder: …} or [^n], by its source.
  piece: {
    group: "inline",
    inline: true,
    atom: true,
    selectable: true,
    attrs: { kind: {}, source: {} },
    leafText: (node) => node.attrs.source,
    toDOM: ({ attrs }) => ["span", { class: `ed-piece ed-${attrs.kind}`, "data-source": attrs.source }, attrs.source],
    parseDOM: [
      {
        tag: "span[data-source]",
        getAttrs: (dom) => pieceOf(dom.dataset.source),
      },
    ],
  },
  ...cells,
  table: {
    ...cells.table,
    attrs: { ...lead, rule: { default: "" }, source: { default: "" } },
  },
  table_row: { ...cells.table_row, attrs: { source: { default: "" }, lead: { default: "" } } },
};

export const PIECES = {
  ref: /^\{ref:[0-9a-f-]{36}(?:\([^()]{1,20}\)){0,3}\}$/i,
  placeholder: /^\{placeholder:[^{}]{0,500}\}$/,
  note_mark: /^\[\^[^\]\[\s^]{1,40}\]$/,
};

export function pieceOf(source) {
  const kind = Object.keys(PIECES).find((name) => PIECES[name].test(source));
  return kind ? { kind, source } : false;
}

function itemOf({ dataset }) {
  return { marker: dataset.marker, depth: Number(dataset.depth) };
}

const marks = {
  link: {
    attrs: { href: {} },
    inclusive: false,
    toDOM: ({ attrs }) => ["a", { href: attrs.href, title: attrs.href }, 0],
    parseDOM: [{ tag: "a[href^=http]", getAttrs: (dom) => ({ href: dom.getAttribute("href") }) }],
  },
  strong: {
    toDOM: () => ["strong", 0],
    parseDOM: [{ tag: "strong" }, { tag: "b" }],
  },
  em: {
    attrs: { sign: { default: "*" } },
    toDOM: () => ["em", 0],
    parseDOM: [{ tag: "em" }, { tag: "i" }],
  },
};

export const schema = new Schema({ nodes, marks });

// The markers of the field, (a) (i) (1) and (a bis), and on which level an item stands: poa/text/markdown_lists.py.
const ADVERBS = ["bis", "ter", "quater", "quinquies"];
const MARKER = /^\(([a-z]{1,2}|[ivxlc]{1,8}|\d{1,3})( bis| ter| quater| quinquies)?\)(?=[ \t\n]|$)/;
const ROMAN = /^(?=.)(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})$/;
const ROMAN_VALUES = { i: 1, v: 5, x: 10, l: 50, c: 100 };
const MAX_LEVELS = 6;
export const STYLES = ["a", "i", "1"];

// { text, values: { a: 9, i: 1 } } or null.
export function markerAt(line) {
  const match = MARKER.exec(line);
  if (!match) return null;
  const adverb = (match[2] ?? "").trim();
  const extra = adverb ? (ADVERBS.indexOf(adverb) + 1) / 10 : 0;
  const values = {};
  for (const [style, value] of valuesOf(match[1])) values[style] = value + extra;
  return Object.keys(values).length ? { text: match[0], values } : null;
}

export function firstOf(marker) {
  return ["1", "i", "a"].find((style) => marker.values[style] === 1) ?? null;
}

function valuesOf(label) {
  if (/^\d+$/.test(label)) return [["1", Number(label)]];
  const found = [];
  if (label.length === 1) found.push(["a", label.charCodeAt(0) - 96]);
  else if (label.length === 2 && label[0] === label[1]) found.push(["a", label.charCodeAt(0) - 70]);
  if (ROMAN.test(label)) found.push(["i", roman(label)]);
  return found;
}

function roman(label) {
  let total = 0;
  for (let at = 0; at < label.length; at++) {
    const value = ROMAN_VALUES[label[at]];
    total += (ROMAN_VALUES[label[at + 1]] ?? 0) > value ? -value : value;
  }
  return total;
}

// The marker that says `value` in a style: (b), (ii), (2).
export function written(style, value) {
  if (style === "1") return `(${value})`;
  if (style === "i") return `(${inRoman(value)})`;
  return value <= 26 ? `(${String.fromCharCode(96 + value)})` : `(${String.fromCharCode(70 + value).repeat(2)})`;
}

function inRoman(value) {
  const parts = [[100, "c"], [90, "xc"], [50, "l"], [40, "xl"], [10, "x"], [9, "ix"], [5, "v"], [4, "iv"], [1, "i"]];
  let rest = value;
  let text = "";
  for (const [worth, sign] of parts) {
    for (; rest >= worth; rest -= worth) text += sign;
  }
  return text;
}

// What a new item after this one bears: the next, or `(a bis)` where the next is taken.
export function following(text, style, taken) {
  const value = Math.floor(markerAt(text)?.values[style] ?? 0);
  const next = written(style, value + 1);
  if (!taken.has(next)) return next;
  const free = ADVERBS.map((adverb) => `${written(style, value).slice(0, -1)} ${adverb})`);
  return free.find((each) => !taken.has(each)) ?? next;
}

// The open levels of one list, the outermost first.
export class Levels {
  stack = [];

  // [depth (1 and up), style] of the next item; `following` is the marker after it, if any.
  place(marker, indent, following) {
    const [style, depth] = this.continued(marker, indent, following) ?? this.begun(marker, indent);
    this.stack.length = Math.min(this.stack.length, depth);
    this.stack[depth - 1] = { style, value: marker.values[style], indent };
    return [depth, style];
  }

  continued(marker, indent, following) {
    for (let depth = this.stack.length; depth > 0; depth--) {
      const level = this.stack[depth - 1];
      const value = marker.values[level.style];
      if (value === undefined || !(level.value < value && value <= level.value + 1)) continue;
      if (level.style === "a" && firstOf(marker) === "i" && nests(level, indent, following)) continue;
      return [level.style, depth];
    }
    return null;
  }

  begun(marker, indent) {
    const first = firstOf(marker);
    const last = this.stack.at(-1);
    const deeper = !last || indent > last.indent + 1;
    if (first !== null && (deeper || !this.stack.some((level) => level.style === first))) {
      return [first, Math.min(this.stack.length + 1, MAX_LEVELS)];
    }
    const alike = this.stack
      .map((level, at) => ({ far: Math.abs(level.indent - indent), depth: at + 1, style: level.style }))
      .filter((level) => level.style in marker.values)
      .sort((one, two) => one.far - two.far || two.depth - one.depth);
    if (alike.length) return [alike[0].style, alike[0].depth];
    const style = ["a", "i", "1"].find((each) => each in marker.values);
    return [style, Math.min(this.stack.length + 1, MAX_LEVELS)];
  }
}

function nests(level, indent, following) {
  if (indent !== level.indent) return indent > level.indent;
  return following !== null && following.values.i === 2;
}

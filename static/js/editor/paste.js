// What is pasted: a page of Word, or of anything, becomes a text in the clause dialect. Of tracked changes what is accepted
// comes in; comments, styles and empty lines do not.
import { alike } from "./pasted_lists.js";

const DROPPED = "style, script, meta, link, title, xml, head, del, .MsoCommentReference, .msocomanchor";
const BLOCKS = "p, div, h1, h2, h3, h4, h5, h6, li, table, ul, ol, blockquote, tr, section, article, br";

// { text, tracked }: the dialect's text, and whether tracked changes were taken as accepted.
export function textOf(html) {
  const body = new DOMParser().parseFromString(unstyled(html), "text/html").body;
  const tracked = body.querySelector("ins, del") !== null;
  for (const one of [...body.querySelectorAll(DROPPED)]) one.remove();
  for (const one of [...body.querySelectorAll("[data-style*='mso-element:comment'], [data-style*='mso-hide:all']")]) one.remove();
  const found = { blocks: [], counts: [] };
  walk(body, found, 0);
  return { text: joined(found.blocks), tracked };
}

// Styles are read, never applied: the security policy forbids them, even in a document that nobody sees.
function unstyled(html) {
  const plain = html.replace(/<style[^]*?<\/style>/gi, "");
  return plain.replace(/<[^<>]+>/g, (tag) => tag.replace(/\sstyle\s*=/i, " data-style="));
}

function joined(blocks) {
  return blocks.map(({ text }, index) => (index ? (blocks[index].tight ? "\n" : "\n\n") : "") + text).join("");
}

function walk(element, found, depth) {
  let loose = "";
  const flush = () => {
    const text = tidy(loose);
    if (text) add(found, text);
    loose = "";
  };
  for (const node of [...element.childNodes]) {
    if (node.nodeType === Node.TEXT_NODE) loose += words(node);
    else if (node.nodeType !== Node.ELEMENT_NODE) continue;
    else if (node.matches("table")) (flush(), table(node, found));
    else if (node.matches("ul, ol")) (flush(), htmlList(node, found, depth + 1));
    else if (node.matches("div[id^=ftn], div[id^=edn]")) (flush(), footnote(node, found));
    else if (node.matches("br")) flush();
    else if (node.matches(BLOCKS) || node.querySelector(BLOCKS)) {
      flush();
      if (node.querySelector("p, div, table, ul, ol, li, h1, h2, h3")) walk(node, found, depth);
      else block(node, found);
    } else loose += inline(node);
  }
  flush();
}

function add(found, text, item = false) {
  found.blocks.push({ text, tight: item && found.blocks.at(-1)?.item, item });
  if (!item) found.counts.length = 0;
}

// A paragraph; in Word an item of a list is one, which says its level and holds its number as typed words.
function block(element, found) {
  const level = /mso-list:\s*[^;"]*?level(\d)/i.exec(element.dataset.style ?? "")?.[1];
  const ignored = element.querySelector("[data-style*='mso-list:Ignore'], [data-style*='mso-list: Ignore']");
  const bullet = ignored ? tidy(ignored.textContent) : "";
  ignored?.remove();
  const text = tidy(inline(element));
  if (!text) return;
  if (level && bullet) item(found, Number(level), bullet, text);
  else add(found, text);
}

function item(found, depth, bullet, text) {
  const marker = alike(found.counts, depth, bullet);
  add(found, `${"    ".repeat(depth - 1)}${marker} ${text}`, true);
}

function htmlList(list, found, depth) {
  for (const child of list.children) {
    if (child.matches("ul, ol")) htmlList(child, found, depth + 1);
    else {
      const deeper = [...child.querySelectorAll(":scope > ul, :scope > ol")];
      for (const one of deeper) one.remove();
      const text = tidy([...child.childNodes].map((node) => (node.nodeType === 3 ? words(node) : inline(node))).join(" "));
      const typed = /^\(\w{1,4}\)(?=\s)/.exec(text)?.[0] ?? "";
      item(found, depth, typed || (list.type === "i" ? "i." : ""), text.slice(typed.length).trim());
      for (const one of deeper) htmlList(one, found, depth + 1);
    }
  }
}

function table(element, found) {
  const rows = [...element.rows].map((row) =>
    [...row.cells].map((cell) => tidy([...cell.childNodes].map((node) => (node.nodeType === 3 ? words(node) : ` ${inline(node)} `)).join(""))),
  );
  const width = Math.max(0, ...rows.map((row) => row.length));
  if (!width) return;
  const lines = rows.map((row) => `| ${row.map((cell) => cell.replace(/\|/g, "\\|")).join(" | ")} |`);
  lines.splice(1, 0, `|${"---|".repeat(width)}`);
  add(found, lines.join("\n"));
}

function footnote(element, found) {
  const label = /\d+$/.exec(element.id)?.[0] ?? "1";
  for (const mark of [...element.querySelectorAll("a[name^=_ftn], a[name^=_edn]")]) mark.remove();
  const text = tidy(inline(element));
  if (text) add(found, `[^${label}]: ${text}`);
}

// The words inside an element, with emphasis and links.
function inline(element) {
  if (element.nodeType !== Node.ELEMENT_NODE) return element.nodeType === Node.TEXT_NODE ? words(element) : "";
  const note = element.matches("a[href*='#_ftn'], a[href*='#_edn']") && /(\d+)$/.exec(element.getAttribute("href"));
  if (note) return `[^${note[1]}]`;
  if (element.matches("br")) return " ";
  if (element.localName === "o:p") return /[^\s\u00a0]/.test(element.textContent) ? words(element) : "";
  const inside = [...element.childNodes].map(inline).join("");
  const href = element.matches("a[href^=http], a[href^=mailto]") ? element.getAttribute("href") : "";
  if (href && inside.trim() && !/[[\]]/.test(inside)) return `[${inside.trim()}](${href.replace(/[()\s]/g, encodeURIComponent)})`;
  return signed(element, inside);
}

function signed(element, inside) {
  const style = element.dataset.style ?? "";
  const strong = element.matches("b, strong") || /(?:^|;)\s*font-weight:\s*(?:bold|[6-9]00)/i.test(style);
  const italic = element.matches("i, em") || /(?:^|;)\s*font-style:\s*italic/i.test(style);
  const plain = element.matches("b") && /font-weight:\s*normal/i.test(style);
  const sign = strong && !plain ? "**" : italic ? "*" : "";
  if (!sign || !inside.trim() || inside.includes("*")) return inside;
  const [, before, text, after] = /^(\s*)([^]*?)(\s*)$/.exec(inside);
  return before + sign + text + sign + after;
}

function words(node) {
  return node.textContent.replace(/[\u00ad\ufeff]/g, "").replace(/[\s\u00a0]+/g, " ");
}

function tidy(text) {
  return text.replace(/[ \n\t\u00a0]+/g, " ").replace(/\*\*\*\*|(?<=\w)\*\*(?= ?\*\*\w)/g, "").trim();
}

// A comment on selected words: selecting in a [data-clause-text] offers a button. It opens the form beside the clause, or
// fills the one that the page has for it; without a script the form stands on the clause's own page.
import { _ } from "./i18n.js";
import { debounce } from "./request.js";
import { recall, remember } from "./store.js";


const AROUND = 40;
const CARRIED = "poa:quote";
const BLOCK = "p, li, td, th, [data-clause-text]";
const NOT_TEXT = ".vh, .note-ref, .target, [data-not-text]";
const LINGER = 250; // a tap on the button takes the selection away before it is a click
let latest = null; // the words selected last, and when

export function start(root) {
  const button = makeButton();
  root.addEventListener("selectionchange", () => place(button));
  button.addEventListener("click", () => comment(selected() ?? latest));
  root.addEventListener("click", (event) => {
    const link = event.target.closest?.('[data-act="comment"]');
    const clause = link?.closest("[data-clause]");
    if (!clause || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    comment({ clause: clause.dataset.clause, url: link.href, opener: link, box: link.getBoundingClientRect() });
  });
  for (const form of root.querySelectorAll("[data-comment-form]")) clearable(form);
  takeCarried(root);
}

function clearable(form) {
  form.querySelector("[data-quote-clear]")?.addEventListener("click", () => fill(form, null));
}

// The words selected, as the reader saw them, with what stands before and after in the same paragraph or item (no
// further: the source has other white space there); null when there are none.
export function selected() {
  const selection = getSelection();
  if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  const holder = closest(range.commonAncestorContainer, "[data-clause-text]");
  if (!holder) return null;
  const words = plain(range);
  const quote = words.trim();
  if (!quote) return null;
  const before = document.createRange();
  before.setStart(closest(range.startContainer, BLOCK), 0);
  before.setEnd(range.startContainer, range.startOffset);
  const after = document.createRange();
  after.setStart(range.endContainer, range.endOffset);
  after.setEndAfter(closest(range.endContainer, BLOCK).lastChild);
  const points = {
    before: [...plain(before), ...words.slice(0, words.indexOf(quote))],
    after: [...words.slice(words.indexOf(quote) + quote.length), ...plain(after)],
  };
  return {
    clause: holder.dataset.clauseText,
    url: holder.dataset.commentUrl,
    quote,
    prefix: points.before.slice(-AROUND).join(""),
    suffix: points.after.slice(0, AROUND).join(""),
    box: range.getBoundingClientRect(),
    range: range.cloneRange(),
    opener: holder.closest("[tabindex]"),
  };
}

export function comment(words) {
  if (!words) return;
  const { clause, url, quote, prefix, suffix } = words;
  const form =
    document.querySelector(`main ~ .margin [data-comment-form="${CSS.escape(clause)}"]`) ??
    document.querySelector('[data-comment-form=""]');
  // Where the margin is a drawer, opening it would hide the words that one speaks of.
  const hidden = form && url && getComputedStyle(form.closest(".margin") ?? form).position === "fixed";
  if (form && !hidden) return fill(form, quote ? { quote, prefix, suffix } : null);
  if (url) open(words);
}

function closest(node, selector) {
  return (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest(selector);
}

function plain(range) {
  const part = range.cloneContents();
  for (const element of part.querySelectorAll(NOT_TEXT)) element.remove();
  for (const element of part.querySelectorAll("p, li, td, th")) element.prepend("\n");
  return part.textContent.replace(/\s+/g, " ");
}

function makeButton() {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-primary quote-button";
  button.textContent = _("Comment on this");
  button.hidden = true;
  button.addEventListener("pointerdown", (event) => event.preventDefault());
  document.body.append(button);
  return button;
}

function place(button) {
  const words = selected();
  if (!words) {
    setTimeout(() => (button.hidden = button.hidden || !selected()), LINGER);
    return;
  }
  latest = words;
  button.hidden = !document.querySelector("[data-comment-form]") && !words.url;
  if (button.hidden) return;
  const width = button.offsetWidth;
  const left = Math.min(words.box.left + scrollX, scrollX + document.documentElement.clientWidth - width - 12);
  button.style.setProperty("left", `${Math.max(8, left)}px`);
  button.style.setProperty("top", `${words.box.bottom + scrollY + 8}px`);
}

function fill(form, words) {
  for (const name of ["quote", "prefix", "suffix"]) form.elements[name].value = words?.[name] ?? "";
  const box = form.querySelector("[data-quote]");
  const hint = form.querySelector("[data-quote-hint]");
  box.hidden = !words;
  if (hint) hint.hidden = Boolean(words);
  box.querySelector("[data-quote-words]").textContent = words?.quote ?? "";
  document.querySelector("#margin:has([data-comment-form])")?.classList.add("is-open");
  form.closest("details")?.setAttribute("open", "");
  getSelection()?.removeAllRanges();
  form.elements.body.focus({ preventScroll: Boolean(form.closest("dialog")) });
}

function takeCarried(root) {
  const kept = sessionStorage.getItem(CARRIED);
  if (!kept) return;
  const words = JSON.parse(kept);
  const form = root.querySelector(`[data-comment-form="${CSS.escape(words.clause)}"]`);
  if (!form) return;
  sessionStorage.removeItem(CARRIED);
  fill(form, words);
}

// --- the form beside the clause --------------------------------------------------------------------------------------

async function ask(url, body) {
  const token = document.querySelector("meta[name=csrf-token]")?.content ?? "";
  const headers = { "X-Part": "comment", Accept: "text/html", ...(body ? { "X-CSRFToken": token } : {}) };
  return fetch(url, { method: body ? "POST" : "GET", body, headers, redirect: "manual", cache: "no-store" });
}

async function open(words) {
  const { clause, url, quote, prefix, suffix } = words;
  const address = new URL(url, location.href);
  address.pathname += "/comments/new";
  address.hash = "";
  try {
    const answer = await ask(address);
    if (!answer.ok) throw new Error(answer.status);
    const dialog = makeDialog(words);
    const form = put(dialog, await answer.text(), words);
    if (quote) fill(form, { quote, prefix, suffix });
    form.elements.body.focus({ preventScroll: true });
    dialog.scrollIntoView({ block: "nearest" });
  } catch {
    if (quote) sessionStorage.setItem(CARRIED, JSON.stringify({ clause, quote, prefix, suffix }));
    location.assign(url);
  }
}

function makeDialog(words) {
  document.querySelector(".comment-dialog")?.remove();
  const dialog = document.createElement("dialog");
  dialog.className = "comment-dialog";
  dialog.setAttribute("aria-label", _("Comment"));
  const said = document.createElement("p");
  said.className = "dialog-said";
  said.setAttribute("role", "status");
  const body = document.createElement("div");
  dialog.append(body, said);
  document.body.append(dialog);
  const top = Math.min(words.box?.top ?? 0, innerHeight * 0.4);
  dialog.style.setProperty("--top", `${scrollY + Math.max(64, top - 32)}px`);
  dialog.open = true; // not show(): that would take the focus before there is a field to have it
  if (words.range && globalThis.Highlight) CSS.highlights.set("quoting", new Highlight(words.range));
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) close(dialog, words);
  });
  return dialog;
}

// Puts the form that the server sent into the dialog; what was typed here earlier and not sent comes back.
function put(dialog, html, words) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  dialog.firstElementChild.replaceChildren(...parsed.body.childNodes);
  const form = dialog.querySelector("form");
  dialog.setAttribute("aria-label", dialog.querySelector(".dialog-title")?.textContent ?? _("Comment"));
  const { body } = form.elements;
  const key = document.body.dataset.me && `kept:${document.body.dataset.me}:${body.dataset.keep}`;
  const kept = key && JSON.parse(recall(key) ?? "null");
  if (kept && !body.value.trim()) body.value = kept.text;
  const save = debounce(() => {
    if (form.isConnected) remember(key, body.value.trim() ? JSON.stringify({ text: body.value, at: Date.now(), sent: false }) : null);
  }, 400);
  if (key) body.addEventListener("input", save);
  clearable(form);
  form.querySelector("[data-close]")?.addEventListener("click", (event) => {
    event.preventDefault();
    close(dialog, words);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(dialog, form, words, key);
  });
  return form;
}

async function send(dialog, form, words, key) {
  const button = form.querySelector("button.button-primary");
  const said = dialog.querySelector(".dialog-said");
  button.disabled = true;
  try {
    const answer = await ask(form.action, new FormData(form));
    if (answer.type === "opaqueredirect" || answer.status === 401) {
      said.textContent = _("You are signed out. Sign in in another window and send it again: what you typed is kept.");
    } else if (answer.status === 201) {
      if (key) remember(key, null);
      done(dialog, words, await answer.text());
    } else if ([409, 422].includes(answer.status)) {
      const field = put(dialog, await answer.text(), words).querySelector("[aria-invalid]");
      field?.focus();
    } else said.textContent = _("It was not taken. What you typed is still here.");
  } catch {
    said.textContent = _("No connection: it was not sent. What you typed is kept here.");
  } finally {
    button.disabled = false;
  }
}

function done(dialog, words, html) {
  const made = new DOMParser().parseFromString(html, "text/html").querySelector("[data-made]");
  const detail = { clause: words.clause, comment: made.dataset.made };
  close(dialog, words);
  announce(made.textContent);
  document.dispatchEvent(new CustomEvent("poa:commented", { detail }));
}

function close(dialog, { opener, clause }) {
  globalThis.CSS.highlights?.delete("quoting");
  dialog.remove();
  const back = opener?.isConnected ? opener : document.querySelector(`[data-clause="${CSS.escape(clause)}"]`);
  back?.focus({ preventScroll: true });
}

// A line that says what was done, for a while, wherever one is on the page.
export function announce(words) {
  let line = document.querySelector(".said-line");
  if (!line) {
    line = document.createElement("p");
    line.className = "said-line";
    line.setAttribute("role", "status");
    document.body.append(line);
  }
  line.textContent = words;
  clearTimeout(announce.timer);
  announce.timer = setTimeout(() => line.replaceChildren(), 8_000);
}



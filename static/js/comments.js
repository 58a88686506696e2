// A comment on selected words: selecting in a [data-clause-text] offers a button, which hands the words and what stands
// around them to the comment form, here or on the clause's own page (data-comment-url).
const AROUND = 40;
const CARRIED = "poa:quote";
const BLOCK = "p, li, td, th, [data-clause-text]";
const NOT_TEXT = ".vh, .note-ref, .target, [data-not-text]";

export function start(root) {
  const button = makeButton();
  root.addEventListener("selectionchange", () => place(button));
  button.addEventListener("click", () => comment(selected()));
  for (const form of root.querySelectorAll("[data-comment-form]")) {
    form.querySelector("[data-quote-clear]")?.addEventListener("click", () => fill(form, null));
  }
  takeCarried(root);
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
  };
}

export function comment(words) {
  if (!words) return;
  const { clause, url, quote, prefix, suffix } = words;
  const form =
    document.querySelector(`[data-comment-form="${CSS.escape(clause)}"]`) ??
    document.querySelector('[data-comment-form=""]');
  if (form) fill(form, { quote, prefix, suffix });
  else if (url) {
    sessionStorage.setItem(CARRIED, JSON.stringify({ clause, quote, prefix, suffix }));
    location.assign(url);
  }
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
  button.textContent = "Comment on this";
  button.hidden = true;
  button.addEventListener("pointerdown", (event) => event.preventDefault());
  document.body.append(button);
  return button;
}

function place(button) {
  const words = selected();
  const form = document.querySelector("[data-comment-form]");
  button.hidden = !words || (!form && !words.url);
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
  form.elements.body.focus();
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

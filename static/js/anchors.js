// The words that comments are on, in the text, and the threads beside it: one leads to the other and shows it.
import { morph } from "./morph.js";

const AGAIN = 400; // milliseconds in which further comments are waited for
const THREAD = "[data-thread], .note-comment[id^='m-']";
const LIGHTS = `${THREAD}, .quoted-by, mark[data-threads]`;

export function start(root) {
  root.addEventListener("click", follow);
  for (const event of ["pointerover", "focusin"]) root.addEventListener(event, (what) => light(what.target));
  for (const event of ["poa:news", "poa:commented"]) root.addEventListener(event, ({ detail }) => detail.comment && soon(detail.clause));
}

// Where many clauses stand on a page, a new comment is marked in the text of its own: the words stay as they are. Other
// views (redlines, the compilation) and a text that has changed meanwhile are left alone.
const waiting = new Map();

function soon(clause) {
  const text = document.querySelector(`[data-clause="${CSS.escape(clause)}"] [data-clause-text]`);
  if (!text || waiting.has(clause)) return;
  waiting.set(clause, setTimeout(() => {
    waiting.delete(clause);
    remark(clause, text).catch(() => {}); // it will be there when the page is loaded again
  }, AGAIN));
}

async function remark(clause, text) {
  const answer = await fetch(`/clauses/${clause}`, { headers: { "X-Part": "live", Accept: "text/html" }, cache: "no-store" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = page.querySelector("[data-clause-text]");
  const selection = getSelection();
  if (!selection.isCollapsed && text.contains(selection.anchorNode)) return soon(clause);
  if (now?.textContent !== text.textContent) return;
  const fresh = text.cloneNode(false);
  fresh.append(...now.childNodes);
  morph(text, fresh);
}

// Focuses a thread that is on the page, opening what hides it; false when there is none.
export function show(id) {
  const thread = threadOf(id);
  if (!thread) return false;
  thread.tabIndex = -1;
  thread.closest("details:not([open])")?.setAttribute("open", "");
  thread.closest(".side.margin")?.classList.add("is-open");
  if (!thread.checkVisibility()) openBeside(thread);
  if (!thread.checkVisibility()) return false;
  thread.focus({ preventScroll: true });
  thread.scrollIntoView({ block: "nearest" });
  return true;
}

// On a clause's own page a thread is t-ID, in the margin of the reading room m-ID.
function threadOf(id) {
  return document.getElementById(`t-${id}`) ?? document.getElementById(`m-${id}`);
}

// On a narrow screen what stands beside a clause is folded away in the reading room.
function openBeside(thread) {
  const beside = thread.closest("[id^='b-']");
  if (beside) document.querySelector(`[data-beside][href="#${CSS.escape(beside.id)}"]`)?.click();
}

function follow(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const quote = event.target.closest?.("[data-quote-of]");
  if (quote) return back(event, quote.dataset.quoteOf);
  const link = event.target.closest?.(".quoted-by");
  if (link) {
    if (show(link.id.slice(2))) event.preventDefault();
    return;
  }
  // A click on marked words is one on their last comment's link, unless one selects them or follows a link in them.
  const mark = event.target.closest?.("mark[data-threads]");
  if (!mark || event.target.closest("a, button") || !getSelection().isCollapsed) return;
  const id = mark.dataset.threads.split(" ").at(-1);
  if (!show(id)) document.getElementById(`q-${id}`)?.click();
}

function back(event, id) {
  const link = document.getElementById(`q-${id}`);
  if (!link) return;
  event.preventDefault();
  link.closest(".page")?.querySelector(".side.margin.is-open")?.classList.remove("is-open");
  link.focus({ preventScroll: true });
  (marks(id)[0] ?? link).scrollIntoView({ block: "center" });
}

function marks(id) {
  return [...document.querySelectorAll(`mark[data-threads~="${CSS.escape(id)}"]`)];
}

// While the pointer or the focus is on a thread, its words are lit, and the other way round. Where the pointer is on
// something else, as when the page was scrolled under it by keys, the focus counts. A list that the browser keeps costs no
// search as one scrolls.
function light(reached) {
  const target = [reached, document.activeElement].find((one) => one?.closest?.(LIGHTS));
  const beside = target?.closest(THREAD);
  const thread = beside && (beside.dataset.thread ?? beside.id.slice(2));
  const link = target?.closest(".quoted-by")?.id.slice(2);
  const of = target?.closest("mark[data-threads]")?.dataset.threads.split(" ");
  const ids = of ?? [thread ?? link].filter(Boolean);
  for (const lit of [...document.getElementsByClassName("is-lit")]) lit.classList.remove("is-lit");
  for (const id of ids) {
    for (const mark of marks(id)) mark.classList.add("is-lit");
    if (!thread) threadOf(id)?.classList.add("is-lit");
  }
}

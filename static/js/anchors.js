// The words that comments are on, in the text, and the threads beside it: one leads to the other and shows it.
const THREAD = "[data-thread], .note-comment[id^='m-']";

export function start(root) {
  root.addEventListener("click", follow);
  for (const event of ["pointerover", "focusin"]) root.addEventListener(event, (what) => light(what.target));
}

// Focuses a thread that is on the page, opening what hides it; false when there is none.
export function show(id) {
  const thread = threadOf(id);
  if (!thread) return false;
  thread.tabIndex = -1;
  thread.closest("details:not([open])")?.setAttribute("open", "");
  thread.closest(".side.margin")?.classList.add("is-open");
  thread.focus({ preventScroll: true });
  thread.scrollIntoView({ block: "nearest" });
  return true;
}

// On a clause's own page a thread is t-ID, in the margin of the reading room m-ID.
function threadOf(id) {
  return document.getElementById(`t-${id}`) ?? document.getElementById(`m-${id}`);
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

// While the pointer or the focus is on a thread, its words are lit, and the other way round.
function light(target) {
  const beside = target.closest?.(THREAD);
  const thread = beside && (beside.dataset.thread ?? beside.id.slice(2));
  const link = target.closest?.(".quoted-by")?.id.slice(2);
  const of = target.closest?.("mark[data-threads]")?.dataset.threads.split(" ");
  const ids = of ?? [thread ?? link].filter(Boolean);
  for (const lit of document.querySelectorAll(".is-lit")) lit.classList.remove("is-lit");
  for (const id of ids) {
    for (const mark of marks(id)) mark.classList.add("is-lit");
    if (!thread) threadOf(id)?.classList.add("is-lit");
  }
}

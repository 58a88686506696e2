// The reading room: where one is, another view in place, what stands beside a clause, and its news.
import { _ } from "./i18n.js";
import { ask, debounce, show } from "./request.js";

const MARKED = 100; // milliseconds: to mark more often than one can read would cost frames while one scrolls

export function start(root) {
  const room = root.querySelector("[data-reading]");
  if (!room) return;
  follow(root);
  switching(root);
  root.addEventListener("click", (event) => {
    const opener = event.target.closest?.("[data-beside]");
    if (opener) toggle(event, opener);
  });
  root.addEventListener("poa:news", (event) => {
    if (news(root, event.detail)) event.preventDefault();
  });
}

// Asked at each frame, where a search through a page of 500 clauses is dear: looked for again only when it was replaced.
const known = new Map();
function one(root, selector) {
  if (!known.get(selector)?.isConnected) known.set(selector, root.querySelector(selector));
  return known.get(selector);
}

// The clause that is being read: the one taken, while it shows, else the first that shows under the bar.
export function reading(root) {
  const room = one(root, "[data-reading]");
  if (!room) return null;
  const bar = one(root, "[data-switch]")?.getBoundingClientRect().bottom ?? 0;
  const edge = Math.max(0, bar) + 8;
  const shows = (element) => {
    const box = element.getBoundingClientRect();
    return box.bottom > edge && box.top < innerHeight;
  };
  const chosen = taken(root);
  if (chosen && shows(leafOf(chosen)) && shows(chosen)) return chosen;
  for (const row of below(room, edge)) {
    if (row.getBoundingClientRect().top >= innerHeight) return null;
    const clause = row.querySelector("[data-clause]");
    if (clause && shows(clause)) return clause;
  }
  return null;
}

// The leaf that a clause stands in is asked first: to ask the clause itself, far off, would have its words laid out.
const leafOf = (clause) => clause.closest(".leaf") ?? clause;

function taken(root) {
  const clauses = [root.getElementsByClassName("is-current")[0], root.activeElement, root.getElementById(location.hash.slice(1))];
  return clauses.find((clause) => clause?.matches("[data-clause]:is(.is-current, :focus, :target)"));
}

// The rows from the first on that ends below this height, through the leaves of a long plan.
function* below(holder, height) {
  for (let box = firstBelow(holder.children, height); box; box = box.nextElementSibling) {
    if (box.classList.contains("leaf")) yield* below(box, height);
    else yield box;
  }
}

// Of boxes that stand one under another the first that ends below this height, by halving.
function firstBelow(boxes, height) {
  let [from, to] = [0, boxes.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (boxes[middle].getBoundingClientRect().bottom > height) to = middle;
    else from = middle + 1;
  }
  return boxes[from];
}

// Marks in the outline where one is, and says so in the bar.
function follow(root) {
  const place = root.querySelector("[data-place]");
  const words = place?.appendChild(document.createTextNode("")); // its text is changed, not replaced: that styles nothing anew
  let waiting = false;
  let all = [];
  let last;
  const mark = () => {
    waiting = false;
    const here = reading(root);
    if (here === last) return;
    last = here;
    point(root, here); // which measures, before the words in the bar change
    const index = all.indexOf(here) + 1;
    if (words) words.data = place.dataset.placeWords.replace("%(here)s", index).replace("%(all)s", all.length);
  };
  const soon = () => {
    if (!waiting) setTimeout(() => requestAnimationFrame(mark), MARKED);
    waiting = true;
  };
  const anew = () => {
    all = [...root.querySelectorAll("[data-reading] [data-clause]")];
    last = undefined;
    soon();
  };
  addEventListener("scroll", soon, { passive: true });
  addEventListener("resize", soon);
  root.addEventListener("poa:renewed", anew);
  anew();
}

// All is measured before anything is marked, so that no frame is laid out twice.
function point(root, here) {
  const list = one(root, ".outline-list");
  const link = here && list?.querySelector(`a[href="#${CSS.escape(here.id)}"]`);
  const side = link?.closest(".side");
  const box = link?.getBoundingClientRect();
  for (const old of list?.querySelectorAll("a[aria-current]") ?? []) old.removeAttribute("aria-current");
  link?.setAttribute("aria-current", "true");
  if (side && (box.top < 80 || box.bottom > innerHeight - 20)) side.scrollTop += box.top - innerHeight / 2;
}

// Another view, draft or filter without leaving the place one reads.
function switching(root) {
  const page = () => location.pathname + location.search;
  let shown = page();
  const go = (url, push) => renew(root, url, push).then(() => (shown = page()), () => location.assign(url));
  root.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-switch] a, .asked-one, [data-swap]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    go(link.href, true);
  });
  root.addEventListener("change", (event) => {
    const form = event.target.closest?.("[data-against]");
    if (!form) return;
    go(`${form.action}?${new URLSearchParams(new FormData(form))}`, true);
  });
  addEventListener("popstate", () => page() !== shown && go(location.href, false)); // a place on this page is no other view
}

async function renew(root, url, push) {
  const room = root.querySelector("[data-reading]");
  room.setAttribute("aria-busy", "true");
  const answer = await ask(url);
  const made = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!made.querySelector("[data-reading]")) throw new Error(`no plan at ${url}`);
  const here = reading(root);
  const chosen = here?.matches(".is-current, :focus, :target");
  const top = here?.getBoundingClientRect().top;
  for (const part of ["[data-reading]", "[data-switch]", ".filter", ".asked", ".outline-list"]) {
    const old = root.querySelector(part);
    const fresh = made.querySelector(part);
    if (old && fresh) old.replaceWith(fresh);
    else if (old) old.remove();
    else if (fresh) root.querySelector("[data-reading-bar]").after(fresh);
  }
  if (push) history.pushState(null, "", url);
  const again = here && root.getElementById(here.id);
  if (again && chosen) again.classList.add("is-current");
  if (again) scrollBy({ top: again.getBoundingClientRect().top - top, behavior: "instant" });
  root.querySelector("[data-switch] a[aria-current]")?.focus({ preventScroll: true });
  root.dispatchEvent(new CustomEvent("poa:renewed"));
}

function toggle(event, opener) {
  const beside = document.querySelector(opener.getAttribute("href"));
  if (!beside) return;
  event.preventDefault();
  const open = beside.classList.toggle("is-open");
  opener.setAttribute("aria-expanded", String(open));
}

const late = new Map();
const TEXT = ["clause.edited", "clause.settled", "clause.scrubbed", "bracket.decided", "bracket.lifted", "revision.undone"];

// What is new beside a clause comes by itself; a text that changed says so and waits. Whether it was shown here.
function news(root, { clause, kind }) {
  if (!clause || !root.getElementById(`b-${clause}`)) return false;
  if (!late.has(clause)) late.set(clause, debounce(() => refresh(root, clause), 400));
  late.get(clause)();
  if (TEXT.includes(kind)) changed(root, clause);
  return true;
}

async function refresh(root, id) {
  const beside = root.getElementById(`b-${id}`);
  if (!beside || beside.contains(document.activeElement)) return;
  const answer = await ask(beside.dataset.notes, { part: "notes" }).catch(() => null);
  if (!answer) return;
  const known = new Set([...beside.querySelectorAll("[id]")].map((note) => note.id));
  keeping(root, beside, async () => show(beside, await answer.text()));
  for (const note of beside.querySelectorAll(".note[id]")) note.classList.toggle("is-new", !known.has(note.id));
}

// Changes something while what is being read stays where it is on the screen.
async function keeping(root, changed, act) {
  const here = reading(root);
  const above = here && changed.compareDocumentPosition(here) & Node.DOCUMENT_POSITION_FOLLOWING;
  const top = here?.getBoundingClientRect().top;
  await act();
  if (above) scrollBy({ top: here.getBoundingClientRect().top - top, behavior: "instant" });
  root.dispatchEvent(new CustomEvent("poa:renewed"));
}

function changed(root, id) {
  const body = root.querySelector(`[data-clause="${CSS.escape(id)}"] .clause-foot`);
  if (!body || body.querySelector(".text-changed")) return;
  const said = document.createElement("span");
  said.className = "text-changed";
  said.setAttribute("role", "status");
  const link = document.createElement("a");
  link.href = location.href;
  link.textContent = _("show it");
  link.addEventListener("click", (event) => {
    event.preventDefault();
    renew(root, location.href, false);
  });
  said.append(_("The text changed just now:"), " ", link);
  body.prepend(said);
}

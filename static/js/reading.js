// The reading room: where one is, another view in place, what stands beside a clause, and its news.
import { _ } from "./i18n.js";
import { ask, debounce, show } from "./request.js";

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

const bar = (root) => root.querySelector("[data-switch]")?.getBoundingClientRect().bottom ?? 0;
const clauses = (root) => [...root.querySelectorAll("[data-reading] [data-clause]")];

// The clause that is being read: the one taken, while it shows, else the first that shows under the bar.
export function reading(root) {
  const edge = Math.max(0, bar(root)) + 8;
  const shows = (clause) => {
    const box = clause.getBoundingClientRect();
    return box.bottom > edge && box.top < innerHeight;
  };
  const taken = root.querySelector("[data-clause].is-current, [data-clause]:focus, [data-clause]:target");
  return taken && shows(taken) ? taken : (clauses(root).find(shows) ?? null);
}

// Marks in the outline where one is, and says so in the bar.
function follow(root) {
  const place = root.querySelector("[data-place]");
  let waiting = false;
  const mark = () => {
    waiting = false;
    const all = clauses(root);
    const here = reading(root);
    const index = here ? all.indexOf(here) + 1 : 0;
    if (place) {
      const words = place.dataset.placeWords.replace("%(here)s", index).replace("%(all)s", all.length);
      if (place.textContent !== words) place.textContent = words;
    }
    const link = here && root.querySelector(`.outline-list a[href="#${CSS.escape(here.id)}"]`);
    for (const old of root.querySelectorAll(".outline-list a[aria-current]")) {
      if (old !== link) old.removeAttribute("aria-current");
    }
    if (link && !link.hasAttribute("aria-current")) {
      link.setAttribute("aria-current", "true");
      const side = link.closest(".side");
      const box = link.getBoundingClientRect();
      if (side && (box.top < 80 || box.bottom > innerHeight - 20)) side.scrollTop += box.top - innerHeight / 2;
    }
  };
  const soon = () => {
    if (!waiting) requestAnimationFrame(mark);
    waiting = true;
  };
  addEventListener("scroll", soon, { passive: true });
  addEventListener("resize", soon);
  root.addEventListener("poa:renewed", soon);
  soon();
}

// Another view, draft or filter without leaving the place one reads.
function switching(root) {
  const go = (url, push) => renew(root, url, push).catch(() => location.assign(url));
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
  addEventListener("popstate", () => go(location.href, false));
}

async function renew(root, url, push) {
  const room = root.querySelector("[data-reading]");
  room.setAttribute("aria-busy", "true");
  const answer = await ask(url);
  const made = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!made.querySelector("[data-reading]")) throw new Error(`no plan at ${url}`);
  const here = reading(root);
  const taken = here?.matches(".is-current, :focus, :target");
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
  if (again && taken) again.classList.add("is-current");
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

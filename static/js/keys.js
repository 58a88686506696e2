// Single keys for those who read all day; they can be switched off, and never act while one types.
import { recall, remember } from "./store.js";
import { comment, selected } from "./comments.js";
import { reading } from "./reading.js";

export function start(root) {
  const dialog = root.getElementById("keys");
  if (!dialog) return;
  const choice = dialog.querySelector("[data-keys-switch]");
  choice.checked = recall("keys") !== "off";
  choice.addEventListener("change", () => remember("keys", choice.checked ? null : "off"));
  root.querySelector("[data-keys-open]")?.addEventListener("click", () => dialog.showModal());
  const acts = {
    n: () => step(1),
    j: () => step(1),
    p: () => step(-1),
    k: () => step(-1),
    o: () => step(1, OPEN),
    x: change,
    w: () => step(1, (clause) => clause.closest(".pair")?.hasAttribute("data-waits")),
    c: () => (selected() ? comment(selected()) : act("comment")),
    a: () => act("amend"),
    y: () => act("state"),
    b: () => current()?.querySelector("[data-beside]")?.click(),
    g: () => root.getElementById("to")?.focus(),
    "?": () => dialog.showModal(),
  };
  for (const view of root.querySelectorAll("[data-view]")) {
    acts[view.dataset.view] = () => root.querySelector(`[data-view="${view.dataset.view}"]`)?.click();
  }
  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest?.("input, select, textarea, dialog, [contenteditable]")) return;
    if (!(event.key in acts) || (!choice.checked && event.key !== "?")) return;
    event.preventDefault();
    acts[event.key]();
  });
}

function current() {
  return (
    document.activeElement?.closest("[data-clause]") ??
    document.querySelector("[data-clause].is-current") ??
    document.querySelector("[data-clause]:target")
  );
}

const OPEN = (clause) => ["open", "contested"].includes(clause.dataset.status);

// To the next clause that is wanted, or the one before; stays where there is none.
function step(by, wanted = () => true) {
  const clauses = [...document.querySelectorAll("[data-clause]")];
  if (!clauses.length) return;
  const from = current();
  let index = from ? clauses.indexOf(from) + by : nearest(clauses, by);
  while (clauses[index] && !wanted(clauses[index])) index += by;
  if (clauses[index]) take(clauses[index]);
}

function take(clause) {
  for (const old of document.querySelectorAll(".is-current")) old.classList.remove("is-current");
  clause.classList.add("is-current");
  clause.focus({ preventScroll: true });
  clause.scrollIntoView({ block: "nearest" });
}

// To the next change in the text, across clauses; each has its turn once.
let changed = null;
function change() {
  const all = [...document.querySelectorAll("[data-clause] .text :is(ins, del)")];
  const from = current();
  const after = (one) => one.compareDocumentPosition(changed ?? from) & Node.DOCUMENT_POSITION_PRECEDING;
  if (!changed?.isConnected) changed = null;
  const next = changed || from ? all.find(after) : all[0];
  changed?.classList.remove("is-at");
  changed = next ?? null;
  if (!next) return;
  take(next.closest("[data-clause]"));
  next.classList.add("is-at");
  next.scrollIntoView({ block: "center" });
}

// With no clause taken yet, the first one that shows.
function nearest(clauses, by) {
  const bar = document.querySelector(".bar")?.offsetHeight ?? 0;
  const index = clauses.findIndex((clause) => clause.getBoundingClientRect().top >= bar);
  return index < 0 ? clauses.length - 1 : Math.max(0, by > 0 ? index : index - 1);
}

// The link for this act in the clause one is on or reads, else the only one on the page: never that of another clause.
function act(name) {
  const links = document.querySelectorAll(`[data-act="${name}"]`);
  const clause = current() ?? reading(document);
  const link = clause?.querySelector(`[data-act="${name}"]`) ?? (links.length === 1 ? links[0] : null);
  if (link) link.click();
  else if (name === "comment") document.querySelector("[data-comment-form] textarea")?.focus();
}

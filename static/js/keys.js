// Single keys for those who read all day; they can be switched off, and never act while one types.
import { recall, remember } from "./store.js";
import { comment, selected } from "./comments.js";

export function start(root) {
  const dialog = root.getElementById("keys");
  if (!dialog) return;
  const choice = dialog.querySelector("[data-keys-switch]");
  choice.checked = recall("keys") !== "off";
  choice.addEventListener("change", () => remember("keys", choice.checked ? null : "off"));
  root.querySelector("[data-keys-open]")?.addEventListener("click", () => dialog.showModal());
  const acts = {
    n: () => step(1),
    p: () => step(-1),
    c: () => (selected() ? comment(selected()) : act("comment")),
    a: () => act("amend"),
    "?": () => dialog.showModal(),
  };
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

function step(by) {
  const clauses = [...document.querySelectorAll("[data-clause]")];
  if (!clauses.length) return;
  const from = current();
  const index = from ? clauses.indexOf(from) + by : nearest(clauses, by);
  const next = clauses[Math.max(0, Math.min(clauses.length - 1, index))];
  from?.classList.remove("is-current");
  next.classList.add("is-current");
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

// With no clause taken yet, the first one that shows.
function nearest(clauses, by) {
  const bar = document.querySelector(".bar")?.offsetHeight ?? 0;
  const index = clauses.findIndex((clause) => clause.getBoundingClientRect().top >= bar);
  return index < 0 ? clauses.length - 1 : Math.max(0, by > 0 ? index : index - 1);
}

// The link for this act in the clause one is on, else the only one on the page.
function act(name) {
  const scope = current() ?? document;
  const link = scope.querySelector(`[data-act="${name}"]`) ?? document.querySelector(`[data-act="${name}"]`);
  if (link) link.click();
  else if (name === "comment") document.querySelector("[data-comment-form] textarea")?.focus();
}

// Single keys at the merge desk: to a place, a choice there, the next clause. Never while one types; they can be
// switched off with all the others.
import { recall } from "./store.js";

export function start(root) {
  const walks = [...root.querySelectorAll("[data-walk]")];
  const form = root.querySelector("form[data-desk]");
  if (!form && !walks.length) return;
  const places = form ? [...form.querySelectorAll("[data-place]")] : [];
  root.addEventListener("keydown", (event) => pressed(event, { form, places, walks }), true);
}

function pressed(event, desk) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const field = event.target.closest?.("input:not([type=radio], [type=checkbox]), textarea, select, dialog");
  if (field) {
    if (event.key === "Escape") field.closest("[data-place]")?.focus();
    return;
  }
  if (event.target.isContentEditable || recall("keys") === "off") return;
  if (!act(event.key, desk)) return;
  event.preventDefault();
  event.stopPropagation();
}

// Whether the key meant something here.
function act(key, { form, places, walks }) {
  const walk = walks.find((link) => link.dataset.walk === key);
  if (walk) return walk.click(), true;
  if (!form) return false;
  const place = places.find((one) => one.contains(document.activeElement)) ?? places[0];
  const at = places.indexOf(place);
  if (/^[1-9]$/.test(key)) return go(places[Number(key) - 1]);
  if (key === "]") return go(places.some((one) => one.contains(document.activeElement)) ? places[at + 1] : places[0]);
  if (key === "[") return go(places[at - 1]);
  if (key === "r") return go(form.querySelector("[data-record]"));
  if (key === "w") return sentences(form);
  if (key === "o") return go(place.querySelector("[data-takes]"));
  return /^[a-z]$/.test(key) && choose(place.querySelector(`[data-key="${key}"]`));
}

function go(target) {
  if (!target) return false;
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: "nearest" });
  return true;
}

function choose(choice) {
  if (!choice) return false;
  choice.checked = true;
  choice.dispatchEvent(new Event("change", { bubbles: true }));
  return go(choice);
}

function sentences(form) {
  const all = [...form.querySelectorAll("[data-sentence]")];
  const open = all.some((one) => !one.open);
  for (const one of all) one.open = open;
  return all.length > 0;
}

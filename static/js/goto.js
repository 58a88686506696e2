// "Go to" without leaving the page when the place is on it: 7, 7(b), PP2, II A. What is not, the server looks up.
import { _ } from "./i18n.js";

export function start(root) {
  const form = root.querySelector("[data-goto]");
  if (!form) return;
  form.addEventListener("submit", (event) => {
    const place = find(root, form.elements.to.value);
    if (!place) return;
    event.preventDefault();
    arrive(place);
    form.querySelector("[data-goto-said]").textContent = _("At %(place)s", { place: form.elements.to.value.trim() });
    form.elements.to.value = "";
  });
  addEventListener("hashchange", () => deep(root));
  deep(root);
}

// The element that a label names, down to its items; null where there is none here.
export function find(root, wanted) {
  const items = [...wanted.matchAll(/\(\s*(\w{1,8})\s*\)/g)].map((match) => match[1].toLowerCase());
  const label = wanted.replace(/\(\s*\w{1,8}\s*\)/g, "").replace(/^\s*(?:para(?:graph)?\.?)\s+/i, "").trim().toLowerCase();
  const clause = [...root.querySelectorAll("[data-reading] [data-label]")].find(
    (element) => element.dataset.label.toLowerCase() === label,
  );
  return clause ? item(clause, items) : null;
}

function item(clause, items) {
  let here = clause;
  for (const name of items) {
    const next = [...here.querySelectorAll("li")].find(
      (one) => one.querySelector(":scope > .marker")?.textContent.toLowerCase() === `(${name})`,
    );
    if (!next) break;
    here = next;
  }
  return here;
}

// #c-<id>-b-i of an address: the clause, and in it the item.
function deep(root) {
  const match = /^#(c-[0-9a-f-]{36})((?:-\w{1,8})*)$/.exec(location.hash);
  const clause = match && root.getElementById(match[1]);
  if (!clause) return;
  const place = item(clause, match[2].split("-").filter(Boolean));
  if (place !== clause || match[2]) arrive(place);
}

export function arrive(place) {
  for (const old of document.querySelectorAll(".is-current")) old.classList.remove("is-current");
  place.classList.add("is-current");
  const focused = place.closest("[data-clause], [data-section]") ?? place;
  focused.focus({ preventScroll: true });
  place.scrollIntoView({ block: "start" });
}

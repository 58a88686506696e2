// Fetches the page anew and puts in place what changed. Parts are marked data-live; a page without such parts has its
// main part renewed. The text that one reads is replaced only when asked (data-live="text" with its revision).
import { _ } from "./i18n.js";
import { morph, steadily } from "./morph.js";

const NEW = ".thread, .amendment, .row, .history-row, .replies > li";

// Resolves to { text: whether the text has changed and waits }; `quietly` leaves a changed text as it is.
export async function refresh(events, { quietly }) {
  const headers = { Accept: "text/html", "X-Part": "live" };
  const answer = await fetch(location.pathname + location.search, { headers, cache: "no-store", redirect: "manual" });
  if (!answer.ok) throw new Error(answer.status);
  return renew(new DOMParser().parseFromString(await answer.text(), "text/html"), { quietly });
}

export function renew(page, { quietly = true } = {}) {
  const fresh = [];
  let text = false;
  const parts = [...document.querySelectorAll("[data-live]")];
  steadily(() => {
    if (!parts.length) whole(page, fresh);
    for (const part of parts) {
      const now = page.querySelector(`[data-live="${part.dataset.live}"]`);
      if (!now) continue;
      const changed = part.dataset.revision !== now.dataset.revision;
      if (changed && quietly) text = true;
      else if (!selecting(part)) morph(part, now, (one) => fresh.push(one));
    }
    for (const one of fresh.filter((item) => item.matches(NEW))) mark(one);
  });
  document.dispatchEvent(new CustomEvent("poa:renewed"));
  return { text };
}

// Of a page that marks no parts: what stands in the middle, without the line of news itself.
function whole(page, fresh) {
  const now = page.querySelector("main") ?? page.body;
  const old = document.querySelector("main");
  const line = old.querySelector("[data-news]");
  now.querySelector("[data-news]")?.replaceWith(line.cloneNode(true));
  morph(old, now, (one) => fresh.push(one));
}

function selecting(part) {
  const selection = getSelection();
  return !selection.isCollapsed && part.contains(selection.anchorNode);
}

function mark(one) {
  one.classList.add("is-new");
  if (one.querySelector(":scope > .tag-new, :scope > * > .tag-new")) return;
  const tag = document.createElement("span");
  tag.className = "tag-new";
  tag.textContent = _("new");
  (one.querySelector(".thread-head, .amendment-head, .said-by, .row-main") ?? one).append(" ", tag);
}

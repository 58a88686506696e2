// A document that is being set: asks how far it is, and puts the finished card in its place.
import { ask } from "./request.js";
import { _ } from "./i18n.js";

const WORDS = { queued: _("Waiting to be set"), rendering: _("Being set") };
const SLOWEST = 10_000;

export function start(root) {
  for (const card of root.querySelectorAll("[data-poll-url]")) follow(card);
}

async function follow(card) {
  let wait = 700;
  while (card.isConnected) {
    await new Promise((done) => setTimeout(done, wait));
    try {
      const answer = await ask(card.dataset.pollUrl, { accept: "application/json" });
      const { state, progress } = await answer.json();
      if (state === "ready" || state === "failed") {
        await renew(card);
        return;
      }
      tell(card, state, progress);
      wait = Math.min(wait * 1.25, 3000);
    } catch {
      wait = Math.min(wait * 2, SLOWEST);
    }
  }
}

function tell(card, state, progress) {
  const words = card.querySelector("[data-poll-words]");
  const bar = card.querySelector("progress");
  if (words && WORDS[state]) words.textContent = WORDS[state];
  if (bar && typeof progress === "number") bar.value = progress;
}

// Loads the page behind the card and takes every part that hangs on documents from it: the card itself and,
// with the same id, whatever carries data-poll-part.
async function renew(card) {
  const answer = await ask(card.dataset.partUrl ?? location.href);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const parts = [card, ...document.querySelectorAll("[data-poll-part][id]")];
  for (const part of parts) {
    const fresh = part.id && page.getElementById(part.id);
    if (fresh && !part.contains(document.activeElement)) part.replaceWith(document.adoptNode(fresh));
  }
  card.ownerDocument.dispatchEvent(new CustomEvent("poa:renewed"));
}

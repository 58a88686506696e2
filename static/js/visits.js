// Tells the server, once, that a page which was looked at for some seconds has been seen: from there on the next visit
// is told what changed. Says how long ago the page was read, so that what came in since counts as new.
import { ask } from "./request.js";

const LOOKED = 5_000;

export function start(root) {
  const url = root.querySelector("[data-visit]")?.dataset.visit;
  if (!url) return;
  let looked = 0;
  const timer = setInterval(() => {
    if (document.visibilityState === "visible") looked += 1_000;
    if (looked < LOOKED) return;
    clearInterval(timer);
    const body = new URLSearchParams({ quiet: "1", ago: String(Math.round(performance.now())) });
    ask(url, { body }).catch(() => {}); // it only helps: the next visit is then compared with an earlier one
  }, 1_000);
}

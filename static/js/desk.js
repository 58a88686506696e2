// The merge desk: typing other words chooses them; the queue keeps its scroll and its folds.
import * as choices from "./desk-choices.js";
import * as keys from "./desk-keys.js";
import { ngettext } from "./i18n.js";

export function start(root) {
  for (const words of root.querySelectorAll("[data-takes]")) takes(words);
  for (const box of root.querySelectorAll("[data-check-all]")) checkAll(box);
  for (const line of root.querySelectorAll("[data-count-of]")) countTicked(line);
  for (const fold of root.querySelectorAll("[data-fold]")) keepFold(fold);
  const queue = root.querySelector("[data-queue]");
  if (queue) keepScroll(queue.closest(".side") ?? queue, queue);
  choices.start(root);
  keys.start(root);
}

function takes(words) {
  words.addEventListener("input", () => {
    const name = CSS.escape(words.dataset.takes);
    const choice = words.form?.querySelector(`input[name="${name}"][value="text"]`);
    if (choice && words.value) choice.checked = true;
  });
}

function checkAll(box) {
  const boxes = () => [...box.form.querySelectorAll(`input[name="${CSS.escape(box.dataset.checkAll)}"]`)];
  box.addEventListener("change", () => boxes().forEach((one) => (one.checked = box.checked)));
}

function countTicked(line) {
  const form = line.closest("form");
  const count = () => {
    const ticked = form.querySelectorAll(`input[name="${CSS.escape(line.dataset.countOf)}"]:checked`);
    const places = [...ticked].reduce((sum, box) => sum + Number(box.dataset.places), 0);
    line.textContent = ngettext("%(num)s place will be recorded.", "%(num)s places will be recorded.", places);
  };
  form.addEventListener("change", count);
  count();
}

// What is kept only as long as the window: a queue that one comes back to looks as one left it.
function recall(key) {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

function remember(key, value) {
  try {
    sessionStorage.setItem(key, value);
  } catch {
    // Nothing depends on it.
  }
}

function keepFold(fold) {
  const key = `poa:fold:${fold.dataset.fold}`;
  const was = recall(key);
  if (was && !fold.querySelector("[aria-current]")) fold.open = was === "open";
  fold.addEventListener("toggle", () => remember(key, fold.open ? "open" : "closed"));
}

function keepScroll(side, queue) {
  side.scrollTop = Number(recall("poa:queue-scroll") ?? 0);
  const current = queue.querySelector("[aria-current]");
  if (current) {
    const { top, bottom } = current.getBoundingClientRect();
    const frame = side.getBoundingClientRect();
    if (top < frame.top || bottom > frame.bottom) side.scrollTop += top - frame.top - frame.height / 3;
  }
  addEventListener("pagehide", () => remember("poa:queue-scroll", String(Math.round(side.scrollTop))));
}

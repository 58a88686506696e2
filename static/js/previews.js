// Live tracked changes and the merge desk's result: a form with data-preview-url is posted as one types, and the
// HTML that comes back stands in data-preview-target. The server computes it, as it will on saving.
import { ask, debounce, show } from "./request.js";
import { _ } from "./i18n.js";

const DELAY = 250;

export function start(root) {
  for (const form of root.querySelectorAll("[data-preview-url]")) watch(form);
}

// What cannot be taken is answered with why: that is shown, too.
function refused(error) {
  if (error.answer?.status !== 422) throw error;
  return error.answer;
}

function watch(element) {
  const form = element.closest("form");
  const target = document.querySelector(element.dataset.previewTarget);
  if (!form || !target) return;
  let running;
  const refresh = async () => {
    running?.abort();
    running = new AbortController();
    const { signal } = running;
    target.setAttribute("aria-busy", "true");
    try {
      const answer = await ask(element.dataset.previewUrl, { body: new FormData(form), signal }).catch(refused);
      const html = await answer.text();
      if (signal.aborted) return;
      show(target, html);
      target.classList.remove("preview-failed");
      target.removeAttribute("title");
    } catch (error) {
      if (error.name === "AbortError") return;
      target.classList.add("preview-failed");
      target.title = _("The preview could not be brought up to date. What you typed is safe.");
    }
    if (!signal.aborted) target.removeAttribute("aria-busy");
  };
  const soon = debounce(refresh, DELAY);
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("submit", () => running?.abort());
}

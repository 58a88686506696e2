// Copy buttons: data-copy names the element whose value or text is taken. data-select: the field selects itself.
import { _ } from "./i18n.js";

export function start(root) {
  root.addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-copy]");
    if (!button) return;
    const source = document.querySelector(button.dataset.copy);
    const words = button.querySelector("[data-copy-words]") ?? button;
    words.textContent = (await copy(source)) ? _("Copied") : _("Press Ctrl+C");
    setTimeout(() => (words.textContent = _("Copy")), 2500);
  });
  root.addEventListener("focusin", (event) => {
    if (event.target.matches?.("[data-select]")) event.target.select();
  });
}

async function copy(source) {
  const text = source.value ?? source.textContent;
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    if (source.select) source.select();
    else getSelection().selectAllChildren(source);
    return false;
  }
}

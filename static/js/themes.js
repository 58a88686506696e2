// The theme switch: the choice is kept in this browser and set by theme.js before the next page is drawn.
import { recall, remember } from "./store.js";

export function start(root) {
  const choice = root.querySelector("[data-theme-switch]");
  if (!choice) return;
  choice.value = recall("theme") ?? "";
  choice.addEventListener("change", () => {
    remember("theme", choice.value || null);
    if (choice.value) document.documentElement.dataset.theme = choice.value;
    else delete document.documentElement.dataset.theme;
  });
}

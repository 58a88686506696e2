// The merge desk: typing other words chooses them.
export function start(root) {
  for (const words of root.querySelectorAll("[data-takes]")) {
    words.addEventListener("input", () => {
      const name = CSS.escape(words.dataset.takes);
      const choice = words.form?.querySelector(`input[name="${name}"][value="text"]`);
      if (choice && words.value) choice.checked = true;
    });
  }
}

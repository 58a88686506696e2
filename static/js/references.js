// "Insert reference": data-insert names the text field, data-insert-from the list that the code is chosen in.
export function start(root) {
  root.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-insert]");
    if (!button) return;
    const field = root.querySelector(button.dataset.insert);
    const code = root.querySelector(button.dataset.insertFrom).value;
    field.setRangeText(code, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });
}

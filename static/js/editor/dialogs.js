// A small dialog that asks for a few values; gives them by name, or null when it was left.
import { _ } from "../i18n.js";

export function asked(title, done, fields) {
  const dialog = document.createElement("dialog");
  dialog.className = "ed-dialog";
  const form = document.createElement("form");
  form.method = "dialog";
  form.className = "form";
  const heading = document.createElement("h2");
  heading.textContent = title;
  heading.id = "ed-dialog-title";
  dialog.setAttribute("aria-labelledby", heading.id);
  form.append(heading, ...fields.map(fieldOf));
  const acts = document.createElement("div");
  acts.className = "acts";
  acts.append(button(done, "primary", "done"), button(_("Go back"), "quiet", ""));
  form.append(acts);
  dialog.append(form);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      resolve(dialog.returnValue === "done" ? Object.fromEntries(new FormData(form)) : null);
      dialog.remove();
    });
  });
}

function fieldOf({ name, label, type = "text", required = false }) {
  const field = document.createElement("div");
  field.className = "field";
  const words = document.createElement("label");
  words.htmlFor = `ed-${name}`;
  words.textContent = label;
  const input = document.createElement("input");
  Object.assign(input, { id: `ed-${name}`, name, type, required, maxLength: 120, autocomplete: "off" });
  field.append(words, input);
  return field;
}

function button(words, kind, value) {
  const made = document.createElement("button");
  made.className = `button button-${kind}`;
  made.textContent = words;
  made.value = value;
  made.formNoValidate = value === "";
  return made;
}

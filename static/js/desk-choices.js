// The choices made at a clause: undone and done again before they are recorded, and kept in this browser until then.
import { _, locale } from "./i18n.js";
import { debounce } from "./request.js";
import { recall, remember } from "./store.js";

const FIELDS = "input[name^='take-'], input[name^='text-']";

export function start(root) {
  const form = root.querySelector("form[data-desk]");
  if (form) new Choices(form).begin();
}

class Choices {
  constructor(form) {
    this.form = form;
    this.first = this.read();
    this.now = this.first;
    this.behind = [];
    this.ahead = [];
    this.key = `kept:${document.body.dataset.me}:desk-${form.dataset.desk}`;
    this.undoButton = form.querySelector("[data-choice-undo]");
    this.redoButton = form.querySelector("[data-choice-redo]");
  }

  begin() {
    const { form } = this;
    if (form.dataset.given) this.keep();
    else this.giveBack();
    form.addEventListener("change", () => this.changed());
    form.addEventListener("input", debounce(() => this.changed(), 600));
    form.addEventListener("submit", () => {
      this.changed();
      this.keep(true);
    });
    this.undoButton?.addEventListener("click", () => this.undo());
    this.redoButton?.addEventListener("click", () => this.redo());
    document.addEventListener("keydown", (event) => this.pressed(event));
    this.show();
  }

  // Name of each field → what it says; of the open places only that they are.
  read() {
    const found = {};
    for (const field of this.form.querySelectorAll(FIELDS)) {
      if (field.type !== "radio") found[field.name] = field.value;
      else if (field.checked) found[field.name] = field.value;
    }
    return found;
  }

  write(state) {
    for (const field of this.form.querySelectorAll(FIELDS)) {
      if (!(field.name in state)) continue;
      if (field.type === "radio") field.checked = state[field.name] === field.value;
      else field.value = state[field.name];
    }
    this.now = this.read();
    this.form.dispatchEvent(new Event("input", { bubbles: true }));
    this.keep();
    this.show();
  }

  changed() {
    const state = this.read();
    if (same(state, this.now)) return;
    this.behind.push(this.now);
    this.ahead = [];
    this.now = state;
    this.keep();
    this.show();
  }

  undo() {
    this.changed();
    if (!this.behind.length) return;
    this.ahead.push(this.now);
    this.write(this.behind.pop());
  }

  redo() {
    if (!this.ahead.length) return;
    this.behind.push(this.now);
    this.write(this.ahead.pop());
  }

  // In a field the browser's own undo is meant.
  pressed(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    if (event.target.closest?.("input:not([type=radio], [type=checkbox]), textarea, select, dialog")) return;
    const key = event.key.toLowerCase();
    const again = key === "y" || (key === "z" && event.shiftKey);
    if (!again && key !== "z") return;
    event.preventDefault();
    if (again) this.redo();
    else this.undo();
  }

  show() {
    if (this.undoButton) this.undoButton.disabled = !this.behind.length;
    if (this.redoButton) this.redoButton.disabled = !this.ahead.length;
  }

  // As kept.js does it, which forgets what was sent and taken.
  keep(sent = false) {
    const made = !same(this.now, this.first) || this.form.dataset.given;
    remember(this.key, made ? JSON.stringify({ text: JSON.stringify(this.now), at: Date.now(), sent }) : null);
  }

  giveBack() {
    let kept;
    let state;
    try {
      kept = JSON.parse(recall(this.key) ?? "null");
      state = kept && JSON.parse(kept.text);
    } catch {
      return;
    }
    if (!state) return;
    const known = Object.fromEntries(Object.entries(state).filter(([name]) => name in this.first));
    const gone = Object.entries(state)
      .filter(([name, words]) => name.startsWith("text-") && words.trim() && !(name in this.first))
      .map(([, words]) => words.trim());
    if (same({ ...this.first, ...known }, this.first) && !gone.length) return remember(this.key, null);
    this.write(known);
    this.form.prepend(this.notice(kept.at, gone));
  }

  notice(at, gone) {
    const box = document.createElement("div");
    box.className = "notice notice-info";
    box.setAttribute("role", "status");
    const words = document.createElement("div");
    const line = document.createElement("p");
    const when = new Date(at).toLocaleString(locale, { dateStyle: "long", timeStyle: "short" });
    line.textContent = gone.length
      ? _("What you chose on %(when)s was not recorded. The text has moved; what you typed: %(words)s", {
          when,
          words: gone.join(" · "),
        })
      : _("What you chose on %(when)s was not recorded. It is back in its places.", { when });
    const drop = document.createElement("button");
    drop.type = "button";
    drop.className = "button button-plain";
    drop.textContent = _("Drop it and start anew");
    drop.addEventListener("click", () => {
      this.write(this.first);
      remember(this.key, null);
      box.remove();
      this.form.querySelector("[data-place]")?.focus();
    });
    words.append(line, drop);
    box.append(words);
    return box;
  }
}

function same(one, other) {
  const names = Object.keys({ ...one, ...other });
  return names.every((name) => one[name] === other[name]);
}

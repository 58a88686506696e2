// What stands under the text: where it is kept, what is wrong with its brackets, how much is changed.
import { TextSelection } from "prosemirror-state";
import { _, ngettext } from "../i18n.js";
import { findings } from "./brackets.js";

const QUIET = 1_500;

export class Status {
  constructor(box) {
    this.line = box.querySelector("[data-editor-line]");
    this.list = box.querySelector("[data-editor-findings]");
    this.voice = box.querySelector("[data-editor-voice]");
    this.tracked = document.querySelector("#tracked");
    if (this.tracked) new MutationObserver(() => this.count()).observe(this.tracked, { childList: true });
  }

  // How it is kept: `kind` is kept or cut.
  say(words, kind = "", link = null) {
    if (!this.line) return;
    this.line.className = `ed-line${kind ? ` is-${kind}` : ""}`;
    this.line.querySelector("[data-editor-said]").replaceChildren(words, ...(link ? [" ", link] : []));
  }

  announce(words, shown = false) {
    this.voice.classList.toggle("vh", !shown);
    this.voice.textContent = words;
  }

  look(view) {
    const found = findings(view.state.doc);
    const said = found.map((one) => one.words).join("\n");
    if (said === this.said) return;
    this.said = said;
    this.list.hidden = !found.length;
    this.list.replaceChildren(...found.map((one) => this.finding(view, one)));
  }

  finding(view, { at, words }) {
    const row = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-plain";
    button.textContent = _("Show it");
    button.addEventListener("click", () => {
      const { doc, tr } = view.state;
      view.dispatch(tr.setSelection(TextSelection.create(doc, Math.min(at, doc.content.size), Math.min(at + 1, doc.content.size))).scrollIntoView());
      view.focus();
    });
    row.append(words, " ", button);
    return row;
  }

  // Politely, and only when one pauses.
  count() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const ins = this.tracked.querySelectorAll("ins").length;
      const del = this.tracked.querySelectorAll("del").length;
      const inserted = ngettext("%(num)s insertion", "%(num)s insertions", ins);
      const deleted = ngettext("%(num)s deletion", "%(num)s deletions", del);
      this.announce(_("Tracked changes: %(inserted)s, %(deleted)s.", { inserted, deleted }));
    }, QUIET);
  }
}

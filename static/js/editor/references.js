// References to clauses while one types: after "@" or "{ref" a list of clauses, by number and first words; arrows, Enter, Escape.
import { Plugin } from "prosemirror-state";
import { _, ngettext } from "../i18n.js";
import { insertPiece } from "./commands.js";

const ASKED = /(?:@|\{ref:?)([^@{}\n]{0,40})$/;
const MOST = 8;

// [{ source, label, words }] of the page's list of clauses.
export function clausesOf(select) {
  return [...(select?.options ?? [])].map((option) => {
    const [label, ...words] = option.textContent.trim().split(" ");
    return { source: option.value, label, words: words.join(" ") };
  });
}

export function labelOf(clauses, source) {
  const [, id, items] = /^\{ref:([0-9a-f-]{36})(.*)\}$/i.exec(source);
  const found = clauses.find((clause) => clause.source.slice(5, 41) === id.toLowerCase());
  return found ? found.label + items : source;
}

export function plugin(clauses, say) {
  return new Plugin({
    view: (view) => (view.references = new List(view, clauses, say)),
    props: { handleKeyDown: (view, event) => view.references.key(event), handleDOMEvents: { blur: (view) => void view.references.soon() } },
  });
}

class List {
  constructor(view, clauses, say) {
    Object.assign(this, { view, clauses, say, found: [], at: 0, from: null });
    this.element = document.createElement("ul");
    this.element.className = "ed-list";
    this.element.id = `${view.dom.id}-clauses`;
    this.element.setAttribute("role", "listbox");
    this.element.setAttribute("aria-label", _("Clauses"));
    this.element.hidden = true;
    this.element.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const option = event.target.closest("[role=option]");
      if (option) this.take(Number(option.dataset.at));
    });
    view.dom.parentNode.append(this.element);
  }

  update(view, before) {
    if (before && before.doc.eq(view.state.doc) && before.selection.eq(view.state.selection)) return;
    const { $from, empty } = view.state.selection;
    const typed = empty ? $from.parent.textBetween(Math.max(0, $from.parentOffset - 48), $from.parentOffset, "", "\ufffc") : "";
    const asked = ASKED.exec(typed);
    if (!asked || this.dropped === $from.pos - asked[0].length) return this.close();
    const wanted = asked[1].trim().toLowerCase();
    const words = (clause) => `${clause.label} ${clause.words}`.toLowerCase();
    const first = this.clauses.filter((clause) => clause.label.toLowerCase().startsWith(wanted));
    const rest = this.clauses.filter((clause) => !first.includes(clause) && words(clause).includes(wanted));
    this.found = [...first, ...rest].slice(0, MOST);
    this.from = $from.pos - asked[0].length;
    this.at = 0;
    if (!this.found.length) return this.close();
    this.draw();
    if (this.element.hidden) this.say(ngettext("%(num)s clause. Choose with the arrows and Enter.", "%(num)s clauses. Choose with the arrows and Enter.", this.found.length));
    this.open();
  }

  draw() {
    this.element.replaceChildren(
      ...this.found.map((clause, index) => {
        const option = document.createElement("li");
        option.setAttribute("role", "option");
        option.id = `${this.element.id}-${index}`;
        option.dataset.at = index;
        option.setAttribute("aria-selected", String(index === this.at));
        const label = document.createElement("strong");
        label.textContent = clause.label;
        option.append(label, ` ${clause.words}`);
        return option;
      }),
    );
    this.view.dom.setAttribute("aria-activedescendant", `${this.element.id}-${this.at}`);
  }

  open() {
    this.element.hidden = false;
    this.view.dom.setAttribute("aria-controls", this.element.id);
    const place = this.view.coordsAtPos(this.from);
    const frame = this.view.dom.parentNode.getBoundingClientRect();
    const left = Math.max(0, Math.min(place.left - frame.left, frame.width - this.element.offsetWidth));
    this.element.style.left = `${left}px`;
    this.element.style.top = `${place.bottom - frame.top + 4}px`;
  }

  close() {
    this.element.hidden = true;
    this.from = null;
    this.view.dom.removeAttribute("aria-activedescendant");
    this.view.dom.removeAttribute("aria-controls");
  }

  soon() {
    setTimeout(() => !this.view.hasFocus() && this.close(), 150);
  }

  key(event) {
    if (this.element.hidden || event.altKey || event.ctrlKey || event.metaKey) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      this.at = (this.at + step + this.found.length) % this.found.length;
      this.draw();
    } else if (event.key === "Enter" || event.key === "Tab") this.take(this.at);
    else if (event.key === "Escape") {
      this.dropped = this.from;
      this.close();
    } else return false;
    return true;
  }

  take(index) {
    const { source } = this.found[index];
    const to = this.view.state.selection.from;
    insertPiece(source, this.from, to)(this.view.state, this.view.dispatch);
    this.close();
    this.view.focus();
  }

  destroy() {
    this.element.remove();
  }
}

// The bar over the text: words, not pictures; one stop for Tab, arrows inside, Escape back to the text.
import { redo, redoDepth, undo, undoDepth } from "prosemirror-history";
import { _ } from "../i18n.js";
import * as commands from "./commands.js";
import { asked } from "./dialogs.js";

export class Toolbar {
  constructor(view, { code, clauses }) {
    this.view = view;
    this.element = document.createElement("div");
    this.element.className = "ed-bar";
    this.element.setAttribute("role", "toolbar");
    this.element.setAttribute("aria-label", _("Writing tools"));
    this.element.setAttribute("aria-controls", view.dom.id);
    this.buttons = [];
    for (const group of acts(code, clauses.length > 0)) this.add(group);
    this.element.addEventListener("keydown", (event) => this.key(event));
    this.buttons[0].element.tabIndex = 0;
    this.update();
  }

  add(group) {
    const box = document.createElement("span");
    box.className = "ed-group";
    for (const act of group) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = `ed-act${act.name ? ` ed-act-${act.name}` : ""}`;
      button.textContent = act.words;
      if (act.title) button.title = act.title;
      if (act.keys) button.setAttribute("aria-keyshortcuts", act.keys);
      button.tabIndex = -1;
      button.addEventListener("mousedown", (event) => event.preventDefault());
      button.addEventListener("click", () => this.run(act));
      box.append(button);
      this.buttons.push({ ...act, element: button });
    }
    this.element.append(box);
  }

  run(act) {
    if (act.ask) return act.ask(this.view);
    act.run(this.view.state, this.view.dispatch, this.view);
    this.view.focus();
  }

  update() {
    const { state } = this.view;
    const inTable = commands.inTable(state);
    for (const { element, on, able, tables } of this.buttons) {
      if (tables) element.hidden = !inTable;
      if (on) element.setAttribute("aria-pressed", String(on(state)));
      if (able) element.setAttribute("aria-disabled", String(!able(state)));
    }
  }

  focus() {
    (this.buttons.find((button) => button.element.tabIndex === 0) ?? this.buttons[0]).element.focus();
  }

  key(event) {
    const shown = this.buttons.map((button) => button.element).filter((element) => !element.hidden);
    const at = shown.indexOf(event.target);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: shown.length - 1 }[event.key];
    if (event.key === "Escape") this.view.focus();
    else if (to !== undefined) {
      const next = shown[(to + shown.length) % shown.length];
      for (const element of shown) element.tabIndex = element === next ? 0 : -1;
      next.focus();
    } else return;
    event.preventDefault();
  }
}

function acts(code, refers) {
  const marked = (name) => (state) => {
    const { from, to, empty, $from } = state.selection;
    const type = state.schema.marks[name];
    return empty ? Boolean(type.isInSet(state.storedMarks ?? $from.marks())) : state.doc.rangeHasMark(from, to, type);
  };
  const { tableActs } = commands;
  return [
    [
      { words: _("Undo"), keys: "Control+Z", run: undo, able: (state) => undoDepth(state) > 0 },
      { words: _("Redo"), keys: "Control+Shift+Z", run: redo, able: (state) => redoDepth(state) > 0 },
    ],
    [
      { words: _("Emphasis"), name: "em", keys: "Control+I", run: commands.emphasise, on: marked("em") },
      { words: _("Strong"), name: "strong", keys: "Control+B", run: commands.stress, on: marked("strong") },
    ],
    [
      {
        words: _("List"),
        title: _("(a), (b), … Tab makes an item one of a deeper level, (i)"),
        run: commands.list,
        on: (state) => state.selection.$from.node(1)?.type.name === "item",
      },
      { words: _("Number anew"), title: _("(a), (b), (c) without gaps, on each level of this list"), run: commands.renumber },
    ],
    [
      {
        words: _("Bracket"),
        title: code ? _("Put the selected words in square brackets, as %(party)s’s", { party: code }) : _("Put the selected words in square brackets"),
        run: commands.bracket(code),
      },
      { words: _("Placeholder"), title: _("For what is still owed: what, by whom, until when"), ask: placeholder },
      ...(refers ? [{ words: _("Reference"), title: _("To another clause; or type @"), run: (state, dispatch) => dispatch(state.tr.insertText("@")) }] : []),
      { words: _("Footnote"), run: commands.footnote },
      { words: _("Grid"), run: commands.insertTable },
    ],
    [
      { words: _("Row below"), tables: true, run: tableActs.addRowAfter },
      { words: _("Column after"), tables: true, run: tableActs.addColumnAfter },
      { words: _("Delete row"), tables: true, run: tableActs.deleteRow },
      { words: _("Delete column"), tables: true, run: tableActs.deleteColumn },
    ],
  ];
}

async function placeholder(view) {
  const given = await asked(_("Insert a placeholder"), _("Insert"), [
    { name: "what", label: _("What is missing"), required: true },
    { name: "owner", label: _("Who owes it"), required: true },
    { name: "due", label: _("Until when"), type: "date", required: true },
  ]);
  view.focus();
  if (!given) return;
  const plain = (text) => text.replace(/[{},]/g, " ").replace(/\s+/g, " ").trim();
  const source = `{placeholder: ${plain(given.what)}, ${plain(given.owner)}, ${given.due}}`;
  commands.insertPiece(source)(view.state, view.dispatch);
}

// The editor, loaded only where one writes (see editors.js): ProseMirror over the form's own text field, which stays what is sent.
import { baseKeymap, chainCommands } from "prosemirror-commands";
import { dropCursor } from "prosemirror-dropcursor";
import { gapCursor } from "prosemirror-gapcursor";
import { history, redo, undo } from "prosemirror-history";
import { keymap } from "prosemirror-keymap";
import { Fragment, Slice } from "prosemirror-model";
import { EditorState, Plugin, TextSelection } from "prosemirror-state";
import { tableEditing } from "prosemirror-tables";
import { EditorView } from "prosemirror-view";
import * as brackets from "./editor/brackets.js";
import * as commands from "./editor/commands.js";
import { Keeping } from "./editor/keeping.js";
import { parse, serialise } from "./editor/markdown.js";
import { textOf } from "./editor/paste.js";
import * as references from "./editor/references.js";
import { rules } from "./editor/rules.js";
import { schema } from "./editor/schema.js";
import { Status } from "./editor/status.js";
import { Toolbar } from "./editor/toolbar.js";
import { _ } from "./i18n.js";

export function mount(box) {
  return new Editor(box);
}

class Editor {
  constructor(box) {
    this.box = box;
    this.field = box.querySelector("textarea");
    this.clauses = references.clausesOf(document.getElementById(`${this.field.id}-reference`));
    this.status = new Status(box);
    this.free = false;
    this.text = this.field.value;
    this.place();
    this.view = new EditorView(this.surface, this.props());
    this.field.addEventListener("input", () => this.field.value !== this.text && this.load());
    this.toolbar = new Toolbar(this.view, { code: box.dataset.editorCode, clauses: this.clauses });
    this.surface.before(this.toolbar.element);
    this.status.look(this.view);
    new Keeping(this.field, box, (...said) => this.status.say(...said)).start();
  }

  // The field gives its name, its help and its place on the page to the editor, and stays as what is sent.
  place() {
    const { field } = this;
    this.label = this.box.querySelector(`label[for="${field.id}"]`);
    this.label.id ||= `${field.id}-label`;
    this.label.removeAttribute("for");
    this.label.addEventListener("click", () => this.view.focus());
    this.id = field.id;
    field.id = `${field.id}-source`;
    field.hidden = true;
    field.required = false;
    this.surface = document.createElement("div");
    this.surface.className = "ed-surface";
    field.after(this.surface);
    document.getElementById(`${this.id}-reference`)?.closest("details")?.setAttribute("hidden", "");
    this.box.classList.add("is-editor");
  }

  props() {
    const { field } = this;
    const described = [field.getAttribute("aria-describedby"), `${this.id}-keys`].filter(Boolean).join(" ");
    return {
      state: this.state(),
      dispatchTransaction: (tr) => this.dispatch(tr),
      attributes: {
        id: this.id,
        class: "ed-text",
        role: "textbox",
        "aria-multiline": "true",
        "aria-labelledby": this.label.id,
        "aria-describedby": described,
        spellcheck: "true",
        ...(field.getAttribute("aria-invalid") ? { "aria-invalid": "true" } : {}),
      },
      nodeViews: { piece: (node) => this.piece(node) },
      handleKeyDown: (view, event) => this.key(event),
      handleDOMEvents: {
        // Before ProseMirror reads it: styles in what is pasted would be against the security policy.
        paste: (view, event) => this.paste(event.clipboardData) && (event.preventDefault(), true),
        drop: (view, event) => this.drop(event),
        beforeinput: (view, event) => this.whole(event),
        focus: () => void (this.free = false),
      },
      clipboardTextSerializer: (slice) => sourceOfSlice(slice),
    };
  }

  state() {
    const { em, strong } = { em: commands.emphasise, strong: commands.stress };
    const plugins = [
      references.plugin(this.clauses, (words) => this.status.announce(words)),
      rules(),
      keymap({ "Mod-z": undo, "Shift-Mod-z": redo, "Mod-y": redo, "Mod-i": em, "Mod-b": strong }),
      keymap({ Enter: commands.enter, "Shift-Enter": commands.enter, Backspace: chainCommands(commands.backspace) }),
      keymap({ Tab: commands.deeper, "Shift-Tab": commands.higher }),
      keymap(baseKeymap),
      history(),
      dropCursor(),
      gapCursor(),
      tableEditing(),
      brackets.plugin(),
      new Plugin({ props: { attributes: { translate: "no" } } }),
    ];
    return EditorState.create({ doc: parse(this.text), plugins });
  }

  dispatch(tr) {
    this.view.updateState(this.view.state.apply(tr));
    this.toolbar?.update();
    if (!tr.docChanged) return;
    this.text = serialise(this.view.state.doc);
    this.field.value = this.text;
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
    this.status.look(this.view);
  }

  // Another text was put into the field: restored, dropped, or chosen after a conflict.
  load() {
    this.text = this.field.value;
    const doc = parse(this.text);
    const { state } = this.view;
    if (state.doc.attrs.head === doc.attrs.head && state.doc.attrs.tail === doc.attrs.tail) {
      const tr = state.tr.replaceWith(0, state.doc.content.size, doc.content);
      this.view.updateState(state.apply(tr));
    } else this.view.updateState(this.state());
    this.toolbar.update();
    this.status.look(this.view);
  }

  piece(node) {
    const dom = document.createElement("span");
    const { kind, source } = node.attrs;
    dom.className = `ed-piece ed-${kind}`;
    dom.dataset.source = source;
    dom.textContent = kind === "ref" ? references.labelOf(this.clauses, source) : kind === "note_mark" ? source.slice(2, -1) : source.slice(1, -1);
    if (kind === "ref") dom.title = this.clauses.find((one) => source.includes(one.source.slice(5, 41)))?.words ?? source;
    return { dom, ignoreMutation: () => true };
  }

  // Escape lets the next Tab leave; Alt-F10 goes to the bar.
  key(event) {
    if (event.key === "F10" && event.altKey) {
      event.preventDefault();
      this.toolbar.focus();
      return true;
    }
    if (event.key === "Escape") {
      this.free = true;
      this.status.announce(_("Tab leaves the text now."));
      return true;
    }
    if (event.key === "Tab" && this.free) return leave(event, this);
    if (!["Shift", "Tab"].includes(event.key)) this.free = false;
    return false;
  }

  paste(data) {
    const html = data?.getData("text/html") ?? "";
    if (html.includes("data-pm-slice")) return false;
    const { text, tracked } = html ? textOf(html) : { text: data?.getData("text/plain") ?? "", tracked: false };
    if (!text.trim()) return false;
    this.insert(text.replace(/\r\n?/g, "\n"));
    if (tracked) this.status.announce(_("The tracked changes of what was pasted are taken as accepted."), true);
    return true;
  }

  drop(event) {
    if (this.view.dragging) return false;
    const place = this.view.posAtCoords({ left: event.clientX, top: event.clientY });
    if (!place) return false;
    event.preventDefault();
    const { state } = this.view;
    this.view.dispatch(state.tr.setSelection(TextSelection.near(state.doc.resolve(place.pos))));
    this.paste(event.dataTransfer);
    return true;
  }

  insert(text) {
    const { state } = this.view;
    const doc = parse(text.replace(/^\n+|\s+$/g, ""));
    const inCell = state.selection.$from.parent.type === schema.nodes.words;
    if (inCell) {
      const flat = [];
      doc.descendants((node) => !node.isInline || void flat.push(node));
      return this.view.dispatch(state.tr.replaceSelection(new Slice(Fragment.from(flat), 0, 0)).scrollIntoView());
    }
    const open = (node) => (node.type === schema.nodes.paragraph ? 1 : 0);
    const slice = new Slice(doc.content, open(doc.firstChild), open(doc.lastChild));
    this.view.dispatch(state.tr.replaceSelection(slice).scrollIntoView());
  }

  // Many words at once, as a keyboard's or a program's insertion brings them, are read as a text.
  whole(event) {
    const { selection, doc } = this.view.state;
    if (event.inputType !== "insertText" || !event.data) return false;
    const all = selection.from <= 1 && selection.to >= doc.content.size - 1 && doc.childCount > 1;
    if (!event.data.includes("\n") && !all) return false;
    event.preventDefault();
    if (!all) return this.insert(event.data), true;
    const made = parse(event.data);
    this.view.dispatch(this.view.state.tr.replaceWith(0, doc.content.size, made.content));
    return true;
  }
}

function leave(event, editor) {
  editor.free = false;
  const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0'], [contenteditable=true]")];
  const open = all.filter((one) => one.checkVisibility() && !one.disabled && one.tabIndex >= 0 && !editor.surface.contains(one));
  const after = (one) => editor.view.dom.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING;
  const next = event.shiftKey ? open.filter((one) => !after(one)).at(-1) : open.find((one) => after(one));
  event.preventDefault();
  next?.focus();
  return true;
}

function sourceOfSlice(slice) {
  const doc = schema.nodes.doc.createAndFill(null, slice.content);
  if (doc) return serialise(doc);
  return slice.content.textBetween(0, slice.content.size, "\n\n", (leaf) => leaf.attrs.source ?? "");
}

export { parse, serialise };

for (const box of document.querySelectorAll("[data-editor]")) mount(box);

// The words in the room: sent as one types, kept in this browser until the server has them. When another screen typed
// meanwhile both texts are shown; nothing is overwritten and nothing is lost.
import { recall, remember } from "./store.js";
import { listen } from "./stream.js";
import { _ } from "./i18n.js";

const PAUSE = 400;
const LONGEST = 1_000;
const AGAIN = 2_000;

export function start(root) {
  const field = root.querySelector("[data-words]");
  if (field) new Words(field).begin();
}

class Words {
  constructor(field) {
    this.field = field;
    this.version = Number(field.dataset.version);
    this.sent = field.dataset.sent;
    this.key = `kept:${document.body.dataset.me}:words-${field.dataset.meeting}-${field.dataset.clause}`;
    this.line = document.querySelector("[data-words-line]");
    this.box = document.querySelector("[data-words-conflict]");
    this.busy = false;
    this.waits = false; // for a choice between two texts
  }

  begin() {
    this.takeKept();
    this.field.addEventListener("input", () => this.typed());
    addEventListener("online", () => this.soon(0));
    for (const button of this.box.querySelectorAll("[data-words-take]")) {
      button.addEventListener("click", () => this.take(button.dataset.wordsTake));
    }
    for (const form of document.querySelectorAll("[data-words-then]")) {
      form.addEventListener("submit", (event) => this.before(event, form));
    }
    const { stream, last } = this.field.dataset;
    listen({ url: stream, last, news: (event) => this.heard(event) });
  }

  takeKept() {
    let kept = null;
    try {
      kept = JSON.parse(recall(this.key) ?? "null");
    } catch {
      return;
    }
    if (!kept || kept.text === this.sent) {
      remember(this.key, null);
      return;
    }
    this.field.value = kept.text;
    this.version = kept.version;
    this.soon(0);
  }

  typed() {
    const text = this.field.value;
    remember(this.key, text === this.sent ? null : JSON.stringify({ text, version: this.version, at: Date.now() }));
    this.first ??= Date.now();
    this.soon(Math.max(0, Math.min(PAUSE, this.first + LONGEST - Date.now())));
  }

  soon(time) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), time);
  }

  // Whether the server has what stands in the field.
  async send() {
    if (this.busy || this.waits) return false;
    const text = this.field.value;
    this.first = undefined;
    if (text === this.sent) return true;
    this.busy = true;
    try {
      const answer = await post(this.field, text, this.version);
      if (answer.ok) this.taken(text, (await answer.json()).version);
      else this.refused(await problem(answer), text);
    } catch {
      this.say(_("No connection. What you type is kept in this browser and sent when the network is back."), true);
      this.soon(AGAIN);
    }
    this.busy = false;
    return this.sent === this.field.value;
  }

  taken(text, version) {
    this.sent = text;
    this.at(version);
    this.typed();
    this.say(_("The room sees it. Provisional until read back."));
  }

  refused(said, text) {
    if (said.theirs === undefined) {
      this.say(`${said.detail} What you typed is kept in this browser.`, true);
      this.waits = true;
      return;
    }
    this.waits = true;
    this.theirs = said;
    this.box.querySelector("[data-words-theirs]").textContent = said.theirs;
    this.box.querySelector("[data-words-mine]").textContent = text;
    this.box.querySelector("[data-words-both]").hidden = said.merged === undefined;
    this.box.querySelector("[data-words-merged]").textContent = said.merged ?? "";
    this.box.hidden = false;
    this.say(_("Another screen typed meanwhile. Both texts are below."), true);
  }

  take(which) {
    const { theirs, merged, current } = this.theirs;
    this.waits = false;
    this.box.hidden = true;
    this.sent = theirs;
    this.at(Number(current));
    if (which !== "mine") this.field.value = which === "theirs" ? theirs : merged;
    this.say(_("Provisional until read back."));
    this.typed();
    this.field.focus();
  }

  // Another screen typed, or the room went on.
  async heard({ kind, data }) {
    if (data.subject !== this.field.dataset.meeting) return;
    if (["meeting.clause", "meeting.read_back", "meeting.discarded", "meeting.closed"].includes(kind)) {
      this.say(_("The meeting has gone on at another screen. Load this page again to see where it is."), true);
      return;
    }
    if (kind !== "meeting.words" || data.data.version <= this.version || this.busy || this.waits) return;
    if (this.field.value !== this.sent) return;
    const answer = await fetch(this.field.dataset.wordsNow, { cache: "no-store", redirect: "error" });
    const now = await answer.json();
    if (this.field.value !== this.sent || now.clause !== this.field.dataset.clause) return;
    const { selectionStart, selectionEnd } = this.field;
    this.field.value = this.sent = now.words;
    this.field.setSelectionRange(selectionStart, selectionEnd);
    this.at(now.version);
    this.say(_("Typed at another screen. Provisional until read back."));
  }

  // What was typed last goes before the act that is about it.
  async before(event, form) {
    if (this.field.value === this.sent && !this.waits) return;
    event.preventDefault();
    while (this.busy) await new Promise((done) => setTimeout(done, 50));
    if (await this.send()) form.submit();
  }

  at(version) {
    this.version = version;
    for (const field of document.querySelectorAll("[data-words-version]")) field.value = version;
  }

  say(words, cut = false) {
    this.line.textContent = words;
    this.line.classList.toggle("is-cut", cut);
  }
}

function post(field, words, version) {
  const { words: url, clause, revision } = field.dataset;
  const body = new FormData();
  for (const [name, value] of Object.entries({ words, version, clause, revision })) body.set(name, value ?? "");
  const headers = {
    Accept: "application/json",
    "X-Requested-With": "fetch",
    "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content,
  };
  return fetch(url, { method: "POST", body, headers, cache: "no-store", redirect: "error" });
}

async function problem(answer) {
  try {
    return await answer.json();
  } catch {
    return { detail: _("The server said %(status)s.", { status: answer.status }) };
  }
}

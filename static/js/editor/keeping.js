// What is typed is kept as the delegation's draft every few seconds: made with the first change, never over a colleague's
// words. Without a network, or signed out, it stays in this browser (kept.js) and goes when that is possible again.
import { _, locale } from "../i18n.js";
import { choose } from "./conflict.js";

const PAUSE = 2_000;
const LONGEST = 6_000;
const AGAIN = 5_000;

export class Keeping {
  constructor(field, box, say) {
    const { editorBegin, editorTyped, editorVersion } = box.dataset;
    Object.assign(this, { field, box, say, form: field.form, begin: editorBegin, typed: editorTyped });
    this.why = this.form.querySelector("textarea[name=rationale]");
    this.whySent = this.why?.defaultValue;
    this.version = Number(editorVersion) || null;
    this.sent = box.dataset.editorBegan ?? field.defaultValue;
    this.began = this.sent;
  }

  start() {
    if (!this.begin && !this.typed) return;
    for (const field of [this.field, this.why]) field.addEventListener("input", () => this.soon());
    addEventListener("online", () => this.send());
    document.addEventListener("visibilitychange", () => !document.hidden && this.out && this.back());
    addEventListener("focus", () => this.out && this.back());
    this.form.addEventListener("submit", (event) => this.before(event), true);
    if (this.field.value !== this.sent) this.soon();
  }

  soon(pause = PAUSE) {
    this.first ??= Date.now();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), Math.max(0, Math.min(pause, this.first + LONGEST - Date.now())));
  }

  kind() {
    return this.form.querySelector("input[name=kind]:checked, select[name=kind]")?.value ?? "";
  }

  async send() {
    clearTimeout(this.timer);
    const text = this.field.value;
    const why = this.why.value;
    if (this.busy || this.waits || !text.trim()) return;
    if (text === this.sent && (!this.typed || why === this.whySent)) return;
    if (!this.typed && ["delete", "move"].includes(this.kind())) return;
    this.first = undefined;
    this.busy = this.post(text, why);
    try {
      await this.busy;
    } finally {
      this.busy = null;
    }
    if ((this.field.value !== text || this.why.value !== why) && !this.out) this.soon();
  }

  // The reasons go only when they were changed here, so that a colleague's stay.
  async post(text, why) {
    const made = !this.typed;
    let body = new FormData(this.form);
    if (!made) {
      body = new FormData();
      body.set("version", this.version);
      body.set("began", this.began);
      if (why !== this.whySent) body.set("rationale", why);
    }
    body.set("text", text);
    let answer;
    try {
      answer = await fetch(this.typed ?? this.begin, { method: "POST", body, headers: headers(), redirect: "manual", cache: "no-store" });
    } catch {
      this.say(_("No connection. What you type is kept in this browser, and goes to the draft when the network is back."), "cut");
      return void setTimeout(() => this.send(), AGAIN);
    }
    if (answer.ok) return this.taken(text, why, await answer.json(), made);
    if (answer.type === "opaqueredirect" || [400, 401].includes(answer.status)) return this.signedOut();
    this.refused(await answer.json().catch(() => ({ detail: _("The server said %(status)s.", { status: answer.status }) })), text, why);
  }

  taken(text, why, told, made) {
    Object.assign(this, { sent: text, whySent: why, began: text, version: told.version, typed: told.typed, out: false });
    this.field.defaultValue = text;
    this.why.defaultValue = why;
    hidden(this.form, "version", told.version);
    hidden(this.form, "began", text);
    if (made) this.goOnAsDraft(told);
    for (const field of [this.field, this.why]) field.dispatchEvent(new CustomEvent("kept"));
    const time = new Date(told.at).toLocaleTimeString(locale, { hour: "2-digit", minute: "2-digit" });
    const { editorParty } = this.box.dataset;
    this.say(editorParty ? _("Kept as %(party)s’s draft at %(time)s", { party: editorParty, time }) : _("Kept at %(time)s", { time }), "kept");
  }

  // From the first keeping on, the page is the draft's: sent by "Keep", loaded again, it is the same draft.
  goOnAsDraft({ id, update, preview }) {
    this.field.dataset.keep = `draft-${id}`;
    this.why.dataset.keep = `draft-rationale-${id}`;
    this.form.action = update;
    this.form.dataset.previewUrl = preview;
    for (const one of this.form.querySelectorAll("input[name=kind], select[name=kind], select[name=after]")) one.disabled = true;
    const fixed = document.createElement("p");
    fixed.className = "hint";
    fixed.textContent = _("This is fixed with the draft. To propose something else, withdraw the draft and begin anew.");
    this.form.querySelector("fieldset#kind, select#kind")?.after(fixed);
    history.replaceState(null, "", update);
  }

  refused(told, text, why) {
    if (told.theirs === undefined) return this.say(_("Not kept as a draft yet: %(why)s It is kept in this browser.", { why: told.detail }), "cut");
    this.waits = true;
    if (!this.typed) return this.moved(told);
    this.say(_("A colleague has changed this draft meanwhile. Choose what is to stand."), "cut");
    const theirs = { text: told.theirs, why: told.theirs_rationale };
    const yours = { text, why: why === this.whySent ? theirs.why : why };
    const whys = new Set([theirs.why, yours.why].filter((one) => one && one !== this.whySent));
    const both = told.merged === undefined ? null : { text: told.merged, why: [...whys].join("\n\n") || yours.why };
    choose(this.box, { theirs, yours, both }, (chosen) => {
      Object.assign(this, { waits: false, sent: theirs.text, whySent: theirs.why, began: theirs.text, version: Number(told.current) });
      hidden(this.form, "version", this.version);
      hidden(this.form, "began", theirs.text);
      this.put(chosen);
      if (chosen === theirs) this.taken(theirs.text, theirs.why, { version: this.version, typed: this.typed, at: Date.now() }, false);
      else this.soon(0);
    });
  }

  moved(told) {
    this.say(_("The clause has been settled in other words since you began. Press “Keep as a draft” to see both."), "cut");
    return told;
  }

  put({ text, why }) {
    this.why.value = why;
    this.field.value = text;
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  signedOut() {
    this.out = true;
    const link = document.createElement("a");
    link.href = "/login";
    link.target = "_blank";
    link.textContent = _("Sign in in another tab");
    this.say(_("You are signed out. What you type is kept in this browser. Then come back here: it goes on by itself."), "cut", link);
  }

  // Signed in again elsewhere: take the token of a page as it is now, and send what waits.
  async back() {
    const answer = await fetch(location.href, { redirect: "manual", cache: "no-store" }).catch(() => null);
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (page.body.dataset.me !== document.body.dataset.me) return;
    const token = page.querySelector("meta[name=csrf-token]")?.content;
    if (!token) return;
    document.querySelector("meta[name=csrf-token]").content = token;
    for (const input of document.querySelectorAll("input[name=csrf_token]")) input.value = token;
    this.out = false;
    this.send();
  }

  // A draft that is being kept at this moment is not made twice.
  async before(event) {
    clearTimeout(this.timer);
    if (!this.busy) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    await this.busy;
    if (!this.waits) this.form.requestSubmit(event.submitter);
  }
}

function headers() {
  const token = document.querySelector("meta[name=csrf-token]").content;
  return { Accept: "application/json", "X-Requested-With": "fetch", "X-CSRFToken": token };
}

function hidden(form, name, value) {
  let input = form.querySelector(`input[type=hidden][name=${name}]`);
  if (!input) {
    input = document.createElement("input");
    Object.assign(input, { type: "hidden", name });
    form.append(input);
  }
  input.value = value;
}

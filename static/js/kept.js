// What a person has typed is never lost: a field with data-keep is kept in this browser while one types, given back
// after a failed sending or a closed window, and dropped when it was sent or when its author signs out.
import { recall, remember, remembered } from "./store.js";
import { debounce } from "./request.js";
import { _, locale } from "./i18n.js";

const LONGEST = 14 * 24 * 3600 * 1000;

export function start(root) {
  const me = document.body.dataset.me;
  settle(me && `kept:${me}:`, root);
  for (const form of root.querySelectorAll("form[data-guard], form[data-preview-url]")) guard(form);
  if (!me) return;
  for (const field of root.querySelectorAll("[data-keep]")) keep(field, `kept:${me}:`);
  root.querySelector("[data-sign-out]")?.addEventListener("submit", (event) => signOut(event, `kept:${me}:`));
}

function read(key) {
  try {
    return JSON.parse(recall(key) ?? "null");
  } catch {
    return null;
  }
}

// A text was taken in when its sending led, by a redirect, to a page of ours with its author still signed in, or to one
// that says so (data-taken). After an error page, a lost connection or an expired session it is kept on.
function settle(mine, root) {
  const failed = root.querySelector("[data-failed]") !== null;
  const led = performance.getEntriesByType("navigation")[0]?.redirectCount > 0;
  const arrived = !failed && (led || root.querySelector("[data-taken]") !== null);
  for (const key of remembered("kept:")) {
    const kept = read(key);
    const done = kept?.sent && arrived && mine && key.startsWith(mine);
    if (!kept || done || Date.now() - kept.at > LONGEST) remember(key, null);
    else if (kept.sent) remember(key, JSON.stringify({ ...kept, sent: false }));
  }
}

function keep(field, mine) {
  let key = mine + field.dataset.keep;
  const kept = read(key);
  if (kept && kept.text !== field.defaultValue && kept.text.trim()) offer(field, key, kept);
  let sent = false;
  const save = () => {
    if (key !== mine + field.dataset.keep) remember(key, null); // what is typed has become a draft, with a page of its own
    key = mine + field.dataset.keep;
    if (field.value === field.defaultValue) remember(key, null);
    else remember(key, JSON.stringify({ text: field.value, at: Date.now(), sent }));
  };
  field.addEventListener("input", debounce(save, 400));
  addEventListener("pagehide", () => field.dataset.touched && save());
  field.addEventListener("input", () => (field.dataset.touched = "yes"), { once: true });
  field.addEventListener("kept", save); // the server has it
  field.form?.addEventListener("submit", () => {
    sent = true;
    save();
  });
}

// A field still at its first value takes its kept text back; one the server has filled offers it.
function offer(field, key, kept) {
  const before = field.value;
  field.value = kept.text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  const notice = document.createElement("div");
  notice.className = "notice notice-info";
  notice.setAttribute("role", "status");
  const words = document.createElement("div");
  const when = new Date(kept.at).toLocaleString(locale, { dateStyle: "long", timeStyle: "short" });
  const line = document.createElement("p");
  line.textContent = _("Text that you typed here on %(when)s was not sent. It is back in its field.", { when });
  const drop = document.createElement("button");
  drop.type = "button";
  drop.className = "button button-plain";
  drop.textContent = _("Drop it and start from the present text");
  drop.addEventListener("click", () => {
    field.value = before;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    remember(key, null);
    notice.remove();
    field.focus();
  });
  words.append(line, drop);
  notice.append(words);
  field.closest("details")?.setAttribute("open", "");
  (field.closest(".editor, .field") ?? field).before(notice);
}

function changed(form) {
  return [...form.elements].some((field) => {
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    if (field.tagName === "TEXTAREA" || field.type === "text") return field.value !== field.defaultValue;
    return false;
  });
}

function guard(form) {
  form.addEventListener("submit", () => (form.dataset.sent = "yes"));
  addEventListener("pageshow", () => delete form.dataset.sent);
  addEventListener("beforeunload", (event) => {
    if (!form.dataset.sent && changed(form)) event.preventDefault();
  });
}

// On a shared computer nothing stays behind: the first press says what would be erased, the second signs out.
function signOut(event, mine) {
  const unsent = remembered(mine);
  const button = event.target.querySelector("button");
  if (unsent.length && !button.dataset.told) {
    event.preventDefault();
    button.dataset.told = "yes";
    button.textContent = _("Sign out and erase it");
    const hint = document.createElement("p");
    hint.className = "hint";
    hint.setAttribute("role", "status");
    hint.textContent = _("Text that you typed on this computer was not sent.");
    button.before(hint);
    return;
  }
  for (const form of document.querySelectorAll("form")) form.dataset.sent = "yes";
  for (const key of unsent) remember(key, null);
}

// News of the plan while one reads: announced in a line that moves nothing. Where the page has parts that can be renewed
// (data-live) they are, without moving what one looks at or touching what one types; elsewhere the reader asks for it.
// A page that nobody looks at does not listen; it catches up when it is looked at again.
//
// Each event is told to the page as "poa:news" on the document, with detail { id, kind, at, clause, amendment, comment,
// subject, party, actor, circle, data }: ids or null. Who shows it in place calls preventDefault(): then it is not counted.
import { _, ngettext } from "./i18n.js";
import { debounce } from "./request.js";
import { refresh } from "./fresh.js";
import { said } from "./said.js";
import { listen } from "./stream.js";

const QUIET = ["meeting.words"];
const TOGETHER = 300; // events that come within so many milliseconds are shown at once
const SHOWN = 12_000; // what has been put in place already need not be said for longer
const LOST = 6_000; // a cut shorter than this is not worth a word

export function start(root) {
  const line = root.querySelector("[data-news]");
  if (line) announce(line);
}

function announce(line) {
  const { news: url, clauseNews: clause, label } = line.dataset;
  const words = line.querySelector("[data-news-words]");
  const link = line.querySelector("[data-news-show]");
  let last = Number(line.dataset.last);
  let waiting = [];
  let stop = null;
  let lost = null;
  let away = false; // whether the line says that there is no connection
  let over = null;

  // `act` is what the link says; it shows what waits, unless it leads elsewhere.
  const say = (text, act = "", href = "") => {
    words.textContent = text;
    link.textContent = act;
    link.hidden = !act;
    link.href = href;
    line.classList.toggle("is-new", Boolean(text));
  };
  const showAll = async (quietly) => {
    const events = waiting;
    waiting = [];
    const done = await refresh(events, { quietly }).catch(() => null);
    if (!done) {
      waiting = [...events, ...waiting];
      return say(_("There is news, and it could not be fetched."), _("Load the page again"), location.href);
    }
    const told = events.filter((event) => !own(event));
    if (done.text) return say(_("The text changed just now."), _("Show it"));
    say(quietly && told.length ? said(told, label) : "");
    clearTimeout(over);
    over = setTimeout(() => link.hidden && say(""), SHOWN);
  };
  const soon = debounce(() => showAll(true), TOGETHER);

  const take = ({ id, kind, data }) => {
    last = id ?? last;
    if (kind === "presence") return void document.dispatchEvent(new CustomEvent("poa:presence", { detail: data }));
    if (QUIET.includes(kind)) return;
    const event = detailed(id, kind, data);
    const handled = !document.dispatchEvent(new CustomEvent("poa:news", { detail: event, cancelable: true }));
    if (handled || "only" in line.dataset || (clause && data.clause !== clause)) return;
    waiting.push(event);
    if (clause) return soon();
    const num = waiting.filter((one) => !own(one)).length;
    if (num) say(ngettext("%(num)s new event:", "%(num)s new events:", num), ngettext("Show it", "Show %(num)s new", num));
  };
  const state = (now) => {
    clearTimeout(lost);
    if (now === "open" && away) say("");
    away = false;
    if (now === "open") return;
    if (now === "out") say(_("You are signed out. What you typed is kept in this browser."), _("Sign in"), signIn());
    else if (now === "gone") say(_("This plan is no longer open to you. What you typed is kept in this browser."));
    else lost = setTimeout(() => (away = !words.textContent && !say(_("No connection. What is new comes when it is back."))), LOST);
  };
  const attend = () => {
    if (document.hidden) {
      stop?.();
      stop = null;
    } else stop ??= listen({ url, last, news: take, state, every: 10_000 });
  };
  document.addEventListener("visibilitychange", attend);
  addEventListener("pagehide", () => {
    stop?.();
    stop = null;
  });
  addEventListener("pageshow", attend);
  link.addEventListener("click", (event) => {
    if (link.getAttribute("href")) return;
    event.preventDefault();
    if (clause || "renews" in line.dataset) showAll(false);
    else location.reload();
  });
  attend();
}

// What the reader does is no news to the reader.
const mine = new Set();
const own = (event) => mine.has(event.subject) || event.actor === document.querySelector(".account-name")?.textContent;
document.addEventListener("poa:commented", ({ detail }) => mine.add(detail.comment));

function detailed(id, kind, data) {
  const noun = kind.split(".")[0];
  const subject = (name) => (noun === name ? data.subject : null);
  return { ...data, id, kind, amendment: subject("amendment"), comment: subject("comment") };
}

function signIn() {
  return `/login?next=${encodeURIComponent(location.pathname + location.search)}`;
}

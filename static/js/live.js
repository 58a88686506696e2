// News of the plan while one reads: announced in a line that moves nothing, and shown when the reader wants it.
// A page that nobody looks at does not listen; it catches up when it is looked at again.
//
// Each event is told to the page as "poa:news" on the document, with detail { id, kind, at, clause, amendment, comment,
// subject, party, actor, circle, data }: ids or null. Who shows it in place calls preventDefault(): then it is not counted.
import { ngettext } from "./i18n.js";
import { listen } from "./stream.js";

const QUIET = ["meeting.words"];

export function start(root) {
  const line = root.querySelector("[data-news]");
  if (line) announce(line);
}

function announce(line) {
  const { news: url, clauseNews: clause } = line.dataset;
  let last = Number(line.dataset.last);
  let count = 0;
  let stop = null;

  const take = ({ id, kind, data }) => {
    last = id;
    if (QUIET.includes(kind)) return;
    if (told(id, kind, data) || (clause && data.clause !== clause)) return;
    count += 1;
    line.querySelector("[data-news-words]").textContent = ngettext("%(num)s new event:", "%(num)s new events:", count);
    line.querySelector("[data-news-show]").hidden = false;
    line.classList.add("is-new");
  };
  const attend = () => {
    if (document.hidden) {
      stop?.();
      stop = null;
    } else stop ??= listen({ url, last, news: take, every: 10_000 });
  };
  document.addEventListener("visibilitychange", attend);
  addEventListener("pagehide", () => {
    stop?.();
    stop = null;
  });
  addEventListener("pageshow", attend);
  line.querySelector("[data-news-show]").addEventListener("click", (event) => {
    event.preventDefault();
    location.reload();
  });
  attend();
}

// Whether somebody on the page shows this event in place.
function told(id, kind, data) {
  const noun = kind.split(".")[0];
  const subject = (name) => (noun === name ? data.subject : null);
  const detail = { ...data, id, kind, amendment: subject("amendment"), comment: subject("comment") };
  return !document.dispatchEvent(new CustomEvent("poa:news", { detail, cancelable: true }));
}

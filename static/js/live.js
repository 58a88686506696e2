// News of the plan while one reads: announced in a line that moves nothing, and shown when the reader wants it.
// A page that nobody looks at does not listen; it catches up when it is looked at again.
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
    if (QUIET.includes(kind) || (clause && data.clause !== clause)) return;
    count += 1;
    line.querySelector("[data-news-words]").textContent = `${count} new event${count === 1 ? "" : "s"}:`;
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

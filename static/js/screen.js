// The projected page: follows the meeting without a reload, goes on showing when the network is gone, and says so.
import { recall, remembered } from "./store.js";
import { ask } from "./request.js";
import { listen } from "./stream.js";
import { _, locale } from "./i18n.js";

export function start(root) {
  const screen = root.querySelector("[data-screen]");
  if (screen) follow(screen);
}

function follow(screen) {
  const { screen: url, stream, last, meeting } = screen.dataset;
  const now = screen.querySelector("[data-screen-now]");
  const here = screen.querySelector("[data-screen-here]");
  const line = screen.querySelector("[data-screen-line]");
  const typed = `kept:${document.body.dataset.me}:words-${meeting}-`;
  let busy = false;
  let again = false;
  let cut = false;

  // One fetch at a time; what happens meanwhile is on the next one.
  async function renew() {
    again = busy;
    if (busy) return;
    busy = true;
    try {
      const answer = await ask(url);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      now.replaceChildren(...page.querySelector("[data-screen-now]").childNodes);
      document.dispatchEvent(new CustomEvent("poa:renewed"));
      said(false);
    } catch {
      said(true);
      setTimeout(renew, 1_000);
    }
    busy = false;
    if (again) renew();
  }

  function said(lost) {
    if (lost !== cut) {
      const at = new Date().toLocaleTimeString(locale, { hour: "2-digit", minute: "2-digit" });
      line.textContent = lost
        ? _("No connection since %(at)s. This is the last that arrived; what comes meanwhile is fetched when it is back.", { at })
        : "";
    }
    cut = lost;
    own();
  }

  // Without a network the desk at this same computer can still be followed, by what it keeps in this browser.
  function own() {
    const key = cut ? remembered(typed)[0] : null;
    const kept = key ? JSON.parse(recall(key) ?? "null") : null;
    here.hidden = !kept;
    here.querySelector("[data-screen-words]").textContent = kept?.text ?? "";
  }

  addEventListener("storage", own);
  screen.querySelector("[data-screen-full]")?.addEventListener("click", () => screen.requestFullscreen?.());
  listen({
    url: stream,
    last,
    news: renew,
    state: (is) => {
      if (is === "cut") said(true);
      else if (is === "out" || is === "gone") line.textContent = _("You have been signed out. Load the page again to go on.");
      else if (cut) renew();
    },
  });
}

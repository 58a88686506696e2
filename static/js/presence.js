// Who else of one's own is here: a page that is looked at says so every 20 seconds, and hears of others by the stream of
// events, or by the answer where there is no stream. Only the server knows who may be told of whom.
import { _ } from "./i18n.js";

const EVERY = 20_000;

export function start(root) {
  const line = root.querySelector("[data-presence]");
  if (!line) return;
  const { presence: url, presenceClause: clause = "", doing } = line.dataset;
  const tab = crypto.randomUUID?.() ?? made();
  let timer = null;

  const say = async (more = {}) => {
    try {
      const answer = await fetch(url, { method: "POST", body: form({ tab, clause, doing, ...more }), redirect: "manual" });
      if (answer.ok) show(line, (await answer.json()).beside, clause);
    } catch {
      // The next one will tell.
    }
  };
  const attend = () => {
    clearInterval(timer);
    timer = null;
    if (document.hidden) return leave();
    say();
    timer = setInterval(say, EVERY);
  };
  const leave = () => navigator.sendBeacon(url, form({ tab, left: "1" }));
  document.addEventListener("visibilitychange", attend);
  addEventListener("pagehide", leave);
  addEventListener("pageshow", (event) => event.persisted && attend());
  document.addEventListener("poa:presence", ({ detail }) => show(line, detail.beside, clause));
  attend();
}

function form(fields) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  body.append("csrf_token", document.querySelector("meta[name=csrf-token]")?.content ?? "");
  return body;
}

function made() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}

// Of a clause, who is at it; of the plan, everybody and where.
function show(line, beside, clause) {
  const here = clause ? beside.filter((one) => one.clause === clause) : beside;
  const words = here.map((one) => inWords(one, clause));
  if (line.dataset.said === words.join("\n")) return;
  line.dataset.said = words.join("\n");
  const tags = words.map((text, index) => {
    const tag = document.createElement("span");
    tag.className = here[index].doing === "editing" ? "presence-tag is-editing" : "presence-tag";
    tag.textContent = text;
    return tag;
  });
  line.replaceChildren(...(tags.length ? [_("Also here:"), ...tags.flatMap((tag) => [" ", tag])] : []));
}

function inWords({ name, clause: at, doing }, clause) {
  const label = at && !clause ? labelOf(at) : "";
  if (doing === "editing") {
    return label ? _("%(name)s, editing %(label)s", { name, label }) : _("%(name)s, editing", { name });
  }
  return label ? _("%(name)s, at %(label)s", { name, label }) : name;
}

function labelOf(id) {
  return document.querySelector(`#c-${CSS.escape(id)} :is(.clause-label, .section-label) :not(.vh), #c-${CSS.escape(id)} .clause-label`)?.textContent.replace(/^\s*Open\s+/, "").trim() ?? "";
}

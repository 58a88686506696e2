// How much time is left until a moment; and, where the server does not know the reader's zone yet, moments in it. The
// zone goes into a cookie, so that the next page comes with it. A day without a time is the same everywhere and stays.
import { _, locale, ngettext } from "./i18n.js";

const MOMENT = { day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const UNITS = [
  [86_400, (number) => ngettext("%(num)s day", "%(num)s days", number)],
  [3_600, (number) => ngettext("%(num)s hour", "%(num)s hours", number)],
  [60, (number) => ngettext("%(num)s minute", "%(num)s minutes", number)],
  [1, (number) => ngettext("%(num)s second", "%(num)s seconds", number)],
];
const YEAR = 31_536_000;

export function start(root) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone) document.cookie = `poa_zone=${zone}; path=/; max-age=${YEAR}; samesite=lax`;
  if (document.documentElement.dataset.zone === "unknown") {
    localise(root);
    root.addEventListener("poa:renewed", () => localise(root));
  }
  count(root);
  setInterval(() => count(root), 1_000);
}

function localise(root) {
  const words = new Intl.DateTimeFormat(locale, { ...MOMENT, timeZoneName: "short" });
  for (const time of root.querySelectorAll("time[datetime*=T]")) {
    const moment = new Date(time.dateTime);
    if (time.title || Number.isNaN(moment.getTime())) continue;
    const utc = time.textContent;
    const here = words.format(moment).replace(" at ", ", ");
    time.title = utc;
    if (!("beside" in time.dataset)) time.textContent = here;
    else if (!here.endsWith("UTC")) time.textContent = _("%(utc)s, %(here)s with you", { utc, here });
  }
}

// The seconds left are the server's: a clock of the reader's that goes wrong does not matter.
function count(root) {
  for (const place of root.querySelectorAll("[data-left]")) {
    place.dataset.until ??= Date.now() + Number(place.dataset.left) * 1_000;
    const words = left(Math.max(0, Math.floor((place.dataset.until - Date.now()) / 1_000)));
    if (place.textContent !== words) place.textContent = words;
  }
}

// In the same words as poa/web/dates.py.
function left(seconds) {
  if (!seconds) return _("the time is over");
  const first = UNITS.findIndex(([size]) => seconds >= size);
  const said = UNITS.slice(first, first + 2).map(([size, words], index) =>
    words(Math.floor((index ? seconds % UNITS[first][0] : seconds) / size)),
  );
  return _("%(time)s left", { time: said.join(" ") });
}

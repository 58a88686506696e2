// Moments in the reader's own zone, with UTC at hand, and how much time is left until one. A day without a time is the
// same everywhere and stays.
const MOMENT = {
  day: "numeric",
  month: "long",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  timeZoneName: "short",
};
const UNITS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];

export function start(root) {
  localise(root);
  count(root);
  setInterval(() => count(root), 1_000);
  root.addEventListener("poa:renewed", () => localise(root));
}

function localise(root) {
  const words = new Intl.DateTimeFormat("en-GB", MOMENT);
  for (const time of root.querySelectorAll("time[datetime*=T]")) {
    const moment = new Date(time.dateTime);
    if (time.title || Number.isNaN(moment.getTime())) continue;
    const utc = time.textContent;
    const here = words.format(moment).replace(" at ", ", ");
    time.title = utc;
    if ("beside" in time.dataset) time.textContent = here.endsWith("UTC") ? utc : `${utc}, ${here} with you`;
    else time.textContent = here;
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

// In the same words as poa/queries/moments.py.
function left(seconds) {
  if (!seconds) return "the time is over";
  const first = UNITS.findIndex(([, size]) => seconds >= size);
  const said = UNITS.slice(first, first + 2).map(([name, size], index) => {
    const number = Math.floor((index ? seconds % UNITS[first][1] : seconds) / size);
    return `${number} ${name}${number === 1 ? "" : "s"}`;
  });
  return `${said.join(" ")} left`;
}

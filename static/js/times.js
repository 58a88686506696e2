// Moments in the reader's own zone, with UTC at hand. A day without a time is the same everywhere and stays.
const MOMENT = {
  day: "numeric",
  month: "long",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  timeZoneName: "short",
};

export function start(root) {
  localise(root);
  root.addEventListener("poa:renewed", () => localise(root));
}

function localise(root) {
  const words = new Intl.DateTimeFormat("en-GB", MOMENT);
  for (const time of root.querySelectorAll("time[datetime*=T]")) {
    const moment = new Date(time.dateTime);
    if (time.title || Number.isNaN(moment.getTime())) continue;
    time.title = time.textContent;
    time.textContent = words.format(moment).replace(" at ", ", ");
  }
}

// A plan's events as they come. Resumes after the last one that was taken, so that none is missed after a cut; where the
// server has no room to listen, asks again and again instead.
const FIRST = 500;
const SLOWEST = 8_000;
const SILENT = 40_000; // the server gives a sign of life every 15 seconds
const GONE = [403, 404];

// `news` gets each event once, in order: { id, kind, data }; what has no id (who is here) each time it comes. `state` is
// told "open", "cut" and, when the reader may not listen any longer, "out" (signed out) or "gone", and the end. Returns a function that stops it; `every` is the pause of those for whom there was no room.
export function listen({ url, last, news, state = () => {}, every = 1_000 }) {
  let seen = Number(last) || 0;
  let stopped = false;
  let running = new AbortController();
  let wait = FIRST;
  let wake = () => {};

  const cut = () => running.abort();
  const back = () => {
    wait = FIRST;
    wake();
  };
  addEventListener("offline", cut);
  addEventListener("online", back);

  const pause = (time) =>
    new Promise((done) => {
      const timer = setTimeout(done, time);
      wake = () => {
        clearTimeout(timer);
        done();
      };
    });

  const take = (block) => {
    const event = parsed(block);
    if (!event || (event.id !== null && event.id <= seen)) return;
    seen = event.id ?? seen;
    news(event);
  };

  async function ask(more = "") {
    running = new AbortController();
    const address = `${url}?last_event_id=${seen}${more}`;
    const headers = { Accept: "text/event-stream" };
    const { signal } = running;
    const answer = await fetch(address, { headers, signal, cache: "no-store", redirect: "manual" });
    if (answer.type === "opaqueredirect" || answer.status === 401) throw new Ended("out");
    if (GONE.includes(answer.status)) throw new Ended("gone");
    if (answer.ok) await read(answer);
    else if (answer.status !== 503) throw new Error(`${answer.status} from ${url}`);
    return answer;
  }

  async function read(answer) {
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    let watch;
    try {
      for (;;) {
        clearTimeout(watch);
        watch = setTimeout(cut, SILENT);
        const { value, done } = await reader.read();
        if (done) return;
        wait = FIRST;
        state("open");
        const blocks = (rest + value).split("\n\n");
        rest = blocks.pop();
        blocks.forEach(take);
      }
    } finally {
      clearTimeout(watch);
    }
  }

  async function poll(seconds) {
    const until = Date.now() + seconds * 1_000;
    while (!stopped && Date.now() < until) {
      await ask("&once=1");
      state("open");
      await pause(every);
    }
  }

  async function run() {
    while (!stopped) {
      try {
        const answer = await ask();
        if (answer.status === 503) await poll(Number(answer.headers.get("Retry-After")) || 5);
        else await pause(FIRST);
      } catch (error) {
        if (stopped) return;
        if (error instanceof Ended) {
          state(error.message);
          return;
        }
        state("cut");
        await pause(wait);
        wait = Math.min(wait * 2, SLOWEST);
      }
    }
  }

  run();
  return () => {
    stopped = true;
    removeEventListener("offline", cut);
    removeEventListener("online", back);
    cut();
    wake();
  };
}

class Ended extends Error {}

function parsed(block) {
  const found = {};
  for (const line of block.split("\n")) {
    const at = line.indexOf(": ");
    if (at > 0) found[line.slice(0, at)] = line.slice(at + 2);
  }
  return found.data ? { id: found.id ? Number(found.id) : null, kind: found.event, data: JSON.parse(found.data) } : null;
}

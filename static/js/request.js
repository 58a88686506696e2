// One way to ask our own server: same origin, CSRF header, an error for anything that is not 2xx.
export async function ask(url, { body, signal, part, accept = "text/html" } = {}) {
  const token = document.querySelector("meta[name=csrf-token]")?.content ?? "";
  const headers = { Accept: accept, "X-Requested-With": "fetch" };
  if (part) headers["X-Part"] = part;
  if (body) headers["X-CSRFToken"] = token;
  const answer = await fetch(url, {
    method: body ? "POST" : "GET",
    credentials: "same-origin",
    redirect: "error",
    cache: "no-store",
    headers,
    body,
    signal,
  });
  if (!answer.ok) throw Object.assign(new Error(`${answer.status} from ${url}`), { answer });
  return answer;
}

export function debounce(act, delay) {
  let timer;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => act(...values), delay);
  };
}

// Puts HTML that our server made into an element.
export function show(element, html) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  element.replaceChildren(...parsed.body.childNodes);
}

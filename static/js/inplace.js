// Forms that are sent without leaving the page (data-in-place): the answer is the page as it stands then, put in place.
// What cannot be taken comes back in its form; where there is no answer, the form is sent as forms are.
import { show } from "./anchors.js";
import { renew } from "./fresh.js";
import { remember } from "./store.js";

export function start(root) {
  root.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-in-place]");
    if (!form || event.defaultPrevented) return;
    event.preventDefault();
    send(form);
  });
}

async function send(form) {
  const buttons = form.querySelectorAll("button");
  for (const button of buttons) button.disabled = true;
  try {
    const headers = { Accept: "text/html", "X-Part": "live" };
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers, cache: "no-store" });
    const signedOut = new URL(answer.url).pathname === "/login";
    if (signedOut || ![200, 409, 422].includes(answer.status)) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (answer.ok) taken(form, page);
    else refused(form, page);
  } catch {
    form.submit();
  } finally {
    for (const button of buttons) button.disabled = false;
  }
}

function taken(form, page) {
  const id = form.closest(".thread")?.id.slice(2);
  for (const field of form.querySelectorAll("[data-keep]")) {
    remember(`kept:${document.body.dataset.me}:${field.dataset.keep}`, null);
  }
  form.reset();
  form.closest("details.reply")?.removeAttribute("open");
  document.activeElement?.blur();
  renew(page);
  if (id && !show(id)) document.querySelector("#comments h2")?.focus();
}

function refused(form, page) {
  const again = page.querySelector(`form[action="${CSS.escape(form.getAttribute("action"))}"]`);
  if (!again) return form.submit();
  form.replaceWith(document.importNode(again, true));
  document.querySelector(`form[action="${CSS.escape(again.getAttribute("action"))}"] [aria-invalid]`)?.focus();
}

// Brings a part of the page to what the server says now, changing only what changed: what one types, has opened or
// looks at stays. Things are known again by their id.
const OURS = ["is-new", "is-lit", "is-current", "is-open"]; // classes that only scripts give

// `arrived` gets each element with an id that was not there before.
export function morph(old, now, arrived = () => {}) {
  attributes(old, now);
  children(old, now, arrived);
}

function attributes(old, now) {
  for (const { name, value } of now.attributes) {
    if (name === "class") continue;
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  for (const { name } of [...old.attributes]) {
    if (!now.hasAttribute(name) && !["class", "open", "style", "title", "data-touched"].includes(name)) {
      old.removeAttribute(name);
    }
  }
  const kept = OURS.filter((name) => old.classList.contains(name));
  const wanted = [...now.classList, ...kept].join(" ");
  if (old.className !== wanted && typeof old.className === "string") old.className = wanted;
}

function children(old, now, arrived) {
  const byId = new Map([...old.children].filter((child) => child.id).map((child) => [child.id, child]));
  const rest = [...old.childNodes].filter((node) => !node.classList?.contains("tag-new"));
  let place = old.firstChild;
  for (const wanted of [...now.childNodes]) {
    const kept = twin(wanted, byId, rest);
    if (kept) {
      rest.splice(rest.indexOf(kept), 1);
      if (kept === place) place = place.nextSibling;
      else old.insertBefore(kept, place);
      renew(kept, wanted, arrived);
    } else {
      const made = document.importNode(wanted, true);
      old.insertBefore(made, place);
      tell(made, arrived);
    }
  }
  for (const gone of rest) gone.remove();
}

function twin(wanted, byId, rest) {
  if (wanted.id) return byId.get(wanted.id);
  const alike = (node) => node.nodeType === wanted.nodeType && node.nodeName === wanted.nodeName && !node.id;
  const action = wanted.nodeName === "FORM" && wanted.getAttribute("action");
  return rest.find((node) => alike(node) && (!action || node.getAttribute("action") === action));
}

function renew(kept, wanted, arrived) {
  if (kept.nodeType !== Node.ELEMENT_NODE) {
    if (kept.nodeValue !== wanted.nodeValue) kept.nodeValue = wanted.nodeValue;
    return;
  }
  if (kept.matches("time")) {
    if (kept.dateTime === wanted.dateTime) return; // it stands in the reader's own zone
    kept.removeAttribute("title");
  }
  if (kept.matches("form") && inUse(kept)) return;
  if (kept.matches("textarea, select")) return;
  if (kept.matches("svg")) {
    if (kept.outerHTML !== wanted.outerHTML) kept.replaceWith(document.importNode(wanted, true));
    return;
  }
  morph(kept, wanted, arrived);
}

// Somebody types here, or has typed.
function inUse(form) {
  if (form.contains(document.activeElement)) return true;
  return [...form.elements].some((field) => field.tagName === "TEXTAREA" && field.value !== field.defaultValue);
}

function tell(made, arrived) {
  if (made.nodeType !== Node.ELEMENT_NODE) return;
  for (const one of [made, ...made.querySelectorAll("[id]")]) if (one.id) arrived(one);
}

// Runs `change` and keeps what one looks at where it is on the screen, in the page and in the margin.
export function steadily(change) {
  const held = [document.scrollingElement, document.querySelector(".side.margin")].filter(Boolean).map(hold);
  document.documentElement.classList.add("is-steady");
  change();
  for (const put of held) put();
  requestAnimationFrame(() => document.documentElement.classList.remove("is-steady"));
}

function hold(scroller) {
  const page = scroller === document.scrollingElement;
  const scope = page ? document.querySelector("main") : scroller;
  const top = page ? (document.querySelector(".bar")?.offsetHeight ?? 0) : scroller.getBoundingClientRect().top;
  const focus = document.activeElement;
  const seen = (element) => {
    const box = element.getBoundingClientRect();
    return box.height > 0 && box.bottom > top && box.top < innerHeight;
  };
  const focused = scope?.contains(focus) && seen(focus) ? focus : null;
  const one = focused ?? [...(scope?.querySelectorAll("[id], p, h2") ?? [])].find((item) => seen(item) && item.getBoundingClientRect().top >= top);
  const before = one?.getBoundingClientRect().top;
  return () => {
    if (one?.isConnected) scroller.scrollTop += one.getBoundingClientRect().top - before;
  };
}

// Names after an @: a list of those who can read the circle that is chosen, offered while one types.
import { _, ngettext } from "./i18n.js";
import { ask } from "./request.js";

const MOST = 6;
const people = new Map(); // address → options, asked for once a page
const lists = new WeakMap(); // field → its list: a form that comes back refused has another field with the same id

export function start(root) {
  root.addEventListener("input", (event) => {
    if (event.target.matches?.("textarea[data-mentions]")) offer(event.target);
  });
  root.addEventListener("keydown", steer, true);
  root.addEventListener("focusout", (event) => {
    const field = event.target;
    if (!field.matches?.("textarea[data-mentions]")) return;
    setTimeout(() => document.activeElement !== field && close(field), 150); // unless one is back by then
  });
}

// The name that is being written before the caret: { at, words }, or null.
function writing(field) {
  const before = field.value.slice(0, field.selectionStart);
  const found = /(^|[^\p{L}\p{N}])@([^@\n]{0,40})$/u.exec(before);
  return found && { at: before.length - found[2].length - 1, words: found[2].toLowerCase() };
}

async function offer(field) {
  if (!writing(field)) return close(field);
  const known = await readers(field);
  const name = writing(field); // one may have typed on meanwhile
  if (!name) return close(field);
  const fits = known.filter(({ handle }) => handle !== name.words && begins(handle, name.words)).slice(0, MOST);
  if (fits.length) open(field, fits, name);
  else close(field);
}

function begins(handle, words) {
  const name = handle.toLowerCase();
  return name.startsWith(words) || name.split(" ").some((part) => part.startsWith(words));
}

async function readers(field) {
  const url = new URL(field.dataset.mentions, location.href);
  const circle = field.form?.elements.circle?.value;
  if (circle) url.searchParams.set("circle", circle);
  if (!people.has(url.href)) people.set(url.href, fetched(url));
  return people.get(url.href);
}

async function fetched(url) {
  try {
    return (await (await ask(url, { accept: "application/json" })).json()).people;
  } catch {
    people.delete(url.href);
    return [];
  }
}

function open(field, fits, { at }) {
  const list = listOf(field);
  list.replaceChildren(
    ...fits.map((person, index) => {
      const option = optionOf(person);
      option.id = `${list.id}-${index}`;
      option.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        take(field, option, at);
      });
      return option;
    }),
  );
  list.hidden = false;
  field.dataset.mentioning = at;
  select(field, list, 0);
  const said = ngettext("%(num)s person: arrow keys choose, Enter takes", "%(num)s people: arrow keys choose, Enter takes", fits.length);
  list.nextElementSibling.textContent = said;
}

function optionOf({ name, of, handle }) {
  const option = document.createElement("li");
  option.setAttribute("role", "option");
  option.dataset.handle = handle;
  const words = document.createElement("b");
  words.textContent = name;
  const where = document.createElement("span");
  where.className = "option-of";
  where.textContent = of;
  option.append(words, " ", where);
  return option;
}

function listOf(field) {
  const kept = lists.get(field);
  if (kept?.isConnected) return kept;
  const id = `${field.id}-people`;
  const list = document.createElement("ul");
  lists.set(field, list);
  Object.assign(list, { id, className: "mention-list", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", _("People who can read it"));
  const said = document.createElement("span");
  said.className = "vh";
  said.setAttribute("role", "status");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", id);
  field.after(list, said);
  return list;
}

function select(field, list, index) {
  const options = [...list.children];
  const chosen = options[(index + options.length) % options.length];
  for (const option of options) option.setAttribute("aria-selected", String(option === chosen));
  field.setAttribute("aria-activedescendant", chosen.id);
}

function steer(event) {
  const field = event.target;
  if (!field.matches?.("textarea[data-mentions]")) return;
  const list = lists.get(field);
  if (!list?.isConnected || list.hidden) return;
  const options = [...list.children];
  const index = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown") select(field, list, index + 1);
  else if (event.key === "ArrowUp") select(field, list, index - 1);
  else if (event.key === "Enter" || event.key === "Tab") take(field, options[index], Number(field.dataset.mentioning));
  else if (event.key === "Escape") close(field);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function take(field, option, at) {
  field.setRangeText(`@${option.dataset.handle} `, at, field.selectionStart, "end");
  close(field);
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function close(field) {
  const list = lists.get(field);
  if (list) list.hidden = true;
  field.removeAttribute("aria-activedescendant");
}

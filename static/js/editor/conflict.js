// A colleague was faster: mine, theirs and both together side by side; nothing goes on until one is chosen.
import { _ } from "../i18n.js";

// Each is { text, why }; both is null where the words do not fit together.
export function choose(editor, { theirs, yours, both }, taken) {
  editor.parentNode.querySelector(".ed-conflict")?.remove();
  const box = document.createElement("section");
  box.className = "ed-conflict notice notice-warn";
  const title = document.createElement("h2");
  title.id = "ed-conflict-title";
  title.textContent = _("A colleague was faster");
  title.tabIndex = -1;
  box.setAttribute("aria-labelledby", title.id);
  const lead = document.createElement("p");
  lead.textContent =
    both === null
      ? _("You both changed the same words. Choose one text; the other stays among the draft’s earlier wordings or in your clipboard.")
      : _("Both texts fit together. Look at the three, and choose.");
  const row = document.createElement("div");
  row.className = "versions";
  const options = [
    [_("Yours"), yours, _("Go on with mine")],
    [_("Your colleague’s"), theirs, _("Take my colleague’s")],
  ];
  if (both !== null) options.push([_("Both together"), both, _("Take both together")]);
  const shown = theirs.why !== yours.why;
  for (const [heading, wording, words] of options) row.append(column(heading, wording, shown, words, () => (box.remove(), taken(wording))));
  box.append(title, lead, row);
  editor.before(box);
  title.focus();
}

function column(heading, { text, why }, withWhy, words, act) {
  const part = document.createElement("section");
  const title = document.createElement("h3");
  title.textContent = heading;
  const shown = document.createElement("pre");
  shown.className = "as-text";
  shown.textContent = text;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-quiet";
  button.textContent = words;
  button.addEventListener("click", act);
  part.append(title, shown);
  if (withWhy) part.append(reasons(why));
  part.append(button);
  return part;
}

function reasons(why) {
  const quote = document.createElement("blockquote");
  quote.className = "rationale";
  quote.textContent = why || _("No reasons.");
  return quote;
}

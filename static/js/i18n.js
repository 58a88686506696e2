// The strings of scripts in the reader's language. messages.js, loaded before this where the language is not English,
// holds them; what it does not hold stays English. Babel extracts _("…") and ngettext("…", "…", n) from these files.
const messages = globalThis.poaMessages ?? {};

// How days and times are written for the reader: the days of English as the parties write them, 9 November 2026.
export const locale = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;

// _("Kept for %(party)s", { party: "Japan" })
export function _(text, values = {}) {
  return filled(messages[text] ?? text, values);
}

// ngettext("%(num)s change", "%(num)s changes", 2)
export function ngettext(one, many, num, values = {}) {
  return filled(messages[one] ?? (num === 1 ? one : many), { num, ...values });
}

function filled(text, values) {
  return text.replace(/%\((\w+)\)s/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

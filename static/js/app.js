// Everything here only helps: each page works without it. One small module per noun.
import * as anchors from "./anchors.js";
import * as comments from "./comments.js";
import * as copies from "./copies.js";
import * as desk from "./desk.js";
import * as documents from "./documents.js";
import * as drawers from "./drawers.js";
import * as editors from "./editors.js";
import * as kept from "./kept.js";
import * as inplace from "./inplace.js";
import * as goTo from "./goto.js";
import * as keys from "./keys.js";
import * as lines from "./lines.js";
import * as live from "./live.js";
import * as mentions from "./mentions.js";
import * as presence from "./presence.js";
import * as previews from "./previews.js";
import * as reading from "./reading.js";
import * as references from "./references.js";
import * as screen from "./screen.js";
import * as themes from "./themes.js";
import * as times from "./times.js";
import * as visits from "./visits.js";
import * as words from "./words.js";

const always = [themes, times, drawers, copies, documents, keys, live, screen, visits, words, anchors, presence];
const room = [reading, goTo, lines];
const writing = [previews, kept, desk, comments, inplace, mentions, references, editors];
for (const part of [...always, ...room, ...writing]) {
  part.start(document);
}
document.querySelector("[data-focus]")?.focus();

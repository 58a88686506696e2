// Line numbers beside the text, on demand: each line as it is broken on this screen, every one counted, every fifth shown.
import { recall, remember } from "./store.js";
import { debounce } from "./request.js";

export function start(root) {
  const choice = root.querySelector("[data-lines]");
  if (!choice) return;
  choice.checked = recall("lines") === "on";
  const draw = () => number(root, choice.checked);
  choice.addEventListener("change", () => {
    remember("lines", choice.checked ? "on" : null);
    draw();
  });
  addEventListener("resize", debounce(draw, 150));
  root.addEventListener("poa:renewed", draw);
  if (choice.checked) document.fonts?.ready.then(draw); // to ask for them has the whole page laid out
}

function number(root, wanted) {
  for (const old of root.querySelectorAll(".line-number")) old.remove();
  const room = root.querySelector("[data-reading]");
  const text = room?.querySelector(".text");
  room?.classList.toggle("has-lines", wanted);
  if (!wanted || !text) return;
  room.style.setProperty("--lines-width", `${text.getBoundingClientRect().width}px`); // print.css breaks them there, too
  // All is measured before anything is added, or the page would be laid out for each clause.
  let count = 0;
  const wholes = [...room.querySelectorAll(".text")].map((text) => {
    const box = text.closest(".clause-body");
    const top = box.getBoundingClientRect().top;
    const fifths = lines(text)
      .map((line) => [(count += 1), line.top - top + (line.height - 12) / 2])
      .filter(([number]) => number % 5 === 0);
    return [box, fifths];
  });
  for (const [box, fifths] of wholes) box.append(...fifths.map(([number, top]) => marked(number, top)));
}

function marked(number, top) {
  const mark = document.createElement("span");
  mark.className = "line-number";
  mark.setAttribute("aria-hidden", "true");
  mark.textContent = number;
  mark.style.setProperty("top", `${top}px`);
  return mark;
}

// The boxes of the lines of a text, from above: what overlaps by more than half is one line.
function lines(text) {
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  const boxes = [];
  while (walker.nextNode()) {
    const range = document.createRange(); // of words alone: a paragraph's own box is as high as all its lines
    range.selectNodeContents(walker.currentNode);
    boxes.push(...range.getClientRects());
  }
  const found = [];
  for (const box of boxes.sort((a, b) => a.top - b.top)) {
    const last = found.at(-1);
    if (box.height && (!last || box.top > last.top + last.height / 2)) found.push({ top: box.top, height: box.height });
  }
  return found;
}

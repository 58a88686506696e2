// Markers of pasted lists in the form of the field: "a)", "1." and "•" become (a), (1) and the next of their level.
import { STYLES, written } from "./lists.js";

// `counts` holds how far each open level has come; `bullet` is the marker as it was pasted, or nothing.
export function alike(counts, depth, bullet) {
  counts.length = Math.min(counts.length, depth);
  for (let level = counts.length; level < depth; level++) counts.push({ value: 0, style: STYLES[level % STYLES.length] });
  const count = counts[depth - 1];
  count.value += 1;
  const label = /^\(?([a-z]{1,4}|\d{1,3})[.)]*$/i.exec(bullet)?.[1]?.toLowerCase();
  if (!label) return written(count.style, count.value);
  if (count.value === 1) count.style = /^\d/.test(label) ? "1" : label === "i" && depth > 1 ? "i" : label === "a" ? "a" : count.style;
  return `(${label})`;
}

/* The printed table as rows and columns that one sees: every place knows the box that covers it.
   `table` is null where there is nothing to type into. */

import { form } from "../form.js";

const printed = form.querySelector(".grid-frame table.statutory");
export const table = printed && printed.querySelector("input[name]") ? printed : null;
export const places = []; // places[y][x] is a box; those of a span share one
const boxes = new Map(); // input -> box

function add(element, y, x) {
  const input = element.querySelector("input");
  const box = {
    element, input, y, x,
    height: element.rowSpan, width: element.colSpan,
    role: input ? "value" : element.className,
    text: input ? "" : (element.querySelector(".caption-words") || element).textContent,
  };
  for (let dy = 0; dy < box.height; dy++) {
    places[y + dy] = places[y + dy] || [];
    for (let dx = 0; dx < box.width; dx++) places[y + dy][x + dx] = box;
  }
  if (input) boxes.set(input, box);
  return box.width;
}

Array.from(table ? table.rows : []).forEach((row, y) => {
  let x = 0;
  places[y] = places[y] || [];
  Array.from(row.cells).forEach((element) => {
    while (places[y][x]) x++;
    x += add(element, y, x);
  });
});

export function boxOf(input) {
  return boxes.get(input) || null;
}

export function at(y, x) {
  return (places[y] && places[y][x]) || null;
}

export function isOpen(box) {
  return Boolean(box && box.input && !box.input.readOnly && !box.input.disabled);
}

/* Why a box that one types into otherwise stays as it is: "locked" by last year's report, "closed"
   because the reviewer did not return it; else empty. */
export function keptAs(box) {
  function has(word) { return Boolean(box && box.input && box.input.hasAttribute("data-" + word)); }
  return ["locked", "closed"].filter(has)[0] || "";
}

/* One can stand in what is carried over, and be told why it stays. */
export function isCarriedOver(box) {
  return keptAs(box) === "locked";
}

/* The rows of the stacked table that row `y` belongs to: from its caption to the next. */
export function span(y) {
  function begins(row) { return Boolean(at(row, 0)) && at(row, 0).role === "caption"; }
  let first = y, last = y;
  while (first > 0 && !begins(first)) first--;
  while (last + 1 < places.length && !begins(last + 1)) last++;
  return { first, last };
}

/* Values set by script count as typed; `how` says to whoever keeps them where they came from. */
export function put(values, how) {
  values.forEach((each) => {
    each.input.value = each.value;
    each.input.dispatchEvent(new Event("input", { bubbles: true }));
  });
  const cells = values.map((each) => each.input.name);
  if (how) form.dispatchEvent(new CustomEvent("portal:cells", { detail: { cells, how } }));
}

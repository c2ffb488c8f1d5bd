/* The row and the column one is in. */

import { at, places, span } from "./table.js";

let lit = [];

function states(element, change) {
  const words = (element.getAttribute("data-state") || "").split(" ")
    .filter((word) => word && word !== "lit");
  if (change === "lit") words.push("lit");
  if (words.length) element.setAttribute("data-state", words.join(" "));
  else element.removeAttribute("data-state");
}

export function dim() {
  lit.forEach((element) => { states(element, ""); });
  lit = [];
}

export function light(box) {
  const found = new Set(places[box.y]), rows = span(box.y);
  for (let y = rows.first; y <= rows.last; y++) {
    for (let x = box.x; x < box.x + box.width; x++) if (at(y, x)) found.add(at(y, x));
  }
  dim();
  found.forEach((each) => {
    if (!each || each.role === "caption") return;
    // A box that spans other columns too, as the head of a group does, belongs to them as well.
    states(each.element, "lit");
    lit.push(each.element);
  });
}

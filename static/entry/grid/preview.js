/* The form as it would be after a paste: each cell shows over its input what it will hold, changed ones
   lit beside what they held. The inputs keep their values and cannot be reached meanwhile. */

import { form } from "../form.js";
import { having } from "./outcome.js";
import { contradicted, totalsAfter } from "./pasted_totals.js";
import { table } from "./table.js";

const words = document.getElementById("paste-preview").dataset;

function part(tag, text, hint) {
  const element = document.createElement(tag);
  element.textContent = text;
  if (hint) {
    const said = document.createElement("span");
    said.className = "visually-hidden";
    said.textContent = hint + " ";
    element.prepend(said);
  }
  return element;
}

/* What a cell shows, by its state. */
function content(entry, value) {
  if (entry && entry.state === "refused") return [part("span", entry.found, words.cellRefused)];
  if (entry && entry.sum !== undefined) return [part("span", entry.sum), part("small", "≠" + entry.found, words.cellDiffers)];
  if (entry && entry.state === "filled") return [part("ins", entry.value)];
  if (entry && entry.state === "changed") {
    return [part("ins", entry.value), part("del", entry.input.value, words.cellBefore)];
  }
  return [part("span", value)];
}

function draw(input, entry, value) {
  const place = input.parentNode, cover = document.createElement("span");
  cover.className = "pasted-cell";
  cover.append(...content(entry, value));
  place.appendChild(cover);
  if (entry) place.dataset.pasted = entry.sum === undefined ? entry.state : "differs";
}

export function hidePreview() {
  form.classList.remove("previewing");
  table.querySelectorAll(".pasted-cell").forEach((each) => each.remove());
  table.querySelectorAll("[data-pasted]").forEach((each) => each.removeAttribute("data-pasted"));
}

/* Returns the totals that the block states otherwise. */
export function showPreview(outcome) {
  hidePreview();
  const inputs = Array.from(table.querySelectorAll("input")), differing = contradicted(outcome);
  const totals = totalsAfter(outcome, inputs);
  const entries = new Map(having(outcome, "filled", "changed", "refused").concat(differing)
    .map((entry) => [entry.input, entry]));
  inputs.forEach((input) => {
    draw(input, entries.get(input), totals.has(input) ? totals.get(input) : input.value);
  });
  form.classList.add("previewing");
  return differing;
}

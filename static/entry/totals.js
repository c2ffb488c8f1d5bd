/* The grid while one types: totals follow. Without this file the server adds up when the section is
   saved. Chromium 80 is enough. */

import { form } from "./form.js";
import { readFigure } from "./grid/figures.js";

const totals = form.querySelectorAll("input[data-parts]");

/* The number in a cell, null where there is none. */
export function valueIn(input) {
  const figure = readFigure(input.value, input.dataset.kind || "count").figure;
  return figure ? Number(figure) : null;
}

/* What a total's parts add up to, null where all of them are blank. */
export function sumOf(total, valueOf) {
  const known = total.dataset.parts.split(" ")
    .map((id) => valueOf(document.getElementById("f-" + id)))
    .filter((value) => value !== null);
  return known.length ? Math.round(known.reduce((a, b) => a + b, 0) * 1e4) / 1e4 : null;
}

function follow() {
  totals.forEach((cell) => {
    const sum = sumOf(cell, valueIn);
    cell.value = sum === null ? "" : String(sum);
    fit(cell);
  });
}

/* More than seven characters are set smaller, as the server does. */
function fit(cell) {
  cell.classList.toggle("long", cell.value.length > 7);
}

export function followTotals() {
  form.addEventListener("input", (event) => {
    if (event.target.name && event.target.tagName === "INPUT") fit(event.target);
    follow();
  });
}

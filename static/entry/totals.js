/* The grid while one types: totals follow. Without this file the server adds up when the section is
   saved. Chromium 80 is enough. */

import { form } from "./form.js";
import { isRaised, visible } from "./grid/labels.js";

const totals = form.querySelectorAll("input[data-parts]");

/* Full-width digits, separators and spaces are read as the server reads them. */
function read(input) {
  const text = visible(input.value).normalize("NFKC").replace(/[\s,]/g, "");
  return !isRaised(input.value) && /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : null;
}

function total(cell) {
  const known = cell.dataset.parts.split(" ")
    .map((id) => read(document.getElementById("f-" + id)))
    .filter((value) => value !== null);
  if (!known.length) return "";
  const sum = known.reduce((a, b) => a + b, 0);
  return String(Math.round(sum * 1e4) / 1e4);
}

function follow() {
  totals.forEach((cell) => {
    cell.value = total(cell);
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

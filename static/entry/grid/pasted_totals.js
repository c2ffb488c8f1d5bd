/* The totals of a pasted block beside what the cells will add up to once it is set. */

import { sumOf, valueIn } from "../totals.js";
import { having } from "./outcome.js";

/* What each cell will hold, by its input's id. */
function after(outcome) {
  const known = new Map(having(outcome, "filled", "changed").map((entry) => [entry.input.id, Number(entry.figure)]));
  function value(input) {
    if (known.has(input.id)) return known.get(input.id);
    return input.hasAttribute("data-parts") ? sumOf(input, value) : valueIn(input);
  }
  return value;
}

function shown(sum) {
  return sum === null ? "" : String(sum);
}

/* Input -> what it will show, for every total of the table. */
export function totalsAfter(outcome, inputs) {
  const value = after(outcome);
  return new Map(inputs.filter((input) => input.hasAttribute("data-parts"))
    .map((input) => [input, shown(value(input))]));
}

/* Totals that the block states otherwise; a blank states nothing. */
export function contradicted(outcome) {
  const value = after(outcome);
  return having(outcome, "total").filter((entry) => entry.found)
    .map((entry) => Object.assign({}, entry, { sum: shown(value(entry.input)) }))
    .filter((entry) => entry.fault || Number(entry.figure) !== Number(entry.sum));
}

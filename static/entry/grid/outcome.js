/* What a placed block would do to the cells of the form. Nothing is set here.

   Each entry has a state: filled, changed, same, blank (says nothing), refused with its fault, total (compared
   with its parts), locked or closed. */

import { readFigure, shownFigure } from "./figures.js";
import { isOpen, keptAs } from "./table.js";

/* Words for none beside those that the server knows. */
const NONE = /^(未发生|没有发生|本年未发生|无发生|零|n\/?a|[─━―－]+)$/i;

function kindOf(input) {
  return input.dataset.kind || "count";
}

function readAs(cell, input) {
  return cell.mark ? { fault: cell.mark } : readFigure(cell.text, kindOf(input));
}

function stateOf(read, box) {
  const figure = readFigure(box.input.value, kindOf(box.input)).figure;
  if (box.input.hasAttribute("data-parts")) return "total";
  if (read.figure === "") return "blank";
  if (read.figure !== undefined && read.figure === figure) return "same";
  if (!isOpen(box)) return keptAs(box) || "closed";
  if (read.fault) return "refused";
  return figure === "" ? "filled" : "changed";
}

function entryOf(pair) {
  const input = pair.box.input, read = readAs(pair.cell, input);
  return {
    input, box: pair.box, found: pair.cell.text, fault: read.fault || "", figure: read.figure,
    value: shownFigure(read.figure, kindOf(input)), state: stateOf(read, pair.box),
  };
}

function saysNone(entry) {
  if (!isOpen(entry.box) || entry.state === "total") return false;
  const isWord = entry.fault === "placeholder" || (entry.fault && NONE.test(entry.found));
  return entry.state === "blank" || (entry.state === "refused" && isWord);
}

function asZero(entry) {
  const zero = { figure: "0", fault: "" };
  return Object.assign({}, entry, zero, { value: "0", state: stateOf(zero, entry.box) });
}

/* `left` is what has no place in the table. */
export function outcomeOf(placed) {
  const entries = placed.pairs.map(entryOf);
  return { entries, left: placed.left, none: entries.filter(saysNone).length };
}

/* The same with 0 wherever the block says that there was nothing. */
export function withZeros(outcome) {
  const entries = outcome.entries.map((entry) => (saysNone(entry) ? asZero(entry) : entry));
  return Object.assign({}, outcome, { entries });
}

export function having(outcome, ...states) {
  return outcome.entries.filter((entry) => states.includes(entry.state));
}

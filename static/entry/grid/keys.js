/* Keys of the grid as in a spreadsheet, and the row and column one is in.
   A cell is walked over until F2 or a second click edits it: then the arrows move the caret.
   A key that leaves a cell always commits it: where there is no cell to go to, what was typed is
   sent and selected, so that the next digit begins anew and is never glued to it.
   While an input method composes, every key is its own. */

import { at, boxOf, isCarriedOver, isOpen, places, put, span, table } from "./table.js";

let editing = false; // arrows move the caret
let entered = ""; // what the cell held when it was entered
let column = null; // where Up and Down stay while they cross wider cells
let clicked = null; // the cell a mouse button is about to enter
let lit = [];

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function canEnter(box) {
  return isOpen(box) || isCarriedOver(box);
}

/* The next cell from a box in one direction, `far` for the last of them. */
function next(box, step, far) {
  let y = box.y, x = step[0] && column !== null ? column : box.x, found = null;
  while (places[y += step[0]] && (x += step[1]) >= 0 && x < places[y].length) {
    const there = at(y, x);
    if (there === box || !canEnter(there)) continue;
    found = there;
    if (!far) break;
  }
  return found;
}

function corner(last) {
  const open = Array.from(table.querySelectorAll("input")).map(boxOf).filter(canEnter);
  return open[last ? open.length - 1 : 0];
}

function rowEnd(box, step) {
  return next(box, step, true);
}

function enter(box, keptColumn) {
  box.input.focus();
  column = keptColumn;
}

/* The focus stays, and yet the cell is left and entered: browsers tell of no change then. */
function commit(box) {
  const changed = box.input.value !== entered;
  editing = false;
  entered = box.input.value;
  box.input.select();
  if (changed) box.input.dispatchEvent(new Event("change", { bubbles: true }));
}

function go(from, to, keptColumn) {
  if (to && to !== from) enter(to, keptColumn);
  else commit(from);
}

function walk(box, event) {
  const step = STEPS[event.key];
  const kept = step[0] ? (column === null ? box.x : column) : null;
  go(box, next(box, step, event.ctrlKey), kept);
}

/* The top of the next column of the same table, or the bottom of the one before. */
function neighbourColumn(box, step) {
  const rows = span(box.y), height = rows.last - rows.first;
  for (let x = step > 0 ? box.x + box.width : box.x - 1; places[box.y][x]; x += step) {
    for (let i = 0; i <= height; i++) {
      const there = at(step > 0 ? rows.first + i : rows.last - i, x);
      if (there && there !== box && canEnter(there)) return there;
    }
  }
  return null;
}

/* Down, at the end of a column to the top of the next one; with Shift the way back. */
function walkOn(box, step) {
  const there = next(box, [step, 0], false);
  if (there) enter(there, column === null ? box.x : column);
  else go(box, neighbourColumn(box, step), null);
}

function restore(box) {
  if (isOpen(box) && box.input.value !== entered) put([{ input: box.input, value: entered }]);
  editing = false;
  box.input.select();
}

function edit(box) {
  if (!isOpen(box)) return;
  editing = true;
  const end = box.input.value.length;
  box.input.setSelectionRange(end, end);
}

/* What a key does, or null where the browser's own meaning stands. */
function action(box, event) {
  const key = event.key, sideways = /^(ArrowLeft|ArrowRight|Home|End)$/.test(key);
  if (event.altKey || event.metaKey) return null;
  if (key === "Enter" && !event.ctrlKey) {
    return () => { walkOn(box, event.shiftKey ? -1 : 1); };
  }
  if (event.shiftKey || (sideways && editing)) return null;
  if (STEPS[key]) return () => { walk(box, event); };
  if (key === "Home" || key === "End") {
    if (event.ctrlKey) return () => { go(box, corner(key === "End"), null); };
    return () => { go(box, rowEnd(box, STEPS[key === "Home" ? "ArrowLeft" : "ArrowRight"]), null); };
  }
  if (key === "Escape") return () => { restore(box); };
  if (key === "F2") return () => { edit(box); };
  return null;
}

// The row and the column ------------------------------------------------------------------

function states(element, change) {
  const words = (element.getAttribute("data-state") || "").split(" ")
    .filter((word) => word && word !== "lit");
  if (change === "lit") words.push("lit");
  if (words.length) element.setAttribute("data-state", words.join(" "));
  else element.removeAttribute("data-state");
}

function dim() {
  lit.forEach((element) => { states(element, ""); });
  lit = [];
}

function light(box) {
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

// Events ----------------------------------------------------------------------------------

function pressed(event) {
  if (event.isComposing || event.keyCode === 229) return;
  const box = boxOf(event.target);
  const act = box && action(box, event);
  if (!act) return;
  event.preventDefault();
  act();
}

/* A mouse enters a cell as the keys do; a second click sets the caret. */
function mouseDown(event) {
  if (!boxOf(event.target)) return;
  if (event.target === document.activeElement) editing = true;
  else clicked = event.target;
}

function mouseUp(event) {
  if (clicked && clicked === event.target) {
    event.preventDefault(); // it would undo the selection
    clicked.select();
  }
  clicked = null;
}

function entering(event) {
  const box = boxOf(event.target);
  if (!box) return;
  editing = false;
  column = null;
  entered = box.input.value;
  box.input.select();
  light(box);
}

export function walkByKeys() {
  table.addEventListener("keydown", pressed);
  table.addEventListener("mousedown", mouseDown);
  table.addEventListener("mouseup", mouseUp);
  table.addEventListener("focusin", entering);
  table.addEventListener("focusout", dim);
}

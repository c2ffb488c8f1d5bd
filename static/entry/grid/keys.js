/* The keys and the mouse in the grid: does on the page what `machine.js` says. */

import { form } from "../form.js";
import { dim, light } from "./lit.js";
import { makeMachine, nameOf } from "./machine.js";
import { boxOf, isOpen, put, table } from "./table.js";
import { redo, remember, rememberChanges, undo } from "./undo.js";
import { isUpOrDown, lead } from "./ways.js";

const machine = makeMachine();
let entered = ""; // what the cell held when it was entered
let column = null; // where up and down stay while they cross wider cells
let clicked = null; // the cell a mouse button is about to enter

function enter(box) {
  machine.happens("entered");
  entered = box.input.value;
  column = null;
  box.input.select();
  light(box);
}

/* The focus stays, and yet the cell is left and entered: browsers tell of no change then. */
function settle(box) {
  const changed = box.input.value !== entered;
  remember(box.input, entered, box.input.value);
  enter(box);
  if (changed) box.input.dispatchEvent(new Event("change", { bubbles: true }));
}

// What a line of the machine does; true where the browser's own meaning stands beside it -------

/* Tab leads out of the table at its ends. */
function go(box, way) {
  const kept = column === null ? box.x : column, there = lead(box, way, column);
  if (!there && /^(next|previous)$/.test(way)) return true;
  if (there && there !== box) there.input.focus();
  else settle(box);
  if (isUpOrDown(way)) column = kept;
}

function edit(box) {
  const end = box.input.value.length;
  box.input.setSelectionRange(end, end);
}

function restore(box) {
  if (isOpen(box) && box.input.value !== entered) put([{ input: box.input, value: entered }]);
  box.input.select();
}

/* What is being typed is the newest change. */
function turn(box, change) {
  settle(box);
  const input = change();
  if (input === box.input) enter(box);
  else if (input) input.focus();
}

const DEEDS = {
  go, edit, restore,
  mark: () => true,
  settle: (box) => settle(box) || true,
  undo: (box) => turn(box, undo),
  redo: (box) => turn(box, redo),
};

// Events ------------------------------------------------------------------------------------

function pressed(event) {
  if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
  const box = boxOf(event.target);
  const line = box && machine.press(nameOf(event), isOpen(box));
  if (line && !DEEDS[line.does](box, line.way)) event.preventDefault();
}

/* A mouse enters a cell as the keys do; a second click sets the caret. */
function mouseDown(event) {
  const box = boxOf(event.target);
  if (!box || event.button !== 0) return;
  if (event.target !== document.activeElement) clicked = event.target;
  else if (isOpen(box)) machine.happens("clicked");
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
  if (box) enter(box);
}

function leaving(event) {
  const box = boxOf(event.target);
  if (box) remember(box.input, entered, box.input.value);
  dim();
}

/* After the other scripts of the grid: a key that one of them took is not ours. */
export function walkByKeys() {
  rememberChanges();
  form.addEventListener("keydown", pressed);
  table.addEventListener("mousedown", mouseDown);
  table.addEventListener("mouseup", mouseUp);
  table.addEventListener("focusin", entering);
  table.addEventListener("focusout", leaving);
  table.addEventListener("compositionstart", () => { machine.happens("composing"); });
  table.addEventListener("compositionend", () => { machine.happens("composed"); });
}

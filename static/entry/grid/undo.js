/* What was committed in the grid, to be taken back cell by cell and set again. The browser's own undo
   knows nothing of values that a script has set. A block has an undo of its own (`paste.js`). */

import { form } from "../form.js";
import { boxOf, isOpen, put } from "./table.js";

let done = [], undone = []; // {input, before, after}
let working = false;

export function remember(input, before, after) {
  if (before === after) return;
  done.push({ input, before, after });
  undone = [];
}

/* The newest change that still stands; cells that were changed since keep what they hold. */
function newest(changes) {
  for (;;) {
    const change = changes.pop();
    if (!change || (change.input.value === change.after && isOpen(boxOf(change.input)))) return change;
  }
}

function write(input, value, how) {
  working = true;
  put([{ input, value }], how);
  working = false;
}

/* A press that sets one cell is taken back like what was typed. */
export function set(input, value) {
  remember(input, input.value, value);
  write(input, value, "typed");
}

/* The input that was set, or null. */
function turn(from, to, how) {
  const change = newest(from);
  if (!change) return null;
  write(change.input, change.before, how);
  to.push({ input: change.input, before: change.after, after: change.before });
  return change.input;
}

export function undo() {
  return turn(done, undone, "undo");
}

export function redo() {
  return turn(undone, done, "typed");
}

/* What a block has covered is not taken back cell by cell. */
export function rememberChanges() {
  form.addEventListener("portal:cells", () => {
    if (!working) done = [], undone = [];
  });
}

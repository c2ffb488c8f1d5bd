/* Where the keys of the grid lead: from a box one way to another, or null where there is none.
   One enters what one types into, and what is carried over, to be told why it stays. */

import { at, boxOf, isCarriedOver, isOpen, places, span, table } from "./table.js";

function canEnter(box) {
  return isOpen(box) || isCarriedOver(box);
}

/* The next box in one direction, `far` for the last of them; `column` is where one walks up or down
   while one crosses wider boxes. */
function along(box, step, far, column) {
  let y = box.y, x = step[0] && column !== null ? column : box.x, found = null;
  while (places[y += step[0]] && (x += step[1]) >= 0 && x < places[y].length) {
    const there = at(y, x);
    if (there === box || !canEnter(there)) continue;
    found = there;
    if (!far) break;
  }
  return found;
}

/* In the order one reads, with the box one is in: a mouse goes where no key does. */
function reading(from) {
  return Array.from(table.querySelectorAll("input")).map(boxOf)
    .filter((box) => box === from || canEnter(box));
}

/* Column by column, one of the stacked tables after the other: Enter comes to every box once. */
function byColumns(from) {
  const order = reading(from).map((box) => ({ box, table: span(box.y).first }));
  return order.sort((a, b) => a.table - b.table || a.box.x - b.box.x || a.box.y - b.box.y)
    .map((each) => each.box);
}

function beside(order, box, step) {
  return order[order.indexOf(box) + step] || null;
}

const WAYS = {
  up: (box, column) => along(box, [-1, 0], false, column),
  down: (box, column) => along(box, [1, 0], false, column),
  top: (box, column) => along(box, [-1, 0], true, column),
  bottom: (box, column) => along(box, [1, 0], true, column),
  left: (box) => along(box, [0, -1], false, null),
  right: (box) => along(box, [0, 1], false, null),
  leftmost: (box) => along(box, [0, -1], true, null),
  rightmost: (box) => along(box, [0, 1], true, null),
  first: () => reading(null)[0] || null,
  last: () => reading(null).pop() || null,
  on: (box) => beside(byColumns(box), box, 1),
  back: (box) => beside(byColumns(box), box, -1),
  next: (box) => beside(reading(box), box, 1),
  previous: (box) => beside(reading(box), box, -1),
  here: () => null,
};

export function lead(box, way, column) {
  return WAYS[way](box, column);
}

export function isUpOrDown(way) {
  return /^(up|down|top|bottom)$/.test(way);
}

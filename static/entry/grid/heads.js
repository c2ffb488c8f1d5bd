/* The heads of a pasted block, matched to the columns of the table: a block of only some columns
   goes where its heads say. What stands under a head that the table does not know is doubtful. */

import { keyOf, keysOf } from "./labels.js";
import { at, span, valuesOf } from "./table.js";

/* The lowest head above a box, in the table that its row belongs to. */
function headAbove(box) {
  const from = span(box.y).first;
  for (let y = box.y - 1; y >= from; y--) {
    const above = at(y, box.x);
    if (above && above.role === "head") return above.text;
  }
  return "";
}

/* The lowest label that the block has above place `c` of a row. */
function written(heads, c) {
  for (let i = heads.length - 1; i >= 0; i--) if (heads[i][c].kind === "label") return heads[i][c].text;
  return "";
}

/* The boxes that the heads name, by place of the row; the same head twice is taken in order. */
function named(row, heads, boxes, from) {
  let last = -1;
  return row.map((cell, c) => {
    const text = c < from ? "" : written(heads, c);
    if (!text) return null;
    const fits = boxes.filter((box) => box.keys.indexOf(keyOf(text)) >= 0);
    const next = fits.find((box) => box.box.x > last) || fits[0];
    if (next) last = next.box.x;
    return next ? next.box : undefined;
  });
}

/* Where an unknown head probably stands: as far from a known one as in the block. */
function beside(places, c, y) {
  for (let d = 1; d < places.length; d++) {
    if (places[c - d]) return at(y, places[c - d].x + d);
    if (places[c + d]) return at(y, places[c + d].x - d);
  }
  return null;
}

function unsure(cell, box) {
  return [cell, box && box.input ? box : null, true];
}

/* Triples of written cell, box, whether it is doubtful; null where the row has no heads. */
export function byHeads(row, heads, y, from) {
  const boxes = valuesOf(y).map((box) => ({ box, keys: keysOf(headAbove(box)) }));
  const places = named(row, heads, boxes, from);
  if (!boxes.length || !places.some((box) => box !== null)) return null;
  if (!places.some(Boolean)) { /* heads of something else */
    return row.slice(from).map((cell, i) => unsure(cell, (boxes[i] || {}).box));
  }
  return row.slice(from).map((cell, i) => {
    const box = places[from + i];
    return box ? [cell, box, false] : unsure(cell, beside(places, from + i, y));
  });
}

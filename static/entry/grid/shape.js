/* The printed table as a pasted block is compared with it: where its labels, heads and values stand.
   Pure: of boxes it reads y, x, width, height, role, text, and `input`, which a value has. */

import { keyOf, keysOf, normal } from "./labels.js";

const NAMES = /^(caption|head|label)$/;

function group(boxes, keys) {
  const found = new Map();
  boxes.forEach((box) => {
    new Set(keys(box)).forEach((key) => found.set(key, (found.get(key) || []).concat(box)));
  });
  return found;
}

export function shapeOf(places) {
  const boxes = Array.from(new Set([].concat(...places))).filter(Boolean);
  const names = boxes.filter((box) => NAMES.test(box.role) && normal(box.text));
  const exact = group(names, (box) => [normal(box.text)]);
  const alike = group(names, (box) => keysOf(box.text));
  const rows = places.map((row, y) => boxes.filter((box) => box.y <= y && y < box.y + box.height));
  const values = rows.map((row, y) => row.filter((box) => box.input && box.y === y));

  function at(y, x) { return (places[y] && places[y][x]) || null; }

  function headAbove(box) {
    for (let y = box.y - 1; y >= 0 && at(y, box.x).role !== "caption"; y--) {
      if (at(y, box.x).role === "head") return at(y, box.x);
    }
    return null;
  }

  return {
    at, headAbove, height: places.length,
    /* The boxes that a text may name: as printed, else without numbering and in other spellings. */
    named(text) { return exact.get(normal(text)) || alike.get(keyOf(text)) || []; },
    /* From left to right. */
    values(y) { return values[y] || []; },
    /* The label next to the figures of row `y`. */
    innermost(y) {
      return (rows[y] || []).filter((box) => box.role === "label").sort((a, b) => b.x - a.x)[0] || null;
    },
    /* What a row of heads or captions begins with from left to right. */
    heads(y) { return (rows[y] || []).filter((box) => box.y === y && /head|caption/.test(box.role)); },
    firstColumn: Math.min(...boxes.filter((box) => box.input).map((box) => box.x)),
    hasLabels: names.some((box) => box.role === "label"),
  };
}

/* A head over figures, not the corner over the labels. */
export function isOverFigures(box, shape) {
  return box.role === "head" && box.x + box.width > shape.firstColumn;
}

/* All of it could as well stand so many rows and columns further on. */
export function fitsToo(pairs, shape, dy, dx) {
  return pairs.every((pair) => {
    const y = pair.box.y + dy, x = pair.box.x + dx, box = shape.at(y, x);
    return pair.cell.kind === "blank" || Boolean(box && box.input && box.y === y && box.x === x);
  });
}

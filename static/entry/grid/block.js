/* A pasted block, cell by cell, as its placement is decided: what is blank, what names a place of this
   table, what is a figure, and what is other words. */

import { readFigure } from "./figures.js";
import { visible } from "./labels.js";

const NO_FIGURE = /^(not_a_number|placeholder)$/;

function isFigure(text) {
  return ["money", "signed_count"].some((kind) => !NO_FIGURE.test(readFigure(text, kind).fault || ""));
}

function kindOf(text, boxes) {
  if (!text) return "blank";
  if (boxes.length) return "label";
  return isFigure(text) ? "figure" : "words";
}

/* `boxes` are those that the cell's text may name. */
function described(given, i, j, shape) {
  const text = visible(given.text).trim(), boxes = text ? shape.named(text) : [];
  return { i, j, text, mark: given.mark || "", away: Boolean(given.away), boxes, kind: kindOf(text, boxes) };
}

/* Excel ends a table with a hidden row that only sets widths. */
function withoutEnd(rows) {
  let end = rows.length;
  while (end && rows[end - 1].every((cell) => cell.away && !cell.text.trim())) end--;
  return rows.slice(0, end);
}

export function describe(given, shape) {
  const rows = withoutEnd(given).map((row, i) => row.map((cell, j) => described(cell, i, j, shape)));
  const cells = [].concat(...rows);
  return {
    rows, cells, height: rows.length, width: Math.max(...rows.map((row) => row.length), 0),
    at(i, j) { return (rows[i] && rows[i][j]) || null; },
    isNamed: cells.some((cell) => cell.kind === "label"),
    away: cells.some((cell) => cell.away),
    isRagged: rows.some((row) => row.length !== rows[0].length),
    spans: given.some((row) => row.some((cell) => cell.covered)),
  };
}

export function hasFigures(row) {
  return row.some((cell) => cell.kind === "figure");
}

export function names(cell, role) {
  return cell.boxes.filter((box) => box.role === role);
}

/* What cannot be placed of a row: its cells that are neither blank nor labels. */
export function leave(cells, why, name) {
  return cells.filter((cell) => cell.kind !== "blank" && cell.kind !== "label")
    .map((cell) => ({ cell, why, name: name || "" }));
}

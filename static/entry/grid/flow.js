/* A block in which a merged label takes one cell only, as Word and web pages copy a table into text:
   each row is its labels, and then its figures from the first column on. */

import { hasFigures, leave } from "./block.js";
import { rowOf } from "./names.js";
import { fitsToo } from "./shape.js";

function isFilled(cell) {
  return cell.kind !== "blank";
}

/* Heads in the order of one row of the table, with or without its corner. */
function areHeads(cells, shape) {
  for (let y = 0; y < shape.height; y++) {
    const heads = shape.heads(y);
    for (const expected of [heads, heads.slice(1)]) {
      const fits = expected.length === cells.length && cells.length > 0;
      if (fits && cells.every((cell, n) => cell.boxes.includes(expected[n]))) return true;
    }
  }
  return false;
}

/* Its labels and its figures. */
function split(row) {
  let end = 0, n = 0;
  while (n < row.length && (row[n].kind === "blank" || row[n].kind === "label")) {
    if (row[n++].kind === "label") end = n;
  }
  return { labels: row.slice(0, end), values: row.slice(end) };
}

function onlyRow(shape) {
  for (let y = 0; y < shape.height; y++) if (shape.values(y).length) return y;
  return null;
}

/* `values` without blanks at their end that the table has no boxes for. */
function lineOf(row, shape) {
  const parts = split(row), y = shape.hasLabels ? rowOf(parts.labels) : onlyRow(shape);
  const boxes = y === null ? [] : shape.values(y);
  let values = parts.values;
  while (values.length > boxes.length && !isFilled(values[values.length - 1])) values = values.slice(0, -1);
  return { row, y, boxes, values, labels: parts.labels };
}

function isWordsOnly(row) {
  return row.every((cell) => cell.kind === "blank" || cell.kind === "words");
}

/* The lines of the block that hold values; null where it has other heads than the table, or a row
   that is longer. */
function linesOf(block, shape) {
  const lines = [];
  for (const row of block.rows) {
    const filled = row.filter(isFilled);
    if (!filled.length || areHeads(filled, shape)) continue;
    const line = lineOf(row, shape), isLabelled = line.labels.some(isFilled);
    if (line.y === null && isWordsOnly(row)) continue;
    if (line.y === null ? !hasFigures(row) : line.values.length > line.boxes.length) return null;
    if (line.values.some((cell) => cell.kind === "label") || (isLabelled && !shape.hasLabels)) return null;
    lines.push(line);
  }
  return lines;
}

function nameOf(line) {
  const last = line.labels.filter(isFilled).pop();
  return last ? last.text : "";
}

function isWhole(line) {
  return line.values.length === line.boxes.length;
}

/* Shorter rows begin in the first column too, if the cell one is in says nothing else. */
function confirmed(result, shape, start) {
  const dx = start.x - shape.firstColumn, isOpen = dx && fitsToo(result.pairs, shape, 0, dx);
  return isOpen && !result.whole ? Object.assign(result, { refused: "columns" }) : result;
}

/* Null where the block is no such text. `whole` where its rows are as long as the table's. */
export function byFlow(block, shape, start) {
  const lines = block.away || block.spans ? null : linesOf(block, shape);
  const known = (lines || []).filter((line) => line.y !== null && line.values.some(isFilled));
  if (!known.length || known.length * 2 < lines.filter((line) => hasFigures(line.row)).length) return null;
  if (new Set(known.map((line) => line.y)).size < known.length) return null;
  const result = { pairs: [], left: [], whole: known.some(isWhole) };
  if (!result.whole && block.rows.some((row) => areHeads(row.filter(isFilled), shape))) return null;
  lines.forEach((line) => {
    if (line.y === null) return result.left.push(...leave(line.values, "row", nameOf(line)));
    line.values.forEach((cell, n) => result.pairs.push({ cell, box: line.boxes[n] }));
  });
  return confirmed(result, shape, start);
}

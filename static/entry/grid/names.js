/* A block whose rows or columns stand in another order than the table's, or of which some are left out:
   each row goes where its label says, each column where its head says. */

import { hasFigures, leave, names } from "./block.js";
import { fitsToo, isOverFigures } from "./shape.js";

function isHeadRow(row) {
  const labels = row.filter((cell) => cell.kind === "label");
  return !hasFigures(row) && labels.length > 0
    && labels.every((cell) => cell.boxes.some((box) => box.role !== "label"));
}

/* The row of the table that labels name together, or null: words after the last of them may say that
   it is only a part of that row. */
export function rowOf(cells) {
  const last = lastOf(cells);
  if (!last || !names(last, "label").length) return null;
  let rows = null;
  cells.filter((cell) => names(cell, "label").length).forEach((cell) => {
    const covered = new Set();
    names(cell, "label").forEach((box) => {
      for (let y = box.y; y < box.y + box.height; y++) covered.add(y);
    });
    rows = (rows || Array.from(covered)).filter((y) => covered.has(y));
  });
  return rows.length === 1 ? rows[0] : null;
}

function lastOf(cells) {
  return cells.filter((cell) => cell && cell.kind !== "blank").pop() || null;
}

/* The head right over figures that a cell names. */
function headOf(cell, shape) {
  const found = cell.boxes.filter((box) => {
    const below = shape.at(box.y + box.height, box.x);
    return isOverFigures(box, shape) && below && below.input;
  });
  return found.length === 1 ? found[0] : null;
}

/* For each column of the block the table's, `x` null where it has none, and what stands over it. */
function byHeads(block, heads, shape) {
  return Array.from({ length: block.width }, (none, j) => {
    const cell = lastOf(heads.map((row) => row[j])), head = cell && headOf(cell, shape);
    return { x: head ? head.x : null, head, name: cell ? cell.text : "" };
  });
}

/* Without heads the labels' own columns say where the others are, if all say the same. */
function byLabels(block, body) {
  const offsets = new Set();
  body.forEach((row) => row.forEach((cell) => {
    names(cell, "label").forEach((box) => offsets.add(box.x - cell.j));
  }));
  if (offsets.size !== 1) return null;
  const dx = Array.from(offsets)[0];
  return Array.from({ length: block.width }, (none, j) => ({ x: j + dx, head: null, name: "" }));
}

/* By their labels; without any they follow the heads. */
function rowsOf(body, from, columns, under) {
  const head = (columns.find((column) => column.head) || {}).head;
  return body.map((row) => {
    if (!from) return { y: head.y + head.height + row[0].i - under - 1, name: "" };
    const labels = row.slice(0, from), last = lastOf(labels);
    return { y: rowOf(labels), name: last ? last.text : "" };
  });
}

function isTwice(found, key) {
  const known = found.map((each) => each[key]).filter((each) => each !== null);
  return new Set(known).size < known.length;
}

function boxFor(row, column, shape) {
  const box = row.y === null || column.x === null ? null : shape.at(row.y, column.x);
  const fits = box && box.input && box.y === row.y && box.x === column.x;
  return fits && (!column.head || shape.headAbove(box) === column.head) ? box : null;
}

function pairUp(body, rows, columns, from, shape) {
  const result = { pairs: [], left: [], headed: columns.some((column) => column.head) };
  body.forEach((row, k) => row.slice(from).forEach((cell) => {
    const column = columns[cell.j], box = boxFor(rows[k], column, shape);
    if (box) result.pairs.push({ cell, box });
    else if (rows[k].y === null) result.left.push(...leave([cell], "row", rows[k].name));
    else result.left.push(...leave([cell], "column", column.name));
  }));
  return result;
}

/* Rows of which only the heads' place speaks, and columns of which only the labels' does: all of them
   are the table's, and the cell one is in must confirm them. */
function confirm(result, by, shape, start) {
  const isY = by === "rows", first = Math.min(...result.pairs.map((pair) => (isY ? pair.box.y : pair.box.x)));
  const dy = isY ? start.y - first : 0, dx = isY ? 0 : start.x - first;
  if (!isY && result.left.some((each) => each.why === "column")) return null;
  return (dy || dx) && fitsToo(result.pairs, shape, dy, dx) ? { refused: by } : result;
}

function isHead(cell, shape) {
  return Boolean(headOf(cell, shape));
}

/* Whether labels, heads and figures stand clear of each other, as on a grid: no figure among the labels
   or without a head, no head among the labels. */
function isClear(body, heads, from, shape) {
  const isBare = (cell) => cell.kind === "figure" && !lastOf(heads.map((row) => row[cell.j]));
  const hasHeads = heads.some((row) => row.some((cell) => isHead(cell, shape)));
  return !body.some((row) => hasFigures(row.slice(0, from)) || (hasHeads && row.some(isBare)))
    && !heads.some((row) => row.slice(0, from).some((cell) => isHead(cell, shape)));
}

/* Null where neither labels nor heads say enough. */
export function byNames(block, shape, start) {
  const heads = block.rows.filter(isHeadRow), body = block.rows.filter((row) => !isHeadRow(row));
  const labels = [].concat(...body).filter((cell) => names(cell, "label").length);
  const from = Math.max(0, ...labels.map((cell) => cell.j + 1));
  const isHeaded = heads.some((row) => row.some((cell) => isHead(cell, shape)));
  const columns = isHeaded ? byHeads(block, heads, shape) : byLabels(block, body);
  if (!columns || !isClear(body, heads, from, shape) || (block.away && !(from && isHeaded))) return null;
  const rows = rowsOf(body, from, columns, heads.length && heads[heads.length - 1][0].i);
  if (isTwice(rows.filter((row, k) => hasFigures(body[k])), "y") || isTwice(columns, "head")) return null;
  const result = pairUp(body, rows, columns, from, shape);
  if (!result.pairs.some((pair) => pair.cell.kind === "figure")) return null;
  if (isHeaded && from) return result;
  return confirm(result, isHeaded ? "rows" : "columns", shape, start);
}

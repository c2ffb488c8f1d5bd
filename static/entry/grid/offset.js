/* A block that is a part of the printed table, as a spreadsheet copies it: all of it lies on the table
   with one offset, and every label it has lies on itself. */

import { leave } from "./block.js";
import { fitsToo, isOverFigures } from "./shape.js";

const FREE_LINES = 10; // of words above and below the table, such as its title

/* A label stands where its box begins; one that a program repeats in the whole box stands there too. */
function agrees(cell, box, block, dy, dx) {
  const first = box && block.at(box.y - dy, box.x - dx);
  return cell.boxes.includes(box) && Boolean(first) && first.boxes.includes(box);
}

/* agrees, value, none, beside (the table), strange (words where a label stands), or null: then the
   block does not lie there. */
function fit(cell, block, shape, dy, dx) {
  const y = cell.i + dy, x = cell.j + dx, box = shape.at(y, x);
  const isValue = box && box.input, begins = Boolean(box) && box.y === y && box.x === x;
  if (cell.kind === "blank") return isValue && begins ? "value" : "none";
  if (cell.kind === "label") return agrees(cell, box, block, dy, dx) ? "agrees" : null;
  if (isValue) return begins ? "value" : null;
  if (!box || box.role === "value") return "beside";
  return cell.kind === "words" ? "strange" : null;
}

/* What the block has where the table has a label: itself, other words, or nothing. */
function nameOver(block, box, dy, dx) {
  const found = { words: "", agrees: false, isCut: !block.at(box.y - dy, box.x - dx) };
  for (let y = box.y; y < box.y + box.height; y++) {
    for (let x = box.x; x < box.x + box.width; x++) {
      const cell = block.at(y - dy, x - dx);
      if (cell && cell.kind === "words") found.words = cell.text;
      if (cell && cell.boxes.includes(box)) found.agrees = true;
    }
  }
  return found;
}

/* "" where the place is named, or cut off, or stands between places that are. */
function fault(found, isBetween) {
  if (found.words) return found.words;
  return found.agrees || found.isCut || isBetween ? "" : "?";
}

function between(numbers, n) {
  return Math.min(...numbers) < n && n < Math.max(...numbers);
}

function lay(block, shape, dy, dx) {
  const laid = { pairs: [], left: [], agreed: [], dy, dx };
  let lines = 0;
  for (const row of block.rows) {
    const fits = row.map((cell) => fit(cell, block, shape, dy, dx));
    if (fits.includes(null)) return null;
    const beside = row.filter((cell, j) => fits[j] === "beside");
    if (beside.length && !shape.at(row[0].i + dy, shape.firstColumn)) {
      if (beside.some((cell) => cell.kind === "figure") || ++lines > FREE_LINES) return null;
    }
    laid.left.push(...leave(beside, "beside"));
    row.forEach((cell, j) => {
      const box = shape.at(cell.i + dy, cell.j + dx);
      if (fits[j] === "value") laid.pairs.push({ cell, box });
      if (fits[j] === "agrees") laid.agreed.push({ cell, box });
    });
  }
  return laid;
}

/* Rows and columns whose label is another, or missing at the edge, keep what they hold. */
function refuseUnnamed(laid, block, shape) {
  const rows = laid.agreed.map((each) => each.cell.i);
  const columns = laid.agreed.filter((each) => isOverFigures(each.box, shape)).map((each) => each.cell.j);
  function why(cell, box) {
    const label = shape.innermost(box.y), head = shape.headAbove(box);
    const row = label && fault(nameOver(block, label, laid.dy, laid.dx), between(rows, cell.i));
    if (row) return ["row", row];
    const column = head && fault(nameOver(block, head, laid.dy, laid.dx), between(columns, cell.j));
    return column ? ["column", column] : null;
  }
  laid.pairs = laid.pairs.filter((pair) => {
    const found = why(pair.cell, pair.box);
    if (found) laid.left.push(...leave([pair.cell], found[0], found[1].replace("?", "")));
    return !found;
  });
}

function offsets(block) {
  const found = new Map();
  block.cells.forEach((cell) => cell.boxes.forEach((box) => {
    found.set((box.y - cell.i) + " " + (box.x - cell.j), [box.y - cell.i, box.x - cell.j]);
  }));
  return Array.from(found.values());
}

/* Labels say which row, heads which column; what neither says the cell one is in must confirm,
   unless there is no other way. */
function confirm(laid, block, shape, start) {
  const first = laid.pairs[0].box, dy = start.y - first.y, dx = start.x - first.x;
  const isRowed = laid.agreed.some((each) => /label|caption/.test(each.box.role));
  laid.headed = laid.agreed.some((each) => isOverFigures(each.box, shape));
  if (block.away && !(isRowed && laid.headed)) return { refused: "hidden" };
  if (!isRowed && dy && fitsToo(laid.pairs, shape, dy, 0)) return { refused: "rows" };
  if (!laid.headed && dx && fitsToo(laid.pairs, shape, 0, dx)) return { refused: "columns" };
  return laid;
}

function isInside(laid) {
  return !laid.left.some((each) => each.cell.kind === "figure");
}

/* Null where the block is no such part. */
export function byOffset(block, shape, start) {
  const all = offsets(block).map((each) => lay(block, shape, each[0], each[1]))
    .filter((each) => each && each.pairs.length);
  const laid = all.some(isInside) ? all.filter(isInside) : all;
  const here = laid.filter((each) => each.pairs[0].box === start);
  const found = laid.length === 1 ? laid[0] : here.length === 1 ? here[0] : null;
  if (!found) return laid.length ? { refused: "which" } : null;
  refuseUnnamed(found, block, shape);
  return found.pairs.length ? confirm(found, block, shape, start) : { refused: "nothing" };
}

/* Where a pasted block belongs in the table, decided once for the whole block: by labels that are
   labels of this table, and by the cell one is in for what they leave open. Never by what looks like a
   number. Pure: nothing of the page is read or set.

   The answer is `pairs` of a cell of the block and the box it goes into, with `left`, the cells that
   have no place and why; or `refused`, the reason for the whole block. */

import { describe } from "./block.js";
import { byFlow } from "./flow.js";
import { byNames } from "./names.js";
import { byOffset } from "./offset.js";

/* More cells one below the other than the table has rows. */
function isLines(block, shape) {
  return block.width === 1 && block.height > shape.height;
}

/* The block as it stands, its first cell in the cell one is in; nothing may fall beside it. */
function byCell(block, shape, start) {
  const pairs = [], dy = start.y, dx = start.x;
  if (block.away) return { refused: "hidden" };
  for (const cell of block.cells) {
    const box = shape.at(cell.i + dy, cell.j + dx);
    const fits = box && box.input && box.y === cell.i + dy && box.x === cell.j + dx;
    if (!fits && cell.kind !== "blank") return { refused: isLines(block, shape) ? "lines" : "shape" };
    if (fits) pairs.push({ cell, box });
  }
  return { pairs, left: [] };
}

function whyNot(block) {
  if (block.width === 1 && block.height > 1) return { refused: "lines" };
  return { refused: block.cells.some((cell) => cell.kind === "figure") ? "arrangement" : "nothing" };
}

/* The same figures in other boxes: then the labels do not say which is meant. */
function differ(one, other) {
  const boxes = new Map(one.pairs.map((pair) => [pair.cell, pair.box]));
  return other.pairs.some((pair) => pair.cell.kind !== "blank" && boxes.get(pair.cell) !== pair.box);
}

/* Text has no spans: whether a blank is a figure left out or the rest of a merged label, heads say, or
   rows of one length. */
function isUnclear(onGrid, flowing, block) {
  if (!flowing || onGrid.refused || onGrid.headed) return false;
  return (flowing.whole || block.isRagged) && differ(onGrid, flowing);
}

function byLabels(block, shape, start) {
  const flowing = byFlow(block, shape, start);
  const onGrid = byOffset(block, shape, start) || byNames(block, shape, start);
  if (onGrid) return isUnclear(onGrid, flowing, block) ? { refused: "columns" } : onGrid;
  return flowing || whyNot(block);
}

/* `rows` of {text, mark, away}, `shape` of the table (`shape.js`), `start` the box one is in. */
export function place(rows, shape, start) {
  const block = describe(rows, shape);
  const placed = block.isNamed ? byLabels(block, shape, start) : byCell(block, shape, start);
  return placed.refused ? { refused: placed.refused } : placed;
}

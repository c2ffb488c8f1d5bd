/* What was copied in a spreadsheet, a Word table or a web page, as changes of cells of the grid.
   Nothing is set here: `readBlock` only says what would change. */

import { byHeads } from "./heads.js";
import { keyOf, keysOf, normal } from "./labels.js";
import { hasFigures, readText } from "./pasted_text.js";
import { at, isOpen, keptAs, places, valuesOf } from "./table.js";

// Labels to places ----------------------------------------------------------------------------

function labelsOfRow(y) {
  return places[y].filter((box, x, row) => box && box.role === "label" && row.indexOf(box) === x);
}

/* Row by its innermost label; key -> the rows that have it, from top to bottom. */
function rowKeys() {
  const found = new Map();
  places.forEach((row, y) => {
    const labels = labelsOfRow(y);
    if (!labels.length) return;
    new Set(keysOf(labels[labels.length - 1].text)).forEach((each) => {
      found.set(each, (found.get(each) || []).concat(y));
    });
  });
  return found;
}

/* For each row of the block the row of the table it names, or null; the same label twice is
   taken in the order of the table. */
function namedRows(block) {
  const known = rowKeys();
  let last = -1;
  return block.map((row) => {
    for (let i = row.length - 1; i >= 0; i--) {
      const rows = row[i].kind === "label" ? known.get(keyOf(row[i].text)) : null;
      if (!rows) continue;
      const y = rows.find((each) => each > last);
      last = y === undefined ? rows[0] : y;
      return { y: last, after: i + 1, wide: labelsOfRow(last).pop().width };
    }
    return null;
  });
}

/* For each row the label rows right above its figures, as far as they are as long as it is: a web
   page leaves spans out of its heads, so that they do not stand above their figures. */
function headsOf(block) {
  let heads = [], open = false;
  return block.map((row) => {
    if (hasFigures(row)) {
      open = false;
      return heads.filter((head) => head.length === row.length);
    }
    if (!open) heads = [];
    open = true;
    heads = heads.concat([row]);
    return [];
  });
}

/* A spreadsheet leaves blank places beside a label that spans columns, a web page leaves none. In
   a block whose rows are equally long, the innermost labels say where the figures begin. */
function beginning(block, named) {
  const equal = block.every((row) => row.length === block[0].length);
  const known = named.filter(Boolean);
  const inner = known.filter((row) => row.wide === 1);
  const first = Math.max.apply(null, inner.map((row) => row.after));
  if (equal && inner.length) return (row, name) => Math.max(first, name.after);
  function leavesPlaces(name, i) {
    return !name || block[i].slice(name.after, name.after + name.wide - 1)
      .every((cell) => cell.kind === "blank");
  }
  const spaced = named.every(leavesPlaces);
  return (row, name, columns) => {
    const found = row.length - name.after;
    if (found > columns) return row.length - columns;
    return name.after + (spaced && found < columns ? name.wide - 1 : 0);
  };
}

/* Pairs of a written cell and the box it falls on; null for what falls outside. */
function byLabels(block, named) {
  const pairs = [], begin = beginning(block, named), heads = headsOf(block);
  block.forEach((row, i) => {
    if (!named[i]) return hasFigures(row) && row.forEach((cell) => { pairs.push([cell, null]); });
    const headed = byHeads(row, heads[i], named[i].y, named[i].after);
    if (headed) return headed.forEach((pair) => { pairs.push(pair); });
    const boxes = valuesOf(named[i].y), wide = places[named[i].y].length - boxes[0].x;
    const cells = row.slice(begin(row, named[i], wide));
    const side = cells.length > boxes.length ? spread(boxes) : boxes;
    cells.forEach((cell, x) => { pairs.push([cell, side[x] || null]); });
  });
  return pairs;
}

/* A wide box holds its figure in the first of its columns, as a spreadsheet copies it. */
function spread(boxes) {
  const side = [];
  boxes.forEach((box) => { side[box.x - boxes[0].x] = box; });
  return side;
}

function byPosition(block, start) {
  const first = block.findIndex(hasFigures), rows = first < 0 ? [] : block.slice(first);
  const labels = leadingLabels(rows);
  const width = Math.max.apply(null, rows.map((row) => row.length - labels).concat(0));
  const values = valuesOf(start.y), whole = width === values.length && (first > 0 || labels > 0);
  const x = whole ? values[0].x : start.x, pairs = [], heads = headsOf(block);
  rows.forEach((row, dy) => {
    const headed = byHeads(row, heads[first + dy], start.y + dy, labels);
    if (headed) return headed.forEach((pair) => { pairs.push(pair); });
    row.slice(labels).forEach((cell, dx) => {
      const box = at(start.y + dy, x + dx);
      pairs.push([cell, box && box.input && (box.x === x + dx || dx === 0) ? box : null]);
    });
  });
  return pairs;
}

/* Columns on the left that hold labels and no figure. */
function leadingLabels(rows) {
  const width = Math.min.apply(null, rows.map((row) => {
    const first = row.findIndex((cell) => /number|doubtful/.test(cell.kind));
    return first < 0 ? row.length : first;
  }));
  const labelled = rows.some((row) => row.slice(0, width).some((cell) => cell.kind === "label"));
  return labelled ? width : 0;
}

// Places to changes -----------------------------------------------------------------------------

function isDoubtful(cell, box, unsure) {
  if (cell.kind !== "number" || unsure) return true;
  if (box.input.dataset.kind === "money") return false;
  if (/[.元]/.test(cell.text)) return true;
  return /^-/.test(cell.text) && box.input.dataset.kind !== "signed_count";
}

function changeOf(cell, box, unsure) {
  const doubtful = isDoubtful(cell, box, unsure);
  return {
    input: box.input, label: box.input.getAttribute("aria-label"), doubtful,
    before: box.input.value, value: cell.text,
  };
}

function sorted(pairs) {
  const result = { changes: [], doubtful: 0, computed: 0, locked: 0, closed: 0, same: 0, outside: 0 };
  pairs.forEach((pair) => {
    const cell = pair[0], box = pair[1];
    if (cell.kind === "blank" || (!box && cell.kind === "label")) return; // blank leaves what is there
    if (!box) { result.outside++; return; }
    const change = changeOf(cell, box, pair[2]);
    const same = !change.doubtful && normal(change.before) === change.value;
    const kept = keptAs(box);
    if (!isOpen(box) && !kept) { result.computed++; return; }
    if (same) { result.same++; return; }
    if (kept) { result[kept]++; return; }
    if (change.doubtful) result.doubtful++;
    result.changes.push(change);
  });
  return result;
}

/* As `readText` where the text is no block; else its changes, and how many cells stay and why. */
export function readBlock(text, start) {
  const read = readText(text);
  if (!read || read.tooLarge) return read;
  const block = read.rows, named = namedRows(block);
  const known = block.filter((row, i) => named[i] && hasFigures(row)).length;
  const isNamed = known > 0 && known * 2 >= block.filter(hasFigures).length;
  return sorted(isNamed ? byLabels(block, named) : byPosition(block, start));
}

/* The table that a spreadsheet, Word or a web page leaves as HTML, as rows of cells on a grid: a span
   leaves blank cells, as in a spreadsheet. Of a cell `mark` says what its text alone does not: hidden,
   struck through, or raised, as a footnote is; `away` that its row or column is hidden, `covered` that
   a span covers it. Nothing of it becomes part of the page, and all of it is bounded. */

import { parsedHtml } from "./pasted_styles.js";

const LONGEST_CELL = 500, LIMIT = { rows: 301, columns: 61 }; // one more than a block may have
const HIDDEN = /display\s*:\s*none|visibility\s*:\s*(hidden|collapse)|mso-hide\s*:\s*all/i;
const STRUCK = /text-decoration[^;]*line-through/i;
const RAISED = /vertical-align\s*:\s*(super|sub)|mso-text-raise\s*:\s*(?!0)/i;
const SKIPPED = /^(SCRIPT|STYLE|TEMPLATE|NOSCRIPT|TITLE|RT|RP)$/;
const BREAKS = /^(BR|P|DIV|LI)$/;

function markOf(element, style) {
  const name = element.tagName;
  if (element.hidden || HIDDEN.test(style)) return "hidden";
  if (/^(S|STRIKE|DEL)$/.test(name) || STRUCK.test(style)) return "struck";
  return /^(SUP|SUB)$/.test(name) || RAISED.test(style) ? "raised" : "";
}

/* Text and mark of a cell. What is hidden within it is left out and marks it. */
function read(element, styleOf) {
  let text = "", mark = "";
  function walk(node) {
    if (node.nodeType === 3) text += node.data.replace(/[ \t\r\n\f]+/g, " ");
    if (node.nodeType !== 1 || SKIPPED.test(node.tagName) || text.length > LONGEST_CELL) return;
    const own = markOf(node, styleOf(node)), begin = text.length, isOut = own === "hidden" && node !== element;
    if (!isOut) node.childNodes.forEach(walk);
    if (own && (isOut ? node.textContent : text.slice(begin)).trim()) mark = mark || own;
    if (BREAKS.test(node.tagName)) text += "\n";
  }
  walk(element);
  return { text: text.slice(0, LONGEST_CELL).replace(/ *\n */g, "\n").replace(/^[ \n]+|[ \n]+$/g, ""), mark };
}

function number(element, name) {
  const written = parseInt(element.getAttribute(name), 10);
  return Math.min(written > 0 ? written : 1, LIMIT.rows);
}

/* One cell into the grid, over all places that it spans. */
function lay(grid, y, element, cell) {
  let x = 0;
  while (grid[y][x]) x++;
  const right = Math.min(x + number(element, "colspan"), LIMIT.columns);
  const below = Math.min(y + number(element, "rowspan"), LIMIT.rows);
  for (let row = y; row < below; row++) {
    grid[row] = grid[row] || [];
    for (let at = x; at < right; at++) grid[row][at] = row > y || at > x ? { text: "", covered: true } : cell;
  }
}

/* Excel writes many blank rows as one. */
function blankRows(style) {
  const found = /mso-xlrowspan\s*:\s*(\d{1,3})/i.exec(style);
  return found ? Math.max(Number(found[1]) - 1, 0) : 0;
}

function hiddenColumns(table, styleOf) {
  const found = [];
  table.querySelectorAll("col").forEach((each) => {
    const isHidden = markOf(each, styleOf(each)) === "hidden";
    for (let n = number(each, "span"); n > 0 && found.length < LIMIT.columns; n--) found.push(isHidden);
  });
  return found;
}

function away(cell) {
  return { text: cell.text, mark: cell.text ? "hidden" : "", away: true };
}

function layRow(grid, y, row, styleOf) {
  const isHidden = markOf(row, styleOf(row)) === "hidden";
  grid[y] = grid[y] || [];
  Array.from(row.cells).slice(0, LIMIT.columns).forEach((element) => {
    const cell = read(element, styleOf), isGone = markOf(element, styleOf(element)) === "hidden";
    if (isGone && !cell.text) return; // under a span, as some editors leave it
    lay(grid, y, element, isHidden || isGone ? away(cell) : cell);
  });
}

function rowsOfTable(table, styleOf) {
  const grid = [], columns = hiddenColumns(table, styleOf);
  let y = 0;
  for (const row of table.rows) {
    if (y >= LIMIT.rows) break;
    layRow(grid, y, row, styleOf);
    y += 1 + blankRows(styleOf(row));
  }
  grid.length = y;
  return Array.from(grid, (row) => Array.from(row || [], (cell, x) => (
    columns[x] ? away(cell || { text: "" }) : cell || { text: "" }
  )));
}

/* Tables that hold no other table, one below the other; null where there is none. */
export function rowsOfHtml(html) {
  const parsed = parsedHtml(html), rows = [];
  if (!parsed) return null;
  const { page, styleOf } = parsed;
  const tables = Array.from(page.querySelectorAll("table")).filter((each) => !each.querySelector("table"));
  for (const table of tables) {
    if (rows.length < LIMIT.rows) rows.push(...rowsOfTable(table, styleOf));
  }
  const width = Math.max(...rows.map((row) => row.length), 0);
  rows.forEach((row) => { while (row.length < width) row.push({ text: "" }); });
  return tables.length ? rows : null;
}

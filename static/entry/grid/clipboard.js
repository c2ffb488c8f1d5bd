/* What somebody pastes, as rows of cells. The HTML says more than the text, where there is some: which
   cells are merged, hidden, struck through or raised. */

import { rowsOfHtml } from "./pasted_html.js";
import { rowsOfText } from "./pasted_text.js";

const LIMIT = { text: 200000, html: 2000000, rows: 300, columns: 60 };

function isTooLarge(rows) {
  return rows.length > LIMIT.rows || rows.some((row) => row.length > LIMIT.columns);
}

function isOneValue(rows) {
  return rows.every((row, y) => row.length === 1 && (y === 0 || !row[0].text.trim())) && !rows[0][0].mark;
}

/* Null for one value for one cell, which goes in as in every field; else `rows`, or `tooLarge`. */
export function readClipboard(data) {
  const text = data.getData("text/plain"), html = data.getData("text/html");
  if (text.length > LIMIT.text || html.length > LIMIT.html) return { text, html, tooLarge: true };
  const rows = (html && rowsOfHtml(html)) || rowsOfText(text);
  if (isOneValue(rows)) return null;
  return isTooLarge(rows) ? { text, html, tooLarge: true } : { text, html, rows };
}

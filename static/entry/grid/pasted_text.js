/* The text that a spreadsheet, Word or a web page leaves when a table is copied, as rows of cells. */

import { isRaised, normal, visible } from "./labels.js";

const LIMIT = { characters: 200000, rows: 300, columns: 60 };
const NUMBER = /^[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?$/;
const THIN_SPACE = /(\d)[\u2009\u202f](?=\d{3}(?!\d))/g; // between thousands
const SPACED = /[\d.,]\s+[\d.,]/; // perhaps two numbers
const PLACEHOLDER = /^([/\\\-—–]+|无|没有|空)$/;

/* A cell in quotes may hold tabs, line ends and doubled quotes; a stray quote is a character. */
const QUOTED = /^"((?:[^"]|"")*)"(?=\t|\n|$)/, PLAIN = /^[^\t\n]*/;

function rowsOf(text) {
  let rest = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "");
  const rows = [[]];
  for (;;) {
    const quoted = rest[0] === '"' ? QUOTED.exec(rest) : null;
    const found = quoted || PLAIN.exec(rest);
    rows[rows.length - 1].push(quoted ? quoted[1].replace(/""/g, '"') : found[0]);
    const end = rest[found[0].length];
    if (!end) return rows;
    if (end === "\n") rows.push([]);
    rest = rest.slice(found[0].length + 1);
  }
}

/* kind: blank, number, doubtful (a sign for nothing, two numbers, a fraction or minus), label. */
export function read(pasted) {
  const written = visible(pasted);
  const joined = written.replace(THIN_SPACE, "$1"), text = normal(joined);
  const bare = text.replace(/^([+-]?[\d,.]+)[件项条宗个]$/, "$1");
  if (!text) return { kind: "blank", text: "" };
  if (isRaised(written)) {
    const figure = /^[+-]?[\d,.]+$/.test(text);
    return { kind: figure ? "doubtful" : "label", text: written.trim() };
  }
  if (SPACED.test(joined.normalize("NFKC")) && NUMBER.test(bare)) {
    return { kind: "doubtful", text: written.trim() };
  }
  if (NUMBER.test(bare)) return { kind: "number", text: bare.replace(/,/g, "") };
  if (/^[+-]?[\d,.]+万?元$/.test(text)) return { kind: "number", text };
  const unsure = PLACEHOLDER.test(text) || /^[+-]?[\d,.]+\D?$/.test(text);
  return { kind: unsure ? "doubtful" : "label", text: written.trim() };
}

export function hasFigures(row) {
  return row.some((cell) => cell.kind === "number" || cell.kind === "doubtful");
}

/* Null where the text is one value for one cell; `tooLarge` where it is no block for this form. */
export function readText(text) {
  if (!/[\t\n]/.test(text.replace(/[\r\n]+$/, ""))) return null;
  if (text.length > LIMIT.characters) return { tooLarge: true };
  const rows = rowsOf(text);
  if (rows.length > LIMIT.rows || rows.some((row) => row.length > LIMIT.columns)) {
    return { tooLarge: true };
  }
  return { rows: rows.map((row) => row.map(read)) };
}

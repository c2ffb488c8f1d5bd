/* The text that a spreadsheet, Word or a web page leaves when a table is copied, as rows of cells. */

/* A cell in quotes may hold tabs, line ends and doubled quotes; a stray quote is a character. */
const QUOTED = /^"((?:[^"]|"")*)"(?=\t|\n|$)/, PLAIN = /^[^\t\n]*/;

export function rowsOfText(text) {
  let rest = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  const rows = [[]];
  for (;;) {
    const quoted = rest[0] === '"' ? QUOTED.exec(rest) : null;
    const found = quoted || PLAIN.exec(rest);
    rows[rows.length - 1].push({ text: quoted ? quoted[1].replace(/""/g, '"') : found[0] });
    const end = rest[found[0].length];
    if (!end) return rows;
    if (end === "\n") rows.push([]);
    rest = rest.slice(found[0].length + 1);
  }
}

/* What is said of a pasted block: how much of it goes in, and by name what does not, and why. */

import { having } from "./outcome.js";

const words = document.getElementById("paste-preview").dataset;
const MOST_NAMED = 3;

function filled(text, values) {
  return Object.keys(values).reduce((said, name) => said.split("{" + name + "}").join(values[name]), text);
}

function wordFor(prefix, name) {
  return words[prefix + name.replace(/(^|_)(.)/g, (all, dash, letter) => letter.toUpperCase())];
}

function labelOf(entry) {
  return entry.input.getAttribute("aria-label");
}

/* How many cells, by what becomes of them; nothing of those that are none. */
export function counts(outcome, differing) {
  const changed = having(outcome, "changed").length, set = changed + having(outcome, "filled").length;
  const numbers = [
    [words.fills, set], [words.replaces, changed], [words.refusedCount, having(outcome, "refused").length + outcome.left.length],
    [words.differs, differing.length], [words.same, having(outcome, "same").length],
    [words.locked, having(outcome, "locked").length], [words.closed, having(outcome, "closed").length],
  ];
  const said = numbers.filter((each) => each[1]).map((each) => filled(each[0], { n: each[1] }));
  return (set ? said : [words.nothing].concat(said)).join(" ");
}

function whyLeft(each) {
  return filled(wordFor("left", each.why + (each.name || each.why === "beside" ? "" : "_unnamed")), { name: each.name });
}

/* Lines of {text, input}: what is not filled in, and totals that do not add up. */
export function problems(outcome, differing) {
  const refused = having(outcome, "refused", "locked", "closed").map((entry) => {
    const why = wordFor("fault", entry.state === "refused" ? entry.fault : entry.state);
    return { input: entry.input, text: filled(words.line, { place: labelOf(entry), found: entry.found, why }) };
  });
  const sums = differing.map((entry) => ({
    input: entry.input,
    text: filled(words.sum, { place: labelOf(entry), found: entry.found, sum: entry.sum || words.blank }),
  }));
  const left = outcome.left.map((each) => ({
    input: null,
    text: filled(words.leftLine, {
      row: each.cell.i + 1, column: each.cell.j + 1, found: each.cell.text, why: whyLeft(each),
    }),
  }));
  return sums.concat(refused, left);
}

/* After a paste: how many cells, and the first of those that were left out. */
export function done(outcome, n) {
  const out = having(outcome, "refused"), said = filled(words.pasted, { n });
  if (!out.length) return said;
  const list = out.slice(0, MOST_NAMED).map((entry) => labelOf(entry) + " “" + entry.found + "”");
  if (out.length > MOST_NAMED) list.push("…");
  return said + " " + filled(words.leftOut, { n: out.length, list: list.join("，") });
}

export function undone(n) {
  return filled(words.undone, { n });
}

export function applying(n) {
  return filled(words.apply, { n });
}

export function zeros(n) {
  return filled(words.zeros, { n });
}

export function whyRefused(reason) {
  return wordFor("refused", reason);
}

/* What is written in a cell, read as the server reads it: the twin of `reports/form/numbers.py`. The
   examples in `tests/support/figures.toml` bind both. */

import { normal, visible, withoutRaised, withoutStrokes } from "./labels.js";

const MAX_DIGITS = 12, MONEY_DECIMALS = 4;
const NUMBER = /^([+-]?)(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d+))?$/;
const THIN_SPACE = /(\d)[\u2009\u202f](?=\d{3}(?!\d))/g; // between thousands
const SPACED = /[\d.,]\s+[\d.,]/; // perhaps two numbers
const PLACEHOLDER = /^([/\\]|--?|——?|无|没有|空)$/;
const DRESSED = /^[¥$]?[+-]?[\d,]+(\.\d+)?([份件项条宗个次人户篇起例部批张家名册期场页则款本封位]次?|[百千万亿]?元?|%)$/;
const HALF_WRITTEN = /^[+-]?(\d+\.|\.\d+)$/;
const UNITS = { money: /(万?元)$/, count: /([件项条宗个])$/ };

function splitUnit(text, kind) {
  const found = UNITS[kind === "money" ? "money" : "count"].exec(text);
  return found ? [text.slice(0, -found[1].length), found[1]] : [text, ""];
}

function trimmed(whole, decimals) {
  const figure = whole.replace(/^0+(?=\d)/, ""), rest = decimals.replace(/0+$/, "");
  return rest ? figure + "." + rest : figure;
}

/* In units of ten thousand yuan. Yuan are rounded to whole ones. */
function money(whole, decimals, unit) {
  if (unit !== "元") {
    if (/[1-9]/.test(decimals.slice(MONEY_DECIMALS))) return { fault: "too_precise" };
    return { figure: trimmed(whole, decimals.slice(0, MONEY_DECIMALS)) };
  }
  const yuan = String(BigInt(whole) + (decimals[0] >= "5" ? 1n : 0n)).padStart(MONEY_DECIMALS + 1, "0");
  return { figure: trimmed(yuan.slice(0, -MONEY_DECIMALS), yuan.slice(-MONEY_DECIMALS)) };
}

function count(whole, decimals) {
  if (/[1-9]/.test(decimals)) return { fault: "not_whole" };
  return { figure: trimmed(whole, "") };
}

function faultOf(text) {
  if (HALF_WRITTEN.test(text)) return "half_written";
  return DRESSED.test(text) ? "dressed" : "not_a_number";
}

function number(text, kind) {
  const split = splitUnit(text, kind), found = NUMBER.exec(split[0]);
  if (!found) return { fault: faultOf(text) };
  const whole = found[2].replace(/,/g, ""), decimals = found[3] || "";
  if (whole.length > MAX_DIGITS) return { fault: "too_long" };
  const read = kind === "money" ? money(whole, decimals, split[1]) : count(whole, decimals);
  if (found[1] !== "-" || read.fault || !/[1-9]/.test(read.figure)) return read;
  return kind === "signed_count" ? { figure: "-" + read.figure } : { fault: "negative" };
}

/* Words with a mark, as a label has, are just words. */
function faultOfMarked(plain, kind, fault) {
  return readFigure(plain, kind).fault === "not_a_number" ? "not_a_number" : fault;
}

/* `figure` is the number as it is kept, "" of a blank; or `fault`, the server's name of what is wrong.
   Kinds are count, signed_count and money. */
export function readFigure(written, kind) {
  const found = visible(written).trim();
  const unstruck = withoutStrokes(found), plain = withoutRaised(found);
  if (unstruck !== found) return { fault: faultOfMarked(unstruck, kind, "struck") };
  if (plain !== found) return { fault: faultOfMarked(plain, kind, "raised") };
  const joined = found.replace(THIN_SPACE, "$1"), text = normal(joined);
  if (!text) return { figure: "" };
  if (PLACEHOLDER.test(text)) return { fault: "placeholder" };
  if (SPACED.test(joined.normalize("NFKC"))) return { fault: "spaced" };
  return number(text, kind);
}

/* As a cell shows it: increases and decreases carry their sign. */
export function shownFigure(figure, kind) {
  return kind === "signed_count" && /^[1-9]/.test(figure) ? "+" + figure : figure;
}

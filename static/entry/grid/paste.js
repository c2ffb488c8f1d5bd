/* A block pasted into a cell: shown in the form first, set by one press, undone by one. */

import { form } from "../form.js";
import { readClipboard } from "./clipboard.js";
import { having, outcomeOf, withZeros } from "./outcome.js";
import { applying, counts, done, problems, undone, whyRefused, zeros } from "./paste_words.js";
import { place } from "./placement.js";
import { hidePreview, showPreview } from "./preview.js";
import { readIn } from "./read_in.js";
import { shapeOf } from "./shape.js";
import { boxOf, isOpen, places, put, table } from "./table.js";

const bar = document.getElementById("paste-preview");
const said = document.getElementById("grid-said");
const press = {};
bar.querySelectorAll("button").forEach((each) => { press[each.dataset.grid] = each; });
let shape = null; // of the table, made when it is needed
let shown = null; // what the bar speaks of: start, pasted, outcome
let pasted = null; // what one press undoes
let typedSince = false;

function bringIntoView(input) {
  input.parentNode.scrollIntoView({ block: "center", inline: "center" });
}

function problemLine(problem) {
  const line = document.createElement("li");
  if (!problem.input) {
    line.textContent = problem.text;
    return line;
  }
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-link";
  button.textContent = problem.text;
  button.addEventListener("click", () => { bringIntoView(problem.input); });
  line.appendChild(button);
  return line;
}

function listProblems(found) {
  const list = bar.querySelector(".paste-problems");
  list.textContent = "";
  list.append(...found.map(problemLine));
  list.hidden = !found.length;
}

function open(summary, first) {
  bar.querySelector("#paste-counts").textContent = summary;
  bar.hidden = false;
  first.focus({ preventScroll: true });
}

function close() {
  hidePreview();
  bar.hidden = true;
  shown.start.input.focus({ preventScroll: true });
  shown = null;
}

/* As the block is, or with zeros where it says that there was nothing. */
function preview(isZeroed) {
  const outcome = isZeroed ? withZeros(shown.read) : shown.read, differing = showPreview(outcome);
  const count = having(outcome, "filled", "changed").length;
  shown.outcome = outcome;
  listProblems(problems(outcome, differing));
  press.zeros.hidden = !shown.read.none;
  press.zeros.textContent = zeros(shown.read.none);
  press.zeros.setAttribute("aria-pressed", String(isZeroed));
  press.apply.hidden = !count;
  press.apply.textContent = applying(count);
  press.read.hidden = !outcome.left.length;
  open(counts(outcome, differing), count ? press.apply : shown.read.none ? press.zeros : press.cancel);
  outcome.entries[0].input.scrollIntoView({ block: "nearest", inline: "nearest" });
}

/* Reading in is the first thing to do only with what is more than a part of this table. */
function refuse(reason) {
  listProblems([]);
  [press.zeros, press.apply].forEach((each) => { each.hidden = true; });
  press.read.hidden = false;
  open(whyRefused(reason), /^(lines|arrangement|too_large)$/.test(reason) ? press.read : press.cancel);
}

function report(message, undo) {
  said.textContent = message;
  if (!undo) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-sm btn-outline-primary";
  button.textContent = bar.dataset.undo;
  button.addEventListener("click", takeBack);
  said.append(" ", button);
}

/* Values as they stand now: somebody else's may have come meanwhile. */
function set() {
  const outcome = shown.outcome;
  pasted = having(outcome, "filled", "changed").filter((each) => isOpen(each.box))
    .map((each) => ({ input: each.input, value: each.value, before: each.input.value }));
  close();
  put(pasted, "pasted");
  typedSince = false;
  report(done(outcome, pasted.length), true);
}

/* Cells that were changed after the paste keep what they hold. */
function takeBack() {
  const values = pasted.filter((each) => each.input.value === each.value)
    .map((each) => ({ input: each.input, value: each.before }));
  put(values, "undo");
  values.length && values[0].input.focus();
  pasted = null;
  report(undone(values.length), false);
}

function show(read, start) {
  shape = shape || shapeOf(places);
  const placed = read.tooLarge ? { refused: "too_large" } : place(read.rows, shape, start);
  shown = { start, pasted: read };
  if (placed.refused) return refuse(placed.refused);
  shown.read = outcomeOf(placed);
  preview(false);
}

function onPaste(event) {
  const box = boxOf(event.target), read = box && readClipboard(event.clipboardData);
  if (!read) return; // one value: as in every field
  event.preventDefault();
  show(read, box);
}

function pressed(event) {
  if (event.isComposing || event.keyCode === 229 || !pasted || typedSince) return;
  if (!event.ctrlKey || event.shiftKey || event.key.toLowerCase() !== "z") return;
  event.preventDefault();
  takeBack();
}

function pressedInPreview(event) {
  const isElsewhere = !event.target.closest("button, a, summary, input, select, textarea");
  if (bar.hidden || event.isComposing) return;
  if (event.key === "Escape") close();
  else if (event.key === "Enter" && isElsewhere && !press.apply.hidden) set();
  else return;
  event.preventDefault();
}

export function previewPastes() {
  table.addEventListener("paste", onPaste);
  press.apply.addEventListener("click", set);
  press.cancel.addEventListener("click", close);
  press.zeros.addEventListener("click", () => {
    preview(press.zeros.getAttribute("aria-pressed") !== "true");
  });
  press.read.addEventListener("click", () => { readIn(bar.dataset.readIn, shown.pasted); });
  form.addEventListener("input", (event) => {
    if (event.isTrusted) typedSince = true;
  });
  form.addEventListener("keydown", pressed);
  document.addEventListener("keydown", pressedInPreview);
}

/* A block pasted into a cell: first shown cell by cell, set by one press, undone by one. */

import { form } from "../form.js";
import { readBlock } from "./block.js";
import { boxOf, put, table } from "./table.js";

const dialog = document.getElementById("paste-preview");
const said = document.getElementById("grid-said");
const words = dialog.dataset;
const list = dialog.querySelector("tbody");
const apply = dialog.querySelector("[data-grid=apply]");
const cancel = dialog.querySelector("[data-grid=cancel]");
let shown = null; // what the preview shows
let pasted = null; // what one press undoes
let typedSince = false;

function text(tag, content, name) {
  const element = document.createElement(tag);
  element.textContent = content;
  if (name) element.className = name;
  return element;
}

function row(change) {
  const line = document.createElement("tr");
  const label = text("th", change.label);
  const value = text("td", change.value);
  label.scope = "row";
  if (change.doubtful) {
    line.className = "doubtful";
    value.appendChild(text("span", words.doubtful, "mark"));
  }
  line.append(label, text("td", change.before || words.blank), value);
  return line;
}

function counts(block) {
  return ["computed", "locked", "closed", "same", "outside"].filter((each) => block[each])
    .map((each) => words[each].replace("{n}", block[each])).join(" ");
}

function preview(block) {
  const lines = document.createDocumentFragment();
  block.changes.forEach((change) => { lines.appendChild(row(change)); });
  list.textContent = "";
  list.appendChild(lines);
  shown = block.changes.filter((change) => !change.doubtful);
  dialog.querySelector(".table-frame").hidden = !block.changes.length;
  dialog.querySelector(".paste-counts").textContent =
    [shown.length ? "" : words.nothing, counts(block)].join(" ").trim();
  apply.hidden = !shown.length;
  apply.textContent = words.apply.replace("{n}", shown.length);
  dialog.showModal();
  (shown.length ? apply : cancel).focus();
}

function report(message, undo) {
  said.textContent = message;
  if (!undo) return;
  const button = text("button", words.undo, "btn btn-sm btn-outline-primary");
  button.type = "button";
  button.addEventListener("click", takeBack);
  said.append(" ", button);
}

function set() {
  dialog.close();
  put(shown, "pasted");
  pasted = shown;
  typedSince = false;
  report(words.pasted.replace("{n}", pasted.length), true);
}

/* Cells that were changed after the paste keep what they hold. */
function takeBack() {
  const values = pasted.filter((each) => each.input.value === each.value)
    .map((each) => ({ input: each.input, value: each.before }));
  put(values, "undo");
  values.length && values[0].input.focus();
  pasted = null;
  report(words.undone.replace("{n}", values.length), false);
}

function onPaste(event) {
  const box = boxOf(event.target);
  if (!box) return;
  const block = readBlock(event.clipboardData.getData("text/plain"), box);
  if (!block) return; // one value: as in every field
  event.preventDefault();
  if (block.tooLarge) report(words.tooLarge, false);
  else preview(block);
}

function pressed(event) {
  if (event.isComposing || event.keyCode === 229 || !pasted || typedSince) return;
  if (!event.ctrlKey || event.shiftKey || event.key.toLowerCase() !== "z") return;
  event.preventDefault();
  takeBack();
}

/* Where the browser knows no dialog, each value is pasted into its cell as in every field. */
export function previewPastes() {
  if (!dialog.showModal) return;
  table.addEventListener("paste", onPaste);
  apply.addEventListener("click", set);
  cancel.addEventListener("click", () => { dialog.close(); });
  form.addEventListener("input", (event) => {
    if (event.isTrusted) typedSince = true;
  });
  form.addEventListener("keydown", pressed);
}

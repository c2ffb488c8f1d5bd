/* One press sets the cell that is probably wrong, and one takes that back; the next blank cell is one
   press away. The lists come anew with each save, so that their presses are caught where they stand.
   Chromium 80 is enough. */

import { form } from "../form.js";
import { put } from "./table.js";

const list = document.getElementById("section-findings");
const said = document.getElementById("grid-said");
const words = document.getElementById("paste-preview").dataset;

function input(cell) {
  return document.getElementById("f-" + cell);
}

/* As the server wrote it into the button: cell:now:to be; two belong together. */
function changesOf(press) {
  return press.split(";").map((part) => part.split(":")).map((part) => (
    { input: input(part[0]), before: part[1], value: part[2] }
  ));
}

function report(message, undo) {
  said.textContent = message;
  if (!undo) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-sm btn-outline-primary";
  button.textContent = words.undo;
  button.addEventListener("click", undo);
  said.append(" ", button);
}

function takeBack(changes) {
  const kept = changes.every((each) => each.input.value === each.value);
  if (!kept) return report(list.parentNode.dataset.changed);
  put(changes.map((each) => ({ input: each.input, value: each.before })), "undo");
  changes[0].input.focus();
  return report(words.undone.replace("{n}", changes.length));
}

function set(button) {
  const changes = changesOf(button.value);
  const stands = changes.every((each) => (
    each.input && !each.input.readOnly && each.input.value === each.before
  ));
  if (!stands) return report(list.parentNode.dataset.changed);
  put(changes, "suggested");
  changes[0].input.focus();
  const told = changes.map((each) => (
    each.input.getAttribute("aria-label") + " " + each.before + " → " + each.value
  ));
  return report(told.join("; "), () => { takeBack(changes); });
}

/* Round the table, beginning behind the cell one was in last. */
function goToNextBlank() {
  const all = Array.from(form.querySelectorAll("td.value input"));
  const at = all.indexOf(last) + 1;
  const next = all.slice(at).concat(all.slice(0, at))
    .find((each) => !each.readOnly && !each.value.trim());
  if (next) next.focus();
  return Boolean(next);
}

let last = null;

function pressed(event) {
  const button = event.target.closest("button[name=set]");
  const blank = event.target.closest("a.next-blank");
  if (button) {
    event.preventDefault();
    set(button);
  } else if (blank && goToNextBlank()) {
    event.preventDefault();
  }
}

export function setSuspects() {
  list.addEventListener("click", pressed);
  form.addEventListener("focusin", (event) => {
    if (event.target.closest("td.value")) last = event.target;
  });
}

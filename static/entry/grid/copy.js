/* The whole table to a spreadsheet with one key: labels and totals too, a span as Excel copies it,
   in its first place. */

import { form } from "../form.js";
import { places } from "./table.js";

const tools = document.querySelector(".grid-tools");
const said = document.getElementById("grid-said");

/* A quoted cell where it must be; what a spreadsheet would take for a formula is made text. */
function quoted(text) {
  if (/^[=@+-]/.test(text) && !/^[+-]?[\d.,]+$/.test(text)) text = "'" + text;
  return /[\t\r\n"]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
}

function written() {
  return places.map((row, y) => row.map((box, x) => {
    if (!box || box.y !== y || box.x !== x) return "";
    return quoted(box.input ? box.input.value : box.text);
  }).join("\t")).join("\r\n") + "\r\n";
}

/* Without HTTPS a page has no clipboard of its own: then a field's text is copied. */
function copyByField(text) {
  const field = document.createElement("textarea"), before = document.activeElement;
  field.value = text;
  field.className = "visually-hidden";
  document.body.appendChild(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  if (before && before.focus) before.focus({ preventScroll: true });
  return done;
}

function say(done) {
  said.textContent = done ? tools.dataset.copied : tools.dataset.notCopied;
}

function copy() {
  const text = written();
  if (!navigator.clipboard) return say(copyByField(text));
  navigator.clipboard.writeText(text).then(
    () => { say(true); },
    () => { say(copyByField(text)); }
  );
}

function pressed(event) {
  if (event.isComposing || event.keyCode === 229) return;
  if (!event.ctrlKey || !event.shiftKey || event.key.toLowerCase() !== "c") return;
  event.preventDefault();
  copy();
}

export function offerCopy() {
  tools.hidden = false;
  tools.querySelector("[data-grid=copy]").addEventListener("click", copy);
  form.addEventListener("keydown", pressed);
}

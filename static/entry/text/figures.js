/* A figure of the tables is put where the cursor stands: the list of the page becomes a dialog with
   a field to search in. Without this file the list appends to the text. Chromium 80 is enough. */

import { field, replace } from "./marks.js";

const folded = document.getElementById("live-figures");
const say = folded.dataset, options = Array.from(folded.querySelectorAll("option[data-value]"));
const opener = document.createElement("button"), dialog = document.createElement("dialog");
let search, found;

function make(name, into, made) {
  return into.appendChild(Object.assign(document.createElement(name), made));
}

function build() {
  const title = folded.querySelector("summary").textContent;
  dialog.className = "figure-dialog";
  dialog.dataset.popover = "";
  dialog.setAttribute("aria-label", title);
  const head = make("div", dialog, { className: "figure-dialog-head" });
  make("h2", head, { textContent: title });
  const close = make("button", head, {
    type: "button", className: "btn btn-sm btn-outline-primary", textContent: say.close,
  });
  close.addEventListener("click", () => { dialog.close(); });
  dialog.appendChild(folded.querySelector(".hint").cloneNode(true));
  search = make("input", dialog, { type: "text", className: "form-control", autocomplete: "off" });
  search.setAttribute("aria-label", say.find);
  search.placeholder = say.find;
  found = make("div", dialog, { className: "figure-list" });
  search.addEventListener("input", show);
  dialog.addEventListener("keydown", keys);
  dialog.addEventListener("close", () => { field.focus(); });
  document.body.appendChild(dialog);
}

function fits(option) {
  const where = option.parentNode.label + option.value;
  return search.value.trim().split(/\s+/).every((word) => where.indexOf(word) >= 0);
}

function show() {
  const offered = {};
  let group = "";
  found.textContent = "";
  options.forEach((option) => {
    if (offered[option.value] || !fits(option)) return;
    offered[option.value] = true;
    if (option.parentNode.label !== group) {
      group = option.parentNode.label;
      make("h3", found, { textContent: group });
    }
    const choice = make("button", found, { type: "button", className: "figure-choice" });
    make("span", choice, { textContent: option.value });
    make("b", choice, { textContent: option.dataset.value || say.blank });
    choice.addEventListener("click", () => { insert(option.value); });
  });
  if (!found.children.length) make("p", found, { className: "hint", textContent: say.none });
}

function insert(name) {
  const start = field.selectionStart, end = field.selectionEnd;
  dialog.close();
  replace(start, end, "{" + name + "}", "inserted");
}

function keys(event) {
  const choices = Array.from(found.querySelectorAll("button"));
  const at = choices.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.isComposing) return;
  if (event.key === "Enter" && document.activeElement === search) {
    event.preventDefault();
    if (choices.length) choices[0].click();
  } else if (step) {
    event.preventDefault();
    (choices[at + step] || (at + step < 0 ? search : choices[at] || search)).focus();
  }
}

function openDialog() {
  if (!search) build();
  search.value = "";
  show();
  dialog.showModal();
  search.focus();
}

/* Where the browser knows no dialog, the list stays as it is. */
export function offerFigures() {
  if (!window.HTMLDialogElement) return;
  const summary = folded.querySelector("summary");
  opener.type = "button";
  opener.className = summary.className;
  opener.textContent = summary.textContent;
  opener.addEventListener("click", openDialog);
  folded.parentNode.insertBefore(opener, folded);
  folded.hidden = true;
}

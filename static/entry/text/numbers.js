/* The list of a text's numbers, made anew after each save: one press corrects the text, and one
   takes that back; the words of a number lead to their place. Chromium 80 is enough. */

import { form } from "../form.js";
import { field, keepSight, numberAt, placeOf, replace, select } from "./marks.js";

const list = document.getElementById("text-numbers"), say = list.dataset;
const reads = document.getElementById("reads-as"), words = document.getElementById("reads-words");
let shown = null;
let age = 0; /* savings since something was told: it goes by itself, lest it cover the text */
const near = document.createElement("div"), said = document.createElement("p");
const here = document.createElement("ul");

function tell(message, action) {
  said.textContent = message;
  age = 0;
  if (!action) return;
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn btn-sm btn-outline-primary";
  made.textContent = say.undo;
  made.addEventListener("click", action);
  said.appendChild(made);
}

function correct(button) {
  const item = button.closest(".text-number");
  const place = placeOf(Number(item.dataset.number));
  if (!place) return tell(say.changed);
  const old = field.value.slice(place.start, place.end), made = button.dataset.words;
  const start = place.start;
  replace(start, place.end, made, button.dataset.how);
  const now = keepSight(start, start + made.length);
  tell(say.replaced + " " + old + " → " + made + " ", () => {
    const range = now();
    if (!range) return tell(say.changed);
    replace(range.start, range.end, old, "undo");
    return tell("");
  });
}

function find(item) {
  const place = placeOf(Number(item.dataset.number));
  if (!place) return tell(say.changed);
  return select(place.start, place.end);
}

function pressed(event) {
  const button = event.target.closest("button[name=correct]");
  const link = event.target.closest(".text-number-words a");
  if (!button && !link) return;
  event.preventDefault();
  if (button) correct(button);
  else find(link.closest(".text-number"));
}

/* The number one stands in, with its buttons, is shown under the text as well. */
function showHere() {
  const caret = field.selectionStart, number = numberAt(caret);
  const item = number === undefined ? null : list.querySelector("[data-number='" + number + "']");
  if (item === shown && item) return;
  shown = item;
  here.textContent = "";
  if (item) here.appendChild(item.cloneNode(true));
}

function kind(part) {
  return part.dataset.kind;
}

/* How it reads is worth its room where figures are live; else the marks stand in the text. */
function showReading() {
  reads.hidden = !words.querySelector(".mark-live, .mark-gap");
}

function showAnswer(answer) {
  age += 1;
  if (age > 3) tell("");
  const open = Array.from(list.querySelectorAll("details[open]")).map(kind);
  list.innerHTML = answer.numbers;
  words.innerHTML = answer.reads;
  Array.from(list.querySelectorAll("details")).forEach((part) => {
    part.open = open.indexOf(kind(part)) >= 0;
  });
  showReading();
  showHere();
}

function addNear() {
  said.className = "text-numbers-said";
  said.setAttribute("role", "status");
  here.className = "text-numbers";
  near.className = "text-near"; /* stays in sight while the text is longer than the window */
  near.appendChild(said);
  near.appendChild(here);
  reads.parentNode.insertBefore(near, reads);
}

export function listNumbers() {
  addNear();
  list.addEventListener("click", pressed);
  here.addEventListener("click", pressed);
  ["keyup", "click", "input", "select"].forEach((name) => {
    field.addEventListener(name, showHere);
  });
  form.addEventListener("portal:saved", (event) => {
    if (event.detail.text) showAnswer(event.detail.text);
  });
  window.addEventListener("beforeprint", () => { reads.open = true; }); /* paper has no other copy of it */
  showReading();
}

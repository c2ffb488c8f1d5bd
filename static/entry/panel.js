/* The side panel's tabs, and what they tell of the cell one is in: its years and its notes. F1 or
   Ctrl+/ leads from a cell to its notes, Esc back. Without this file all parts stand below each
   other. Chromium 80 is enough. */

import { form } from "./form.js";

const panel = document.getElementById("section-panel");
const tabs = Array.from(panel.querySelectorAll(".panel-tabs a"));
const parts = tabs.map((tab) => document.getElementById(tab.hash.slice(1)));
let known = {}; /* cell -> its parts, until something is saved */
let cell = null, timer = 0;

function select(chosen) {
  tabs.forEach((tab, i) => {
    const is = i === chosen;
    tab.setAttribute("aria-selected", String(is));
    tab.tabIndex = is ? 0 : -1;
    parts[i].hidden = !is;
  });
  show();
}

function chosen() {
  return tabs.findIndex((tab) => tab.getAttribute("aria-selected") === "true");
}

/* The cell's parts, where a tab that has one is open. */
function show() {
  const place = parts[chosen()].querySelector("[data-part]");
  clearTimeout(timer);
  if (!place || !cell) return;
  if (known[cell.id]) return fill(known[cell.id]);
  timer = setTimeout(ask, 150, cell.id);
}

function ask(id) {
  const address = panel.dataset.cell.replace("CELL", id.slice(2));
  const headers = { "X-Requested-With": "fetch" };
  fetch(address, { headers, credentials: "same-origin" }).then((response) => {
    if (!response.ok) return null;
    return response.json().then((told) => {
      known[id] = told;
      if (cell && cell.id === id) fill(told);
    });
  }).catch(() => null); /* offline: the list of all notes stands there */
}

function fill(told) {
  panel.querySelectorAll("[data-part]").forEach((place) => {
    place.innerHTML = told[place.dataset.part];
  });
}

function openNotes() {
  const last = tabs.length - 1;
  select(last);
  parts[last].focus();
}

function makeTab(tab, i) {
  tab.id = "tab-" + parts[i].id;
  tab.setAttribute("role", "tab");
  tab.setAttribute("aria-controls", parts[i].id);
  parts[i].setAttribute("role", "tabpanel");
  parts[i].setAttribute("aria-labelledby", tab.id);
  tab.addEventListener("click", (event) => {
    event.preventDefault();
    select(i);
  });
  tab.addEventListener("keydown", (event) => { walk(event, i); });
}

function walk(event, i) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const next = (i + step + tabs.length) % tabs.length;
  event.preventDefault();
  select(next);
  tabs[next].focus();
}

function entering(event) {
  if (!event.target.closest("td.value")) return;
  cell = event.target;
  show();
}

function pressed(event) {
  if (event.isComposing || event.keyCode === 229) return;
  if (event.key !== "F1" && !(event.ctrlKey && event.key === "/")) return;
  event.preventDefault();
  openNotes();
}

export function makeTabs() {
  const button = document.querySelector("[data-grid=notes]");
  tabs[0].parentNode.setAttribute("role", "tablist");
  panel.classList.add("tabbed");
  tabs.forEach(makeTab);
  select(0);
  form.addEventListener("focusin", entering);
  form.addEventListener("portal:saved", () => {
    known = {};
    show();
  });
  form.addEventListener("keydown", pressed);
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && cell) cell.focus();
  });
  if (button) button.addEventListener("click", openNotes);
}

/* The side panel's tabs, and what they tell of the cell one is in: its years and its notes. F1 or
   Ctrl+/ leads from a cell to its notes, Esc back. Without this file all parts stand below each
   other. Chromium 80 is enough. */
(function () {
  "use strict";

  var panel = document.getElementById("section-panel"), form = document.getElementById("section-form");
  if (!panel || !form) return;
  var tabs = Array.from(panel.querySelectorAll(".panel-tabs a"));
  var parts = tabs.map(function (tab) { return document.getElementById(tab.hash.slice(1)); });
  var known = {}; /* cell -> its parts, until something is saved */
  var cell = null, timer = 0;

  function select(chosen) {
    tabs.forEach(function (tab, i) {
      var is = i === chosen;
      tab.setAttribute("aria-selected", String(is));
      tab.tabIndex = is ? 0 : -1;
      parts[i].hidden = !is;
    });
    show();
  }

  function chosen() {
    return tabs.findIndex(function (tab) { return tab.getAttribute("aria-selected") === "true"; });
  }

  /* The cell's parts, where a tab that has one is open. */
  function show() {
    var place = parts[chosen()].querySelector("[data-part]");
    clearTimeout(timer);
    if (!place || !cell) return;
    if (known[cell.id]) return fill(known[cell.id]);
    timer = setTimeout(ask, 150, cell.id);
  }

  function ask(id) {
    var address = panel.dataset.cell.replace("CELL", id.slice(2));
    var headers = { "X-Requested-With": "fetch" };
    fetch(address, { headers: headers, credentials: "same-origin" }).then(function (response) {
      if (!response.ok) return null;
      return response.json().then(function (told) {
        known[id] = told;
        if (cell && cell.id === id) fill(told);
      });
    }).catch(function () { return null; }); /* offline: the list of all notes stands there */
  }

  function fill(told) {
    panel.querySelectorAll("[data-part]").forEach(function (place) {
      place.innerHTML = told[place.dataset.part];
    });
  }

  function openNotes() {
    var last = tabs.length - 1;
    select(last);
    parts[last].focus();
  }

  tabs[0].parentNode.setAttribute("role", "tablist");
  panel.classList.add("tabbed");
  tabs.forEach(function (tab, i) {
    tab.id = "tab-" + parts[i].id;
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", parts[i].id);
    parts[i].setAttribute("role", "tabpanel");
    parts[i].setAttribute("aria-labelledby", tab.id);
    tab.addEventListener("click", function (event) {
      event.preventDefault();
      select(i);
    });
    tab.addEventListener("keydown", function (event) {
      var step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      var next = (i + step + tabs.length) % tabs.length;
      event.preventDefault();
      select(next);
      tabs[next].focus();
    });
  });
  select(0);

  form.addEventListener("focusin", function (event) {
    if (!event.target.closest("td.value")) return;
    cell = event.target;
    show();
  });
  form.addEventListener("portal:saved", function () {
    known = {};
    show();
  });
  form.addEventListener("keydown", function (event) {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key !== "F1" && !(event.ctrlKey && event.key === "/")) return;
    event.preventDefault();
    openNotes();
  });
  panel.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && cell) cell.focus();
  });
  var button = document.querySelector("[data-grid=notes]");
  if (button) button.addEventListener("click", openNotes);
})();

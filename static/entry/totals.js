/* The grid while one types: totals follow, and leaving with unsaved figures asks first.
   Without this file the server does the same when the section is saved. Chromium 80 is enough. */
(function () {
  "use strict";

  var form = document.getElementById("section-form");
  if (!form) return;
  var totals = form.querySelectorAll("input[data-parts]");
  var changed = false;

  /* Full-width digits, separators and spaces are read as the server reads them. */
  function read(input) {
    var text = input.value.normalize("NFKC").replace(/[\s,]/g, "");
    return /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : null;
  }

  function total(cell) {
    var known = cell.dataset.parts.split(" ").map(function (id) {
      return read(document.getElementById("f-" + id));
    }).filter(function (value) { return value !== null; });
    if (!known.length) return "";
    var sum = known.reduce(function (a, b) { return a + b; }, 0);
    return String(Math.round(sum * 1e4) / 1e4);
  }

  function follow() {
    totals.forEach(function (cell) {
      cell.value = total(cell);
      fit(cell);
    });
  }

  /* More than seven characters are set smaller, as the server does. */
  function fit(cell) {
    cell.classList.toggle("long", cell.value.length > 7);
  }

  form.addEventListener("input", function (event) {
    changed = true;
    if (event.target.name && event.target.tagName === "INPUT") fit(event.target);
    follow();
  });
  form.addEventListener("submit", function () { changed = false; });
  window.addEventListener("beforeunload", function (event) {
    var kept = form.dataset.unsaved; /* autosave/ knows better, where it runs */
    if (kept ? kept === "no" : !changed) return;
    event.preventDefault();
    event.returnValue = "";
  });
})();

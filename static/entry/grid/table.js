/* The printed table as rows and columns that one sees: every place knows the box that covers it.
   What the other files of the grid share hangs on `window.portalGrid`. */
(function () {
  "use strict";

  var form = document.getElementById("section-form");
  var table = form && form.querySelector(".grid-frame table.statutory");
  if (!table || !table.querySelector("input[name]")) return;

  var places = []; // places[y][x] is a box; those of a span share one
  var boxes = new Map(); // input -> box

  function add(element, y, x) {
    var input = element.querySelector("input");
    var box = {
      element: element, input: input, y: y, x: x,
      height: element.rowSpan, width: element.colSpan,
      role: input ? "value" : element.className,
      text: input ? "" : element.textContent,
    };
    for (var dy = 0; dy < box.height; dy++) {
      places[y + dy] = places[y + dy] || [];
      for (var dx = 0; dx < box.width; dx++) places[y + dy][x + dx] = box;
    }
    if (input) boxes.set(input, box);
    return box.width;
  }

  Array.from(table.rows).forEach(function (row, y) {
    var x = 0;
    places[y] = places[y] || [];
    Array.from(row.cells).forEach(function (element) {
      while (places[y][x]) x++;
      x += add(element, y, x);
    });
  });

  function at(y, x) {
    return (places[y] && places[y][x]) || null;
  }

  function isOpen(box) {
    return Boolean(box && box.input && !box.input.readOnly && !box.input.disabled);
  }

  /* Why a box that one types into otherwise stays as it is: "locked" by last year's report, "closed"
     because the reviewer did not return it; else empty. */
  function keptAs(box) {
    function has(word) { return Boolean(box && box.input && box.input.hasAttribute("data-" + word)); }
    return ["locked", "closed"].filter(has)[0] || "";
  }

  /* One can stand in what is locked, and be told why it stays. */
  function isLocked(box) {
    return keptAs(box) === "locked";
  }

  /* The rows of the stacked table that row `y` belongs to: from its caption to the next. */
  function span(y) {
    function begins(row) { return Boolean(at(row, 0)) && at(row, 0).role === "caption"; }
    var first = y, last = y;
    while (first > 0 && !begins(first)) first--;
    while (last + 1 < places.length && !begins(last + 1)) last++;
    return { first: first, last: last };
  }

  /* Values set by script count as typed; `how` says to whoever keeps them where they came from. */
  function put(values, how) {
    values.forEach(function (each) {
      each.input.value = each.value;
      each.input.dispatchEvent(new Event("input", { bubbles: true }));
    });
    var cells = values.map(function (each) { return each.input.name; });
    if (how) form.dispatchEvent(new CustomEvent("portal:cells", { detail: { cells: cells, how: how } }));
  }

  window.portalGrid = {
    form: form, table: table, places: places, at: at, isOpen: isOpen, isLocked: isLocked, keptAs: keptAs,
    span: span, put: put,
    boxOf: function (input) { return boxes.get(input) || null; },
  };
})();

/* Keys of the grid as in a spreadsheet, and the row and column one is in.
   A cell is walked over until F2 or a second click edits it: then the arrows move the caret.
   While an input method composes, every key is its own. */
(function () {
  "use strict";

  var grid = window.portalGrid;
  if (!grid) return;
  var editing = false; // arrows move the caret
  var entered = ""; // what the cell held when it was entered
  var column = null; // where Up and Down stay while they cross wider cells
  var clicked = null; // the cell a mouse button is about to enter
  var lit = [];

  var STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

  function canEnter(box) {
    return grid.isOpen(box) || grid.isLocked(box);
  }

  /* The next cell from a box in one direction, `far` for the last of them. */
  function next(box, step, far) {
    var y = box.y, x = step[0] && column !== null ? column : box.x, found = null;
    while (grid.places[y += step[0]] && (x += step[1]) >= 0 && x < grid.places[y].length) {
      var there = grid.at(y, x);
      if (there === box || !canEnter(there)) continue;
      found = there;
      if (!far) break;
    }
    return found;
  }

  function corner(last) {
    var open = Array.from(grid.table.querySelectorAll("input")).map(grid.boxOf).filter(canEnter);
    return open[last ? open.length - 1 : 0];
  }

  function rowEnd(box, step) {
    return next(box, step, true);
  }

  function enter(box, keptColumn) {
    if (!box) return;
    box.input.focus();
    column = keptColumn;
  }

  function walk(box, event) {
    var step = STEPS[event.key];
    var kept = step[0] ? (column === null ? box.x : column) : null;
    enter(next(box, step, event.ctrlKey), kept);
  }

  function restore(box) {
    if (grid.isOpen(box) && box.input.value !== entered) grid.put([{ input: box.input, value: entered }]);
    editing = false;
    box.input.select();
  }

  function edit(box) {
    if (!grid.isOpen(box)) return;
    editing = true;
    var end = box.input.value.length;
    box.input.setSelectionRange(end, end);
  }

  /* What a key does, or null where the browser's own meaning stands. */
  function action(box, event) {
    var key = event.key, sideways = /^(ArrowLeft|ArrowRight|Home|End)$/.test(key);
    if (event.altKey || event.metaKey) return null;
    if (key === "Enter" && !event.ctrlKey) {
      return function () { walk(box, { key: event.shiftKey ? "ArrowUp" : "ArrowDown" }); };
    }
    if (event.shiftKey || (sideways && editing)) return null;
    if (STEPS[key]) return function () { walk(box, event); };
    if (key === "Home" || key === "End") {
      if (event.ctrlKey) return function () { enter(corner(key === "End"), null); };
      return function () { enter(rowEnd(box, STEPS[key === "Home" ? "ArrowLeft" : "ArrowRight"]), null); };
    }
    if (key === "Escape") return function () { restore(box); };
    if (key === "F2") return function () { edit(box); };
    return null;
  }

  grid.table.addEventListener("keydown", function (event) {
    if (event.isComposing || event.keyCode === 229) return;
    var box = grid.boxOf(event.target);
    var act = box && action(box, event);
    if (!act) return;
    event.preventDefault();
    act();
  });

  /* A mouse enters a cell as the keys do; a second click sets the caret. */
  grid.table.addEventListener("mousedown", function (event) {
    if (!grid.boxOf(event.target)) return;
    if (event.target === document.activeElement) editing = true;
    else clicked = event.target;
  });
  grid.table.addEventListener("mouseup", function (event) {
    if (clicked && clicked === event.target) {
      event.preventDefault(); // it would undo the selection
      clicked.select();
    }
    clicked = null;
  });

  grid.table.addEventListener("focusin", function (event) {
    var box = grid.boxOf(event.target);
    if (!box) return;
    editing = false;
    column = null;
    entered = box.input.value;
    box.input.select();
    light(box);
  });
  grid.table.addEventListener("focusout", dim);

  // The row and the column ------------------------------------------------------------------

  function states(element, change) {
    var words = (element.getAttribute("data-state") || "").split(" ").filter(function (word) {
      return word && word !== "lit";
    });
    if (change === "lit") words.push("lit");
    if (words.length) element.setAttribute("data-state", words.join(" "));
    else element.removeAttribute("data-state");
  }

  function dim() {
    lit.forEach(function (element) { states(element, ""); });
    lit = [];
  }

  function light(box) {
    var found = new Set(grid.places[box.y]), rows = grid.span(box.y);
    for (var y = rows.first; y <= rows.last; y++) {
      for (var x = box.x; x < box.x + box.width; x++) if (grid.at(y, x)) found.add(grid.at(y, x));
    }
    dim();
    found.forEach(function (each) {
      if (!each || each.role === "caption") return;
      // A box that spans other columns too, as the head of a group does, belongs to them as well.
      states(each.element, "lit");
      lit.push(each.element);
    });
  }
})();

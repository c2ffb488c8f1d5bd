/* The heads of a pasted block, matched to the columns of the table: a block of only some columns
   goes where its heads say. What stands under a head that the table does not know is doubtful. */
(function () {
  "use strict";

  var grid = window.portalGrid;
  if (!grid) return;

  /* The lowest head above a box, in the table that its row belongs to. */
  function headAbove(box) {
    var from = grid.span(box.y).first;
    for (var y = box.y - 1; y >= from; y--) {
      var above = grid.at(y, box.x);
      if (above && above.role === "head") return above.text;
    }
    return "";
  }

  function valuesOf(y) {
    return (grid.places[y] || []).filter(function (box, x, row) {
      return box && box.input && box.y === y && row.indexOf(box) === x;
    });
  }

  /* The lowest label that the block has above place `c` of a row. */
  function written(heads, c) {
    for (var i = heads.length - 1; i >= 0; i--) if (heads[i][c].kind === "label") return heads[i][c].text;
    return "";
  }

  /* The boxes that the heads name, by place of the row; the same head twice is taken in order. */
  function named(row, heads, boxes, from) {
    var last = -1;
    return row.map(function (cell, c) {
      var text = c < from ? "" : written(heads, c);
      if (!text) return null;
      var fits = boxes.filter(function (box) { return box.keys.indexOf(grid.keyOf(text)) >= 0; });
      var next = fits.find(function (box) { return box.box.x > last; }) || fits[0];
      if (next) last = next.box.x;
      return next ? next.box : undefined;
    });
  }

  /* Where an unknown head probably stands: as far from a known one as in the block. */
  function beside(places, c, y) {
    for (var d = 1; d < places.length; d++) {
      if (places[c - d]) return grid.at(y, places[c - d].x + d);
      if (places[c + d]) return grid.at(y, places[c + d].x - d);
    }
    return null;
  }

  function unsure(cell, box) {
    return [cell, box && box.input ? box : null, true];
  }

  /* Triples of written cell, box, whether it is doubtful; null where the row has no heads. */
  grid.byHeads = function (row, heads, y, from) {
    var boxes = valuesOf(y).map(function (box) { return { box: box, keys: grid.keys(headAbove(box)) }; });
    var places = named(row, heads, boxes, from);
    if (!boxes.length || !places.some(function (box) { return box !== null; })) return null;
    if (!places.some(Boolean)) { /* heads of something else */
      return row.slice(from).map(function (cell, i) { return unsure(cell, (boxes[i] || {}).box); });
    }
    return row.slice(from).map(function (cell, i) {
      var box = places[from + i];
      return box ? [cell, box, false] : unsure(cell, beside(places, from + i, y));
    });
  };
})();

/* What was copied in a spreadsheet, a Word table or a web page, as changes of cells of the grid.
   Nothing is set here: `portalGrid.readBlock` only says what would change. */
(function () {
  "use strict";

  var grid = window.portalGrid;
  if (!grid) return;
  var LIMIT = { characters: 200000, rows: 300, columns: 60 };
  var NUMBER = /^[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?$/;
  var tools = document.querySelector(".grid-tools");
  var VARIANTS = JSON.parse((tools && tools.dataset.variants) || "{}"); // of printed labels
  var THIN_SPACE = /(\d)[\u2009\u202f](?=\d{3}(?!\d))/g; // between thousands
  var SPACED = /[\d.,]\s+[\d.,]/; // perhaps two numbers
  var PLACEHOLDER = /^([/\\\-—–]+|无|没有|空)$/;

  // Text to rows --------------------------------------------------------------------------------

  /* A cell in quotes may hold tabs, line ends and doubled quotes; a stray quote is a character. */
  var QUOTED = /^"((?:[^"]|"")*)"(?=\t|\n|$)/, PLAIN = /^[^\t\n]*/;

  function rowsOf(text) {
    var rest = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "");
    var rows = [[]];
    for (;;) {
      var quoted = rest[0] === '"' ? QUOTED.exec(rest) : null;
      var found = quoted || PLAIN.exec(rest);
      rows[rows.length - 1].push(quoted ? quoted[1].replace(/""/g, '"') : found[0]);
      var end = rest[found[0].length];
      if (!end) return rows;
      if (end === "\n") rows.push([]);
      rest = rest.slice(found[0].length + 1);
    }
  }

  /* As the server reads it: half-width, without spaces, one kind of minus. */
  function normal(text) {
    var plain = text.normalize("NFKC").replace(/[\s\u200b\ufeff]+/g, "");
    return plain.length > 1 ? plain.replace(/[−–﹣]/g, "-") : plain;
  }

  /* kind: blank, number, doubtful (a sign for nothing, two numbers, a fraction or minus), label. */
  function read(written) {
    var joined = written.replace(THIN_SPACE, "$1"), text = normal(joined);
    var bare = text.replace(/^([+-]?[\d,.]+)[件项条宗个]$/, "$1");
    if (!text) return { kind: "blank", text: "" };
    if (SPACED.test(joined.normalize("NFKC")) && NUMBER.test(bare)) {
      return { kind: "doubtful", text: written.trim() };
    }
    if (NUMBER.test(bare)) return { kind: "number", text: bare.replace(/,/g, "") };
    if (/^[+-]?[\d,.]+万?元$/.test(text)) return { kind: "number", text: text };
    var unsure = PLACEHOLDER.test(text) || /^[+-]?[\d,.]+\D?$/.test(text);
    return { kind: unsure ? "doubtful" : "label", text: written.trim() };
  }

  // Labels to places ----------------------------------------------------------------------------

  var NUMBERING = /^([（(]?[一二三四五六七八九十]+[）)、.]|\d+[.、])/;

  function key(text) {
    return normal(text).replace(NUMBERING, "").replace(/[^0-9A-Za-z\u3400-\u9fff]/g, "");
  }

  /* A printed label, the same without what it explains in brackets, and its other spellings. */
  function keys(text) {
    var short = normal(text).replace(/\(.{4,}\)$/, "");
    var others = VARIANTS[text.replace(/\s+/g, "")] || [];
    return [key(text), key(short)].concat(others.map(key)).filter(Boolean);
  }

  grid.keys = keys;
  grid.keyOf = key;

  function labelsOfRow(y) {
    return grid.places[y].filter(function (box, x, row) {
      return box && box.role === "label" && row.indexOf(box) === x;
    });
  }

  /* Row by its innermost label; key -> the rows that have it, from top to bottom. */
  function rowKeys() {
    var found = new Map();
    grid.places.forEach(function (row, y) {
      var labels = labelsOfRow(y);
      if (!labels.length) return;
      new Set(keys(labels[labels.length - 1].text)).forEach(function (each) {
        found.set(each, (found.get(each) || []).concat(y));
      });
    });
    return found;
  }

  /* For each row of the block the row of the table it names, or null; the same label twice is
     taken in the order of the table. */
  function namedRows(block) {
    var known = rowKeys(), last = -1;
    return block.map(function (row) {
      for (var i = row.length - 1; i >= 0; i--) {
        var rows = row[i].kind === "label" ? known.get(key(row[i].text)) : null;
        if (!rows) continue;
        var y = rows.find(function (each) { return each > last; });
        last = y === undefined ? rows[0] : y;
        return { y: last, after: i + 1, wide: labelsOfRow(last).pop().width };
      }
      return null;
    });
  }

  function valuesOf(y) {
    return grid.places[y].filter(function (box, x, row) {
      return box && box.input && box.y === y && row.indexOf(box) === x;
    });
  }

  function hasFigures(row) {
    return row.some(function (cell) { return cell.kind === "number" || cell.kind === "doubtful"; });
  }

  /* For each row the label rows right above its figures, as far as they are as long as it is: a web
     page leaves spans out of its heads, so that they do not stand above their figures. */
  function headsOf(block) {
    var heads = [], open = false;
    return block.map(function (row) {
      if (hasFigures(row)) {
        open = false;
        return heads.filter(function (head) { return head.length === row.length; });
      }
      if (!open) heads = [];
      open = true;
      heads = heads.concat([row]);
      return [];
    });
  }

  /* A spreadsheet leaves blank places beside a label that spans columns, a web page leaves none. In
     a block whose rows are equally long, the innermost labels say where the figures begin. */
  function beginning(block, named) {
    var equal = block.every(function (row) { return row.length === block[0].length; });
    var known = named.filter(Boolean);
    var inner = known.filter(function (row) { return row.wide === 1; });
    var first = Math.max.apply(null, inner.map(function (row) { return row.after; }));
    if (equal && inner.length) return function (row, name) { return Math.max(first, name.after); };
    function leavesPlaces(name, i) {
      return !name || block[i].slice(name.after, name.after + name.wide - 1)
        .every(function (cell) { return cell.kind === "blank"; });
    }
    var places = named.every(leavesPlaces);
    return function (row, name, columns) {
      var found = row.length - name.after;
      if (found > columns) return row.length - columns;
      return name.after + (places && found < columns ? name.wide - 1 : 0);
    };
  }

  /* Pairs of a written cell and the box it falls on; null for what falls outside. */
  function byLabels(block, named) {
    var pairs = [], begin = beginning(block, named), heads = headsOf(block);
    block.forEach(function (row, i) {
      if (!named[i]) return hasFigures(row) && row.forEach(function (cell) { pairs.push([cell, null]); });
      var headed = grid.byHeads(row, heads[i], named[i].y, named[i].after);
      if (headed) return headed.forEach(function (pair) { pairs.push(pair); });
      var boxes = valuesOf(named[i].y), wide = grid.places[named[i].y].length - boxes[0].x;
      var cells = row.slice(begin(row, named[i], wide));
      var side = cells.length > boxes.length ? spread(boxes) : boxes;
      cells.forEach(function (cell, x) { pairs.push([cell, side[x] || null]); });
    });
    return pairs;
  }

  /* A wide box holds its figure in the first of its columns, as a spreadsheet copies it. */
  function spread(boxes) {
    var places = [];
    boxes.forEach(function (box) { places[box.x - boxes[0].x] = box; });
    return places;
  }

  function byPosition(block, start) {
    var first = block.findIndex(hasFigures), rows = first < 0 ? [] : block.slice(first);
    var labels = leadingLabels(rows);
    var width = Math.max.apply(null, rows.map(function (row) { return row.length - labels; }).concat(0));
    var values = valuesOf(start.y), whole = width === values.length && (first > 0 || labels > 0);
    var x = whole ? values[0].x : start.x, pairs = [], heads = headsOf(block);
    rows.forEach(function (row, dy) {
      var headed = grid.byHeads(row, heads[first + dy], start.y + dy, labels);
      if (headed) return headed.forEach(function (pair) { pairs.push(pair); });
      row.slice(labels).forEach(function (cell, dx) {
        var box = grid.at(start.y + dy, x + dx);
        pairs.push([cell, box && box.input && (box.x === x + dx || dx === 0) ? box : null]);
      });
    });
    return pairs;
  }

  /* Columns on the left that hold labels and no figure. */
  function leadingLabels(rows) {
    var width = Math.min.apply(null, rows.map(function (row) {
      var at = row.findIndex(function (cell) { return /number|doubtful/.test(cell.kind); });
      return at < 0 ? row.length : at;
    }));
    var labelled = rows.some(function (row) {
      return row.slice(0, width).some(function (cell) { return cell.kind === "label"; });
    });
    return labelled ? width : 0;
  }

  // Places to changes -----------------------------------------------------------------------------

  function isDoubtful(cell, box, unsure) {
    if (cell.kind !== "number" || unsure) return true;
    if (box.input.dataset.kind === "money") return false;
    return /[.元]/.test(cell.text) || (/^-/.test(cell.text) && box.input.dataset.kind !== "signed_count");
  }

  function changeOf(cell, box, unsure) {
    var doubtful = isDoubtful(cell, box, unsure);
    return {
      input: box.input, label: box.input.getAttribute("aria-label"), doubtful: doubtful,
      before: box.input.value, value: cell.text,
    };
  }

  function sorted(pairs) {
    var result = { changes: [], doubtful: 0, computed: 0, locked: 0, closed: 0, same: 0, outside: 0 };
    pairs.forEach(function (pair) {
      var cell = pair[0], box = pair[1];
      if (cell.kind === "blank" || (!box && cell.kind === "label")) return; // blank leaves what is there
      if (!box) { result.outside++; return; }
      var change = changeOf(cell, box, pair[2]);
      var same = !change.doubtful && normal(change.before) === change.value;
      var kept = grid.keptAs(box);
      if (!grid.isOpen(box) && !kept) { result.computed++; return; }
      if (same) { result.same++; return; }
      if (kept) { result[kept]++; return; }
      if (change.doubtful) result.doubtful++;
      result.changes.push(change);
    });
    return result;
  }

  /* Null where the text is one value for one cell; `tooLarge` where it is no block for this form. */
  grid.readBlock = function (text, start) {
    if (!/[\t\n]/.test(text.replace(/[\r\n]+$/, ""))) return null;
    if (text.length > LIMIT.characters) return { tooLarge: true };
    var rows = rowsOf(text);
    if (rows.length > LIMIT.rows || rows.some(function (row) { return row.length > LIMIT.columns; })) {
      return { tooLarge: true };
    }
    var block = rows.map(function (row) { return row.map(read); });
    var named = namedRows(block);
    var known = block.filter(function (row, i) { return named[i] && hasFigures(row); }).length;
    var isNamed = known > 0 && known * 2 >= block.filter(hasFigures).length;
    return sorted(isNamed ? byLabels(block, named) : byPosition(block, start));
  };
})();

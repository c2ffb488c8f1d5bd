/* A block pasted into a cell: first shown cell by cell, set by one press, undone by one. */
(function () {
  "use strict";

  var grid = window.portalGrid;
  var dialog = document.getElementById("paste-preview");
  if (!grid || !dialog || !dialog.showModal) return;
  var said = document.getElementById("grid-said");
  var words = dialog.dataset;
  var list = dialog.querySelector("tbody");
  var apply = dialog.querySelector("[data-grid=apply]");
  var shown = null; // what the preview shows
  var pasted = null; // what one press undoes
  var typedSince = false;

  function text(tag, content, name) {
    var element = document.createElement(tag);
    element.textContent = content;
    if (name) element.className = name;
    return element;
  }

  function row(change) {
    var line = document.createElement("tr");
    var label = text("th", change.label);
    var value = text("td", change.value);
    label.scope = "row";
    if (change.doubtful) {
      line.className = "doubtful";
      value.appendChild(text("span", words.doubtful, "mark"));
    }
    line.append(label, text("td", change.before || words.blank), value);
    return line;
  }

  function counts(block) {
    return ["computed", "locked", "closed", "same", "outside"].filter(function (each) { return block[each]; })
      .map(function (each) { return words[each].replace("{n}", block[each]); }).join(" ");
  }

  function preview(block) {
    var lines = document.createDocumentFragment();
    block.changes.forEach(function (change) { lines.appendChild(row(change)); });
    list.textContent = "";
    list.appendChild(lines);
    shown = block.changes.filter(function (change) { return !change.doubtful; });
    dialog.querySelector(".table-frame").hidden = !block.changes.length;
    dialog.querySelector(".paste-counts").textContent =
      [shown.length ? "" : words.nothing, counts(block)].join(" ").trim();
    apply.hidden = !shown.length;
    apply.textContent = words.apply.replace("{n}", shown.length);
    dialog.showModal();
    (shown.length ? apply : dialog.querySelector("[data-grid=cancel]")).focus();
  }

  function report(message, undo) {
    said.textContent = message;
    if (!undo) return;
    var button = text("button", words.undo, "btn btn-sm btn-outline-primary");
    button.type = "button";
    button.addEventListener("click", takeBack);
    said.append(" ", button);
  }

  function set() {
    dialog.close();
    grid.put(shown, "pasted");
    pasted = shown;
    typedSince = false;
    report(words.pasted.replace("{n}", pasted.length), true);
  }

  /* Cells that were changed after the paste keep what they hold. */
  function takeBack() {
    var values = pasted.filter(function (each) { return each.input.value === each.value; })
      .map(function (each) { return { input: each.input, value: each.before }; });
    grid.put(values, "undo");
    values.length && values[0].input.focus();
    pasted = null;
    report(words.undone.replace("{n}", values.length), false);
  }

  grid.table.addEventListener("paste", function (event) {
    var box = grid.boxOf(event.target);
    if (!box) return;
    var block = grid.readBlock(event.clipboardData.getData("text/plain"), box);
    if (!block) return; // one value: as in every field
    event.preventDefault();
    if (block.tooLarge) report(words.tooLarge, false);
    else preview(block);
  });

  apply.addEventListener("click", set);
  dialog.querySelector("[data-grid=cancel]").addEventListener("click", function () { dialog.close(); });

  grid.form.addEventListener("input", function (event) {
    if (event.isTrusted) typedSince = true;
  });
  grid.form.addEventListener("keydown", function (event) {
    if (event.isComposing || event.keyCode === 229 || !pasted || typedSince) return;
    if (!event.ctrlKey || event.shiftKey || event.key.toLowerCase() !== "z") return;
    event.preventDefault();
    takeBack();
  });
})();

/* A cell that last year's report fixes: whoever wants to change it is told why it stays, and led to
   where a reason opens it. Without this file the same place stands below the form. */
(function () {
  "use strict";

  var grid = window.portalGrid;
  var place = document.getElementById("locks"), said = document.getElementById("grid-said");
  if (!grid || !place || !said) return;
  var words = said.dataset;

  function open(input) {
    var choice = document.getElementById("open-" + input.name);
    if (!choice) return;
    choice.closest("details").open = true;
    choice.checked = true;
    said.textContent = "";
    document.getElementById("open-reason").focus();
  }

  function tell(input) {
    var button = document.createElement("button");
    said.textContent = input.title + " ";
    button.type = "button";
    button.className = "btn btn-sm btn-outline-primary";
    button.textContent = words.change;
    button.addEventListener("click", function () { open(input); });
    if (document.getElementById("open-" + input.name)) said.appendChild(button);
  }

  function isLocked(input) {
    return input.tagName === "INPUT" && input.hasAttribute("data-locked");
  }

  grid.table.addEventListener("click", function (event) {
    if (isLocked(event.target)) tell(event.target);
  });
  grid.table.addEventListener("keydown", function (event) {
    if (!isLocked(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key.length === 1 || /^(Backspace|Delete|F2|Process)$/.test(event.key)) tell(event.target);
  });
})();

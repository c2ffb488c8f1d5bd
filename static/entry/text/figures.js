/* A figure of the tables is put where the cursor stands: the list of the page becomes a dialog with
   a field to search in. Without this file the list appends to the text. Chromium 80 is enough. */
(function () {
  "use strict";

  var text = window.portalText, folded = document.getElementById("live-figures");
  if (!text || !folded || !window.HTMLDialogElement) return;
  var say = folded.dataset, options = Array.from(folded.querySelectorAll("option[data-value]"));
  var opener = document.createElement("button"), dialog = document.createElement("dialog");
  var search, found;

  function make(name, into, made) {
    return into.appendChild(Object.assign(document.createElement(name), made));
  }

  function build() {
    var title = folded.querySelector("summary").textContent;
    dialog.className = "figure-dialog";
    dialog.setAttribute("aria-label", title);
    var head = make("div", dialog, { className: "figure-dialog-head" });
    make("h2", head, { textContent: title });
    var close = make("button", head, {
      type: "button", className: "btn btn-sm btn-outline-primary", textContent: say.close,
    });
    close.addEventListener("click", function () { dialog.close(); });
    dialog.appendChild(folded.querySelector(".hint").cloneNode(true));
    search = make("input", dialog, { type: "text", className: "form-control", autocomplete: "off" });
    search.setAttribute("aria-label", say.find);
    search.placeholder = say.find;
    found = make("div", dialog, { className: "figure-list" });
    search.addEventListener("input", show);
    dialog.addEventListener("keydown", keys);
    dialog.addEventListener("close", function () { text.field.focus(); });
    document.body.appendChild(dialog);
  }

  function fits(option) {
    var where = option.parentNode.label + option.value;
    return search.value.trim().split(/\s+/).every(function (word) { return where.indexOf(word) >= 0; });
  }

  function show() {
    var group = "", offered = {};
    found.textContent = "";
    options.forEach(function (option) {
      if (offered[option.value] || !fits(option)) return;
      offered[option.value] = true;
      if (option.parentNode.label !== group) {
        group = option.parentNode.label;
        make("h3", found, { textContent: group });
      }
      var choice = make("button", found, { type: "button", className: "figure-choice" });
      make("span", choice, { textContent: option.value });
      make("b", choice, { textContent: option.dataset.value || say.blank });
      choice.addEventListener("click", function () { insert(option.value); });
    });
    if (!found.children.length) make("p", found, { className: "hint", textContent: say.none });
  }

  function insert(name) {
    var start = text.field.selectionStart, end = text.field.selectionEnd;
    dialog.close();
    text.replace(start, end, "{" + name + "}", "inserted");
  }

  function keys(event) {
    var choices = Array.from(found.querySelectorAll("button"));
    var at = choices.indexOf(document.activeElement);
    var step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.isComposing) return;
    if (event.key === "Enter" && document.activeElement === search) {
      event.preventDefault();
      if (choices.length) choices[0].click();
    } else if (step) {
      event.preventDefault();
      (choices[at + step] || (at + step < 0 ? search : choices[at] || search)).focus();
    }
  }

  opener.type = "button";
  opener.className = folded.querySelector("summary").className;
  opener.textContent = folded.querySelector("summary").textContent;
  opener.addEventListener("click", function () {
    if (!search) build();
    search.value = "";
    show();
    dialog.showModal();
    search.focus();
  });
  folded.parentNode.insertBefore(opener, folded);
  folded.hidden = true;
})();

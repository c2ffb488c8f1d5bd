/* The list of a text's numbers, made anew after each save: one press corrects the text, and one
   takes that back; the words of a number lead to their place. Chromium 80 is enough. */
(function () {
  "use strict";

  var text = window.portalText, list = document.getElementById("text-numbers");
  var reads = document.getElementById("reads-as"), words = document.getElementById("reads-words");
  if (!text || !list) return;
  var say = list.dataset, shown = null;
  var age = 0; /* savings since something was told: it goes by itself, lest it cover the text */
  var near = document.createElement("div"), said = document.createElement("p");
  var here = document.createElement("ul");

  said.className = "text-numbers-said";
  said.setAttribute("role", "status");
  here.className = "text-numbers";
  near.className = "text-near"; /* stays in sight while the text is longer than the window */
  near.appendChild(said);
  near.appendChild(here);
  reads.parentNode.insertBefore(near, reads);

  function tell(message, action) {
    said.textContent = message;
    age = 0;
    if (!action) return;
    var made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn-sm btn-outline-primary";
    made.textContent = say.undo;
    made.addEventListener("click", action);
    said.appendChild(made);
  }

  function correct(button) {
    var item = button.closest(".text-number");
    var place = text.placeOf(Number(item.dataset.number));
    if (!place) return tell(say.changed);
    var old = text.field.value.slice(place.start, place.end), made = button.dataset.words;
    var start = place.start;
    text.replace(start, place.end, made, button.dataset.how);
    var now = text.keepSight(start, start + made.length);
    tell(say.replaced + " " + old + " → " + made + " ", function () {
      var range = now();
      if (!range) return tell(say.changed);
      text.replace(range.start, range.end, old, "undo");
      return tell("");
    });
  }

  function find(item) {
    var place = text.placeOf(Number(item.dataset.number));
    if (!place) return tell(say.changed);
    return text.select(place.start, place.end);
  }

  function pressed(event) {
    var button = event.target.closest("button[name=correct]");
    var link = event.target.closest(".text-number-words a");
    if (!button && !link) return;
    event.preventDefault();
    if (button) correct(button);
    else find(link.closest(".text-number"));
  }
  list.addEventListener("click", pressed);
  here.addEventListener("click", pressed);

  /* The number one stands in, with its buttons, is shown under the text as well. */
  function showHere() {
    var caret = text.field.selectionStart, number = text.numberAt(caret);
    var item = number === undefined ? null : list.querySelector("[data-number='" + number + "']");
    if (item === shown && item) return;
    shown = item;
    here.textContent = "";
    if (item) here.appendChild(item.cloneNode(true));
  }
  ["keyup", "click", "input", "select"].forEach(function (name) {
    text.field.addEventListener(name, showHere);
  });

  function kind(part) {
    return part.dataset.kind;
  }

  /* How it reads is worth its room where figures are live; else the marks stand in the text. */
  function showReading() {
    reads.hidden = !words.querySelector(".mark-live, .mark-gap");
  }

  text.field.form.addEventListener("portal:saved", function (event) {
    var answer = event.detail.text;
    if (!answer) return;
    age += 1;
    if (age > 3) tell("");
    var open = Array.from(list.querySelectorAll("details[open]")).map(kind);
    list.innerHTML = answer.numbers;
    words.innerHTML = answer.reads;
    Array.from(list.querySelectorAll("details")).forEach(function (part) {
      part.open = open.indexOf(kind(part)) >= 0;
    });
    showReading();
    showHere();
  });
  showReading();
})();

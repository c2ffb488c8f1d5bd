/* The place of a comment is taken from the report beside it: a cell or a heading that is pressed, or
   words of a text that are marked. Without this one chooses it from the list. */
(function () {
  "use strict";

  var box = document.getElementById("new-comment");
  if (!box) return;
  var form = box.querySelector("form"), place = form.elements.place, quote = form.elements.quote, picked = null;
  var LONGEST = quote.maxLength;

  document.querySelector(".desk-layout").classList.add("picks");
  document.getElementById("comment-how").hidden = false;

  function choose(key, element, words) {
    if (!Array.from(place.options).some(function (option) { return option.value === key; })) return;
    place.value = key;
    quote.value = words;
    if (picked) picked.classList.remove("picked");
    picked = element;
    picked.classList.add("picked");
    box.open = true;
    box.scrollIntoView({ block: "nearest" });
  }

  function markedIn(section) {
    var marked = document.getSelection(), words = String(marked).replace(/\s+/g, " ").trim();
    var text = words && marked.anchorNode.parentElement.closest(".desk-text");
    return text && section.contains(text) ? words.slice(0, LONGEST) : "";
  }

  document.querySelector(".desk-form").addEventListener("mouseup", function (event) {
    var section = event.target.closest("section[id^='section-']");
    if (!section) return;
    var code = section.id.replace("section-", ""), words = markedIn(section);
    var cell = event.target.closest("[id^='cell-']");
    if (words) choose(code, section.querySelector("h2"), words);
    else if (cell) choose(cell.id.replace("cell-", ""), cell, "");
    else if (event.target.closest("h2")) choose(code, event.target.closest("h2"), "");
  });
})();

/* A text while one types: its length and the subjects it speaks of. The server counts the same way
   (reports/guidance.py); without this file the page shows what was saved. Chromium 80 is enough. */
(function () {
  "use strict";

  var text = document.getElementById("id_text"), help = document.getElementById("text-help");
  if (!text || !help) return;
  var options = Array.from(document.querySelectorAll("#figure option[data-value]")), values = {};
  options.forEach(function (option) { values[option.value] = option.dataset.value; });
  var count = help.querySelector(".text-count"), list = help.querySelector(".subjects");

  /* Live figures count as what they read as. */
  function reading() {
    return text.value.replace(/[{｛]([^{}｛｝\n]{1,60})[}｝]/g, function (written, name) {
      return values[name.trim()] || written;
    });
  }

  function follow() {
    var length = Array.from(reading().replace(/\s/g, "")).length;
    count.querySelector("strong").textContent = length;
    count.classList.toggle("too-long", length > Number(count.dataset.advised || Infinity));
    if (list) Array.from(list.children).forEach(mark);
  }

  function mark(item) {
    var done = item.dataset.words.split("|").some(function (word) {
      return text.value.indexOf(word) >= 0;
    });
    item.classList.toggle("done", done);
    item.querySelector("span").textContent = done ? list.dataset.done : list.dataset.open;
  }

  text.addEventListener("input", follow);
})();

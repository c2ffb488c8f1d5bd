/* Where a list of phrases is offered, each becomes a button that puts it in at the cursor. */
(function () {
  "use strict";

  var lists = Array.from(document.querySelectorAll(".phrase-choice"));
  if (!lists.length) return;
  var first = lists[0].querySelector("select"), title = first.dataset.words;
  var phrases = Array.from(first.options).slice(1).map(function (option) { return option.text; });
  lists.forEach(function (list) { list.remove(); });

  function put(area, words) {
    area.setRangeText(words, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus();
  }

  function button(area, words) {
    var item = document.createElement("li"), press = document.createElement("button");
    press.type = "button";
    press.textContent = words;
    press.addEventListener("click", function () { put(area, words); });
    item.append(press);
    return item;
  }

  function offer(area) {
    var box = document.createElement("details"), head = document.createElement("summary");
    var list = document.createElement("ul");
    box.className = "phrase-choice";
    head.textContent = title;
    list.append.apply(list, phrases.map(function (words) { return button(area, words); }));
    box.append(head, list);
    area.before(box);
    if (area.dataset.phrases) area.required = true;
  }

  Array.from(document.querySelectorAll("textarea[data-phrases]")).forEach(offer);
})();

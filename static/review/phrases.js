/* Where a list of phrases is offered, each becomes a button that puts it in at the cursor. */

function put(area, words) {
  area.setRangeText(words, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
  area.focus();
}

function button(area, words) {
  const item = document.createElement("li"), press = document.createElement("button");
  press.type = "button";
  press.textContent = words;
  press.addEventListener("click", () => { put(area, words); });
  item.append(press);
  return item;
}

function offer(area, title, phrases) {
  const box = document.createElement("details"), head = document.createElement("summary");
  const list = document.createElement("ul");
  box.className = "phrase-choice";
  head.textContent = title;
  list.append(...phrases.map((words) => button(area, words)));
  box.append(head, list);
  area.before(box);
  if (area.dataset.phrases) area.required = true;
}

export function offerPhrases() {
  const lists = Array.from(document.querySelectorAll(".phrase-choice"));
  if (!lists.length) return;
  const first = lists[0].querySelector("select"), title = first.dataset.words;
  const phrases = Array.from(first.options).slice(1).map((option) => option.text);
  lists.forEach((list) => { list.remove(); });
  document.querySelectorAll("textarea[data-phrases]").forEach((area) => {
    offer(area, title, phrases);
  });
}

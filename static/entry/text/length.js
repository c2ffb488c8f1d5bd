/* A text while one types: its length and the subjects it speaks of. The server counts the same way
   when it makes the page; without this file the page shows what was saved. Chromium 80 is enough. */

const text = document.getElementById("id_text"), help = document.getElementById("text-help");
const options = Array.from(document.querySelectorAll("#figure option[data-value]")), values = {};
options.forEach((option) => { values[option.value] = option.dataset.value; });
const count = help.querySelector(".text-count"), list = help.querySelector(".subjects");

/* Live figures count as what they read as. */
function reading() {
  const live = /[{｛]([^{}｛｝\n]{1,60})[}｝]/g;
  return text.value.replace(live, (written, name) => values[name.trim()] || written);
}

function follow() {
  const length = Array.from(reading().replace(/\s/g, "")).length;
  count.querySelector("strong").textContent = length;
  count.classList.toggle("too-long", length > Number(count.dataset.advised || Infinity));
  if (list) Array.from(list.children).forEach(mark);
}

function mark(item) {
  const done = item.dataset.words.split("|").some((word) => text.value.indexOf(word) >= 0);
  item.classList.toggle("done", done);
  item.querySelector("span").textContent = done ? list.dataset.done : list.dataset.open;
}

export function followLength() {
  text.addEventListener("input", follow);
}

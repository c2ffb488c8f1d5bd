/* The place of a comment is taken from the report beside it: a cell or a heading that is pressed, or
   words of a text that are marked. Without this one chooses it from the list. */

const box = document.getElementById("new-comment");
const form = box && box.querySelector("form");
let picked = null;

function choose(key, element, words) {
  const place = form.elements.place;
  if (!Array.from(place.options).some((option) => option.value === key)) return;
  place.value = key;
  form.elements.quote.value = words;
  if (picked) picked.classList.remove("picked");
  picked = element;
  picked.classList.add("picked");
  box.open = true;
  box.scrollIntoView({ block: "nearest" });
}

function markedIn(section) {
  const marked = document.getSelection(), words = String(marked).replace(/\s+/g, " ").trim();
  const text = words && marked.anchorNode.parentElement.closest(".desk-text");
  return text && section.contains(text) ? words.slice(0, form.elements.quote.maxLength) : "";
}

function pressed(event) {
  const section = event.target.closest("section[id^='section-']");
  if (!section) return;
  const code = section.id.replace("section-", ""), words = markedIn(section);
  const cell = event.target.closest("[id^='cell-']");
  if (words) choose(code, section.querySelector("h2"), words);
  else if (cell) choose(cell.id.replace("cell-", ""), cell, "");
  else if (event.target.closest("h2")) choose(code, event.target.closest("h2"), "");
}

export function takePlaces() {
  if (!box) return;
  document.querySelector(".desk-layout").classList.add("picks");
  document.getElementById("comment-how").hidden = false;
  document.querySelector(".desk-form").addEventListener("mouseup", pressed);
}

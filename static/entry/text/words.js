/* A finding leads to the words it is about: they are selected in the text and brought into sight, by
   its link beside the text, or by the address one comes with. Chromium 80 is enough. */

import { field, select } from "./marks.js";

const list = document.getElementById("section-findings");

/* Where the words stand as they are written; else the longest part of them without figures, for
   these may follow the tables. */
function placeOf(words) {
  const at = field.value.indexOf(words);
  if (at >= 0) return [at, at + words.length];
  const parts = words.split(/[\d,.]+/).sort((a, b) => b.length - a.length);
  const found = parts[0] ? field.value.indexOf(parts[0]) : -1;
  return found < 0 ? null : [found, found + parts[0].length];
}

function show(words) {
  const place = words ? placeOf(words) : null;
  if (place) select(place[0], place[1]);
  return Boolean(place);
}

export function findWords() {
  list.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-words]");
    if (link && show(link.dataset.words)) event.preventDefault();
  });
  show(new URLSearchParams(location.search).get("words"));
}

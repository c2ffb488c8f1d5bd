/* What this browser kept of places that cannot be changed here: the report is with others, or the
   place was not returned. It is shown to be read and copied, until its owner throws it away. */

import { kept, remove } from "./autosave/kept.js";

const notice = document.getElementById("left-over");

function make(name, into, made) {
  return into.appendChild(Object.assign(document.createElement(name), made));
}

function isClosed(entry) {
  const isText = entry.place === notice.dataset.section;
  const field = document.getElementById(isText ? "id_text" : "f-" + entry.place);
  return !field || field.readOnly;
}

function throwAway(button, entries) {
  if (button.dataset.sure) {
    entries.forEach((each) => { remove(each.key); });
    notice.hidden = true;
  }
  button.dataset.sure = "yes";
  button.textContent = notice.dataset.saySure;
}

export function showLeftOver() {
  const say = notice.dataset;
  const entries = kept(say.user, say.report, say.section).filter(isClosed);
  const list = notice.querySelector("dl"), button = notice.querySelector("button");
  entries.forEach((each) => {
    make("dt", list, { textContent: each.label || each.place });
    make("dd", list, { className: "typed", textContent: each.value || say.sayBlank });
  });
  notice.hidden = !entries.length;
  notice.classList.toggle("warning", !notice.hidden);
  button.addEventListener("click", () => { throwAway(button, entries); });
}

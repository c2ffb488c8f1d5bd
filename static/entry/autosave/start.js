/* Saves what is typed while one works: what people do, and when it is sent. */

import { form } from "../form.js";
import { queue, unplan, whenDue } from "./plan.js";
import { restore } from "./restoring.js";
import { renew, send } from "./sending.js";
import { field, keep, placeOf, saving, say } from "./unsent.js";

function typed(event) {
  const place = placeOf(event.target);
  if (!place) return;
  saving.pending[place] = "typing";
  keep();
  if (place !== say.section) return;
  unplan();
  if (!event.isComposing) queue(place, "typed", 2000);
}

/* Half a word of an input method is kept, but not sent. */
function composed(event) {
  if (placeOf(event.target) === say.section) queue(say.section, "typed", 2000);
}

function changed(event) {
  const place = placeOf(event.target);
  if (place) queue(place, "typed", 300);
}

/* Left as it was entered: browsers tell of no change then. */
function left(event) {
  const place = placeOf(event.target);
  if (saving.pending[place] !== "typing") return;
  if (event.target.value !== (saving.base[place] || "")) return queue(place, "typed", 300);
  delete saving.pending[place];
  keep();
}

function setByScript(event) {
  Array.from(event.detail.cells).forEach((cell) => {
    const place = typeof cell === "string" ? cell : cell.name;
    if (place && field(place)) queue(place, event.detail.how, 300);
  });
}

function submitted() {
  saving.leaving = true;
  keep();
}

function back() {
  if (document.hidden) return;
  if (saving.stopped === "signed-out" || saving.stopped === "other") renew();
  else if (saving.tries) send();
}

export function saveWhileTyping() {
  whenDue(send);
  form.addEventListener("input", typed);
  form.addEventListener("compositionend", composed);
  form.addEventListener("change", changed);
  form.addEventListener("focusout", left);
  form.addEventListener("portal:cells", setByScript);
  form.addEventListener("submit", submitted);
  window.addEventListener("online", back);
  window.addEventListener("focus", back);
  document.addEventListener("visibilitychange", back);
  form.dataset.unsaved = "no";
  restore();
}

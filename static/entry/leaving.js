/* Leaving with unsaved figures asks first. Chromium 80 is enough. */

import { form } from "./form.js";

let changed = false;

function ask(event) {
  const kept = form.dataset.unsaved; /* autosave/ knows better, where it runs */
  if (kept ? kept === "no" : !changed) return;
  event.preventDefault();
  event.returnValue = "";
}

export function askBeforeLeaving() {
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", ask);
}

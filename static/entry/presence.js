/* Tells the server every 20 seconds that this page is open and says who else has it open. A hidden
   page is silent. Without this file the page says it as it was when it was loaded. */

import { ask } from "./autosave/post.js";
import { saving } from "./autosave/unsent.js";

const EVERY = 20000, line = document.getElementById("presence");
let timer = 0;

function show(text) {
  if (line.textContent !== text) line.textContent = text; /* said aloud only when it changes */
}

function tell() {
  clearTimeout(timer);
  if (document.hidden || saving.leaving) return;
  timer = setTimeout(tell, EVERY);
  ask(line.dataset.url, { method: "POST" })
    .then((response) => (response.ok ? response.json().then((told) => { show(told.others); }) : null))
    .catch(() => null); /* offline: the next time tells */
}

export function tellPresence() {
  document.addEventListener("visibilitychange", tell);
  timer = setTimeout(tell, EVERY);
}

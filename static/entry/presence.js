/* Tells the server every 20 seconds that this page is open and says who else has it open. A page
   that is covered, say by Excel from which somebody copies, counts as hidden: it goes on, once a
   minute, for two hours. Without this file the page says it as it was when it was loaded. */

import { ask } from "./autosave/post.js";
import { saving } from "./autosave/unsent.js";

const EVERY = 20000, COVERED = 60000, LONGEST = 120 * 60000;
const line = document.getElementById("presence");
let timer = 0, seen = Date.now();

function show(text) {
  if (line.textContent !== text) line.textContent = text; /* said aloud only when it changes */
}

function wait() {
  if (!document.hidden) seen = Date.now();
  return document.hidden ? COVERED : EVERY;
}

function tell() {
  clearTimeout(timer);
  if (saving.leaving) return;
  const pause = wait();
  if (Date.now() - seen > LONGEST) return; /* goes on when it is looked at again */
  timer = setTimeout(tell, pause);
  ask(line.dataset.url, { method: "POST" })
    .then((response) => (response.ok ? response.json().then((told) => { show(told.others); }) : null))
    .catch(() => null); /* offline: the next time tells */
}

function turned() {
  if (document.hidden) wait();
  else tell();
}

export function tellPresence() {
  document.addEventListener("visibilitychange", turned);
  timer = setTimeout(tell, EVERY);
}

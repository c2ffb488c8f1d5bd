/* What is ready to be sent, and when. Sending is told with `whenDue` and not imported, for it plans
   anew itself when the answer comes, and imports go one way. */

import { tell } from "./notices.js";
import { keep, mark, saving, say } from "./unsent.js";

let timer = 0, due = 0, send = null;

export function whenDue(action) {
  send = action;
}

export function queue(place, how, wait) {
  saving.pending[place] = "ready";
  saving.ways[place] = how;
  mark(place, "waiting");
  if (!saving.stopped) tell(say.sayChanged, "waiting");
  keep();
  later(wait);
}

export function later(wait) {
  const at = Date.now() + wait;
  if (timer && due <= at) return;
  unplan();
  due = at;
  timer = setTimeout(send, wait);
}

export function unplan() {
  clearTimeout(timer);
  timer = 0;
}

/* The places that are ready and came the same way as the first of them. */
export function batch() {
  const ready = Object.keys(saving.pending).filter((place) => saving.pending[place] === "ready");
  return ready.filter((place) => saving.ways[place] === saving.ways[ready[0]]);
}

/* What is ready to be sent, and when. Sending is told with `whenDue` and not imported, for it plans
   anew itself when the answer comes, and imports go one way. */

import { stand } from "./notices.js";
import { hasMore, isUnsent, keep, mark, places, saving } from "./unsent.js";

let timer = 0, due = 0, send = null;

export function whenDue(action) {
  send = action;
}

/* After each edit, and each answer: the place is to be sent, or it is as stored. */
export function settle(place, how) {
  if (hasMore(place)) {
    saving.pending[place] = how;
    mark(place, "waiting");
  } else {
    delete saving.pending[place];
    if (!isUnsent(place)) mark(place, "");
  }
  keep(place);
}

/* Something was done here: from now on this page looks after the place. */
export function edited(place, how) {
  saving.owned[place] = true;
  delete saving.quiet[place]; /* typed in: it is shown, and looked after as any other */
  saving.refused = false;
  settle(place, how);
  stand();
}

export function queue(place, how, wait) {
  saving.ways[place] = how;
  edited(place, "ready");
  if (saving.pending[place]) later(wait);
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

/* What went out before, and that nobody heard of: asked about before anything newer of it is sent. */
export function unheard() {
  return Object.keys(saving.unheard).filter((place) => saving.owned[place]);
}

/* The places that are ready and came the same way as the first of them. */
export function batch() {
  const ready = Object.keys(saving.pending)
    .filter((place) => saving.pending[place] === "ready" && !saving.unheard[place]);
  return ready.filter((place) => saving.ways[place] === saving.ways[ready[0]]);
}

/* Everything, as when the page is left, but for what waits for a choice. */
export function readyAll() {
  places().filter((place) => isUnsent(place) && !saving.clashes[place]).forEach((place) => {
    saving.owned[place] = true;
    if (!hasMore(place)) return;
    saving.pending[place] = "ready";
    saving.ways[place] = saving.ways[place] || "typed";
  });
}

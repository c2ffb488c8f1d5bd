/* Two pages of one section, of the same person: what is typed in one is seen in the other, and who
   typed last looks after it. Neither writes over what the other one kept. */

import { form } from "../form.js";
import { read } from "./kept.js";
import { stand } from "./notices.js";
import { later, settle } from "./plan.js";
import { bringEntry, claim } from "./restoring.js";
import { flush } from "./sending.js";
import { me } from "./tabs.js";
import { bring, field, keep, keyFor, places, saving, say } from "./unsent.js";

/* An edit that did not know of the one here stands beside it: the server will ask which one holds. */
function follows(place, entry) {
  return !saving.owned[place] || entry.over === saving.seen[place];
}

function keptElsewhere(place) {
  const entry = read(keyFor(place));
  if (!entry || entry.tab === me || entry.stamp === saving.seen[place]) return;
  if (!follows(place, entry)) return;
  delete saving.owned[place];
  delete saving.pending[place];
  bringEntry(place, entry);
}

/* Gone without us: it was saved there, or taken back. What is still unsent here is kept again. */
function droppedElsewhere(place) {
  if (saving.owned[place]) keep(place);
  else if (saving.stored[place] !== null) bring(place, saving.stored[place]);
}

function stored(event) {
  const place = places().find((each) => keyFor(each) === event.key);
  if (!place || field(place).readOnly) return;
  if (read(event.key)) keptElsewhere(place); /* by what stands there now: the event may be late */
  else droppedElsewhere(place);
  stand();
}

function savedElsewhere(told) {
  Object.keys(told).forEach((place) => {
    saving.base[place] = told[place].base;
    saving.stored[place] = told[place].stored;
    delete saving.taken[place];
    delete saving.unheard[place];
    if (saving.owned[place]) settle(place, saving.pending[place] || "typing");
    else if (!read(keyFor(place))) bring(place, saving.stored[place]);
  });
  form.elements.base.value = JSON.stringify(saving.base);
  stand();
}

/* What another page of this person tells. */
export function heard(told) {
  if (told.send && (!told.report || told.report === say.report)) flush(3000);
  if (told.gone) claim().then((ours) => { if (ours.length) later(0); });
  if (!told.saved || told.report !== say.report || told.section !== say.section) return;
  savedElsewhere(told.saved);
}

export function followOtherPages() {
  window.addEventListener("storage", stored);
}

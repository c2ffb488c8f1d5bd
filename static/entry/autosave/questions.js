/* What only the person can decide: whether what was put back is discarded, and whose value stands. */

import { block, button, drop, show } from "./notices.js";
import { queue } from "./plan.js";
import { field, put, saving, say } from "./unsent.js";

export function offerDiscard(before) {
  const box = block("restored", say.sayRestored);
  button(box, say.sayDiscard, () => {
    box.remove();
    show();
    Object.keys(before).forEach((place) => {
      put(place, before[place]);
      delete saving.clashes[place];
      field(place).dispatchEvent(new Event("input", { bubbles: true }));
      queue(place, "undo", 0);
    });
  });
}

export function askWhich(clash) {
  const box = block("clash " + clash.place, say.sayClash + " · " + clash.label);
  const who = [clash.by, clash.at].filter(Boolean).join(" ");
  const theirs = document.createElement("blockquote");
  theirs.textContent = who + ": " + (clash.theirs || say.sayBlank);
  theirs.tabIndex = 0; /* a long text scrolls in it */
  box.appendChild(theirs);
  const mine = clash.place === say.section ? "" : ": " + (field(clash.place).value || say.sayBlank);
  button(box, say.sayMine + mine, () => { choose(clash, false); });
  button(box, say.sayTheirs, () => { choose(clash, true); });
}

function choose(clash, theirs) {
  drop("clash " + clash.place);
  delete saving.clashes[clash.place];
  saving.base[clash.place] = clash.base;
  saving.stored[clash.place] = null; /* sent in any case: the answer says what stands by now */
  delete saving.taken[clash.place];
  if (theirs) put(clash.place, clash.theirs);
  queue(clash.place, "typed", 0);
}

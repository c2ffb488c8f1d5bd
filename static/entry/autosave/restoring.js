/* What this browser kept when the page was left comes back onto it. */

import { form } from "../form.js";
import { later, queue } from "./plan.js";
import { offerDiscard } from "./questions.js";
import { field, keep, put, recall, saving, say } from "./unsent.js";

/* Sent with a button of the page, and the section was last saved by this person since. */
function arrived(kept) {
  return kept.submitted && saving.version > kept.version && say.savedBy === say.user;
}

export function restore() {
  const kept = recall(), before = {};
  if (!kept || arrived(kept)) return keep();
  Object.keys(kept.values).forEach((place) => {
    const input = field(place);
    if (!input || input.value === kept.values[place]) return;
    if (form.querySelector("[name='keep." + place + "']")) return; /* the page asks already */
    before[place] = input.value;
    put(place, kept.values[place]);
    input.dispatchEvent(new Event("input", { bubbles: true }));
    if (place in kept.base) saving.base[place] = kept.base[place];
    else delete saving.base[place];
    queue(place, "typed", 300);
  });
  /* The server may have taken it, and only the answer was lost: asked first, as it was sent. */
  if (kept.sending && !kept.submitted) {
    saving.sending = kept.sending;
    later(0);
  }
  keep();
  if (Object.keys(before).length) offerDiscard(before);
}

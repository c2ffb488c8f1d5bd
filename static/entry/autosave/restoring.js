/* What this browser kept of this section when its page was left comes back onto it. What another open
   page looks after is only shown; what nobody looks after is taken over and sent. */

import { form } from "../form.js";
import { kept, read, remove } from "./kept.js";
import { stand } from "./notices.js";
import { edited, later, queue, unheard } from "./plan.js";
import { offerDiscard } from "./questions.js";
import { me, open } from "./tabs.js";
import { bring, differs, field, keyFor, places, saving, say } from "./unsent.js";

export function bringEntry(place, entry) {
  saving.seen[place] = entry.stamp;
  if ("base" in entry) saving.base[place] = entry.base;
  else delete saving.base[place];
  delete saving.unheard[place];
  if (entry.sent !== undefined) saving.unheard[place] = { value: entry.sent, base: entry.base };
  bring(place, entry.value);
}

/* The page that a button led to asks already whose value stands. */
function isAsked(place) {
  return form.querySelector("[name='keep." + place + "']") !== null;
}

/* Sent with a button of the page, and the section was last saved by this person since. */
function hasArrived(entry) {
  return entry.submitted !== undefined && saving.version > entry.submitted
    && say.savedBy === say.user;
}

/* The server may have taken it, and only the answer was lost: asked first, as it was sent. */
function takeOver(entry) {
  const place = entry.place;
  saving.owned[place] = true;
  if (hasArrived(entry)) {
    saving.quiet[place] = true;
    saving.unheard[place] = { value: entry.value, base: entry.base };
    return later(0);
  }
  if (saving.seen[place] !== entry.stamp) bringEntry(place, entry); /* this page was frozen */
  return queue(place, entry.how || "typed", 300);
}

/* Kept entries that have a field here; those of a closed one are shown by left_over.js. */
function entries() {
  return kept(say.user, say.report, say.section).filter((each) => {
    const input = field(each.place);
    return input && !input.readOnly;
  });
}

function isFree(entry) {
  const now = read(keyFor(entry.place));
  return now && now.stamp === entry.stamp && !saving.owned[entry.place];
}

/* Entries that no open page looks after any more. */
export function claim() {
  const found = entries().filter((each) => each.tab !== me && !saving.clashes[each.place]);
  if (!found.length) return Promise.resolve([]);
  return open(found.map((each) => each.tab)).then((here) => {
    const ours = found.filter((each) => !here.has(each.tab) && isFree(each));
    ours.forEach(takeOver);
    if (unheard().length) later(0);
    stand();
    return ours;
  });
}

/* Before the scripts came. */
function typedEarly(place) {
  if (field(place) === document.activeElement && place !== say.section) edited(place, "typing");
  else queue(place, "typed", 2000);
}

export function restore() {
  const before = {};
  if (say.refused) places().filter(differs).forEach((place) => { edited(place, "typing"); });
  entries().filter((each) => !saving.owned[each.place]).forEach((each) => {
    const input = field(each.place), isSame = input.value === each.value;
    if (isAsked(each.place)) saving.clashes[each.place] = { asked: true };
    else if (isSame && (each.sent === undefined || each.sent === each.value)) remove(each.key);
    else if (!hasArrived(each)) {
      if (!isSame) before[each.place] = input.value;
      bringEntry(each.place, each);
    }
  });
  places().filter((place) => differs(place) && !read(keyFor(place))).forEach(typedEarly);
  stand();
  claim().then((ours) => {
    const mine = ours.filter((each) => each.place in before && !saving.quiet[each.place]);
    if (!mine.length) return;
    const back = {};
    mine.forEach((each) => { back[each.place] = before[each.place]; });
    offerDiscard(back);
  });
}

/* What the server has not taken yet, as the files of the automatic saving share it.

   A place is a cell or the text. It stands in one of these states, and everything that is shown or
   sent follows from them:

     as stored   its value is the one the server has, or took as it was typed
     differs     it does not: said at once, kept in this browser, `pending` as "typing" while one is
                 in it and "ready" once the cell is left, the text paused in, or the page left
     sent        in `sending`, or in `unheard` by a page that is gone: the same is sent again
                 until it is answered, which is harmless, for without an answer nobody knows
                 whether the server took it; only then what was typed since
     clash       in `clashes`: somebody else changed it too, and a choice is waited for
     refused     pending as "typing" again: kept, until it is changed

   Everything but the first is unsent: it stands in this browser (kept.js) until the server has it,
   and whoever leaves waits for that or is asked. Without these files the buttons save, as ever.
   Chromium 80 is enough. */

import { form } from "../form.js";
import { keyOf, read, remove, write } from "./kept.js";
import { me } from "./tabs.js";

export const notices = document.getElementById("autosave");
export const say = notices.dataset;

export const saving = {
  base: JSON.parse(form.elements.base.value || "{}"), /* what an entry is based on */
  stored: {}, /* place -> what the server has; null where that is not known */
  taken: {}, /* place -> as it was typed when the server took it */
  pending: {}, /* place -> "typing" or "ready" */
  ways: {}, /* place -> how it came */
  sending: null, /* values, base and how: what is on its way, the same until it is answered */
  unheard: {}, /* place -> value and base that went out before, and that nobody heard of */
  quiet: {}, /* places that a button sent and that is asked about without showing them */
  clashes: {}, /* place -> both values, until somebody chooses */
  owned: {}, /* places that this page looks after, not another one of the same person */
  seen: {}, /* place -> the last edit that was shown here */
  version: Number(say.version),
  stopped: "", /* why nothing is sent for now */
  refused: false,
  underWay: false,
  since: 0, /* when it was sent */
  tries: 0, /* without an answer, since the last one */
  renewed: false,
  waited: false, /* somebody wants to go on, and waits for it */
  unloading: false, /* the next page may be drawn already: what is answered now is not in it */
  leaving: false, /* a button of the page sends everything */
  bringing: false, /* a value comes onto the page that nobody typed here */
  room: true, /* whether this browser keeps what it is given */
};

/* Places: cells by id, the text by its section --------------------------------------------- */

export function field(place) {
  return place === say.section ? form.elements.text : document.getElementById("f-" + place);
}

export function placeOf(element) {
  if (element.name === "text") return say.section;
  return element.name && element.id === "f-" + element.name ? element.name : "";
}

export function places() {
  return Array.from(form.elements).map(placeOf).filter(Boolean);
}

/* As the server sent it: one may have typed before the scripts came. A page that refuses a text shows
   what was typed, and so does one that gives back what was sent while one was signed out. */
places().forEach((place) => {
  const isText = place === say.section, sent = field(place).defaultValue;
  saving.stored[place] = isText ? sent : sent.replace(/[\r\n]/g, "");
  const isTyped = (say.refused && isText) || "givenBack" in field(place).dataset;
  if (isTyped) saving.stored[place] = null;
});

export function differs(place) {
  const value = field(place).value;
  return value !== saving.stored[place] && value !== saving.taken[place];
}

export function isSent(place) {
  return Boolean(saving.sending) && place in saving.sending.values;
}

/* What went out of it and was not answered. */
function sentOf(place) {
  if (isSent(place)) return saving.sending.values[place];
  return saving.unheard[place] ? saving.unheard[place].value : undefined;
}

/* Whether something is left to be sent beside what is on its way. */
export function hasMore(place) {
  if (saving.clashes[place] && saving.clashes[place].asked && !saving.owned[place]) return false;
  const sent = sentOf(place);
  if (sent === undefined) return differs(place);
  return !saving.quiet[place] && field(place).value !== sent;
}

export function isUnsent(place) {
  return Boolean(saving.clashes[place]) || sentOf(place) !== undefined || differs(place);
}

export function unsent() {
  return places().filter(isUnsent);
}

/* On the page ----------------------------------------------------------------------------- */

export function mark(place, state) {
  const cell = field(place).closest("td");
  if (!cell) return;
  if (state) cell.dataset.save = state;
  else delete cell.dataset.save;
  if (state === "saved") setTimeout(() => {
    if (cell.dataset.save === "saved") delete cell.dataset.save;
  }, 4000);
}

export function put(place, value) {
  const input = field(place);
  if (!input || input.value === value) return;
  input.value = value;
  input.classList.toggle("long", input.tagName === "INPUT" && value.length > 7);
}

/* As if it had been typed, but for saving: totals, length and marks follow. */
export function bring(place, value) {
  put(place, value);
  saving.bringing = true;
  field(place).dispatchEvent(new Event("input", { bubbles: true }));
  saving.bringing = false;
  mark(place, differs(place) ? "waiting" : "");
}

/* In this browser until the server has it ---------------------------------------------------- */

export function keyFor(place) {
  return keyOf(say.user, say.report, say.section, place);
}

function entryOf(place) {
  const entry = {
    value: field(place).value, base: saving.base[place], how: saving.ways[place] || "typed",
    tab: me, stamp: me + Date.now() + Math.random(), over: saving.seen[place],
    label: field(place).getAttribute("aria-label"), where: say.where, sent: sentOf(place),
  };
  if (saving.leaving) entry.submitted = saving.version;
  return entry;
}

/* Asked again by the next page, which may be drawn without it. */
function isForTheNext(place) {
  const entry = saving.unloading && read(keyFor(place));
  return Boolean(entry) && entry.value === entry.sent;
}

/* Only what this page looks after: an entry of another page is its own affair. */
export function keep(place) {
  if (!saving.owned[place] || saving.quiet[place]) return;
  if (!isUnsent(place)) {
    if (isForTheNext(place)) return null;
    delete saving.owned[place];
    return remove(keyFor(place));
  }
  const entry = entryOf(place), before = read(keyFor(place));
  if (before && before.value === entry.value && before.sent === entry.sent && before.tab === me
    && before.base === entry.base && before.submitted === entry.submitted) return;
  saving.room = write(keyFor(place), entry);
  saving.seen[place] = entry.stamp;
}

export function keepAll() {
  Object.keys(saving.owned).forEach(keep);
}

/* Saves what is typed while one works: what people do, and when it is sent. */

import { form } from "../form.js";
import { followOtherPages, heard } from "./between.js";
import { edited, queue, readyAll, unheard, unplan, whenDue } from "./plan.js";
import { claim, restore } from "./restoring.js";
import { renew, send, sendOff } from "./sending.js";
import { join, say as tellPages } from "./tabs.js";
import { differs, field, placeOf, put, saving, say } from "./unsent.js";

/* What a script sets, as Esc does, is committed with it. Half a word of an input method is kept, but
   not sent. */
function typed(event) {
  const place = placeOf(event.target);
  if (!place || saving.bringing) return;
  saving.leaving = false; /* the button's answer did not come */
  if (!event.isTrusted) return queue(place, "typed", 300);
  if (place === say.section) unplan();
  if (place === say.section && !event.isComposing) return queue(place, "typed", 2000);
  return edited(place, "typing");
}

function composed(event) {
  if (placeOf(event.target) === say.section) queue(say.section, "typed", 2000);
}

function changed(event) {
  const place = placeOf(event.target);
  if (place) queue(place, "typed", 300);
}

/* Left as it was entered: browsers tell of no change then. What the server took is shown as it reads
   it. */
function left(event) {
  const place = placeOf(event.target);
  if (saving.pending[place] === "typing" && !saving.refused) return queue(place, "typed", 300);
  if (place && !saving.pending[place] && !saving.sending && !saving.clashes[place] && !differs(place)
    && saving.stored[place] !== null && place !== say.section) put(place, saving.stored[place]);
  return null;
}

function setByScript(event) {
  Array.from(event.detail.cells).forEach((cell) => {
    const place = typeof cell === "string" ? cell : cell.name;
    if (place && field(place)) queue(place, event.detail.how, 300);
  });
}

/* Out of sight: on a phone there may be no later moment. */
function readyAndSend() {
  readyAll();
  send();
}

function back() {
  if (document.hidden) return readyAndSend();
  if (saving.stopped === "signed-out" || saving.stopped === "other") renew();
  else if (saving.tries || unheard().length) send();
  return claim();
}

/* Out of the browser's own store of pages. */
function shown(event) {
  saving.leaving = false;
  if (event.persisted) back();
}

function gone() {
  sendOff();
  tellPages({ gone: true });
}

export function saveWhileTyping() {
  form.autocomplete = "off"; /* what was not sent comes back from here, and not by the browser too */
  whenDue(send);
  join(say.user, heard, true);
  form.addEventListener("input", typed);
  form.addEventListener("compositionend", composed);
  form.addEventListener("change", changed);
  form.addEventListener("focusout", left);
  form.addEventListener("portal:cells", setByScript);
  window.addEventListener("online", back);
  window.addEventListener("focus", back);
  window.addEventListener("pageshow", shown);
  window.addEventListener("pagehide", gone);
  document.addEventListener("visibilitychange", back);
  followOtherPages();
  restore();
}

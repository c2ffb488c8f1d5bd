/* Sends what is ready: one request on its way, the next waits. Without an answer nobody knows whether
   the server took it: the same is sent again until it is answered, which is harmless, and only then
   what was typed since. */

import { form } from "../form.js";
import { accept, bringBack } from "./answer.js";
import { block, drop, stand, stop } from "./notices.js";
import { batch, later, readyAll, unheard, unplan } from "./plan.js";
import { ask, post } from "./post.js";
import { field, isSent, keep, mark, saving, say, unsent } from "./unsent.js";

const SOON = 1000; /* milliseconds between two tries while somebody waits to go on */
let failures = 0; /* sendings that came to nothing, whatever the reason */

export function send() {
  unplan();
  if (saving.underWay || saving.stopped || saving.leaving) return;
  if (!saving.sending) askAgain(unheard());
  if (!saving.sending) collect(batch());
  if (!saving.sending) return;
  const sending = saving.sending;
  saving.underWay = true;
  saving.since = Date.now();
  stand();
  post(say.url, say.section, sending.values, sending.base, sending.how).then(answered, unanswered);
}

function collect(places) {
  if (!places.length) return;
  const sending = saving.sending = { values: {}, base: {}, how: saving.ways[places[0]] };
  places.forEach((place) => {
    sending.values[place] = field(place).value;
    if (place in saving.base) sending.base[place] = saving.base[place];
    delete saving.pending[place];
    saving.owned[place] = true;
  });
  places.forEach(keep);
}

function askAgain(places) {
  if (!places.length) return;
  saving.sending = { values: {}, base: {}, how: "typed" };
  places.forEach((place) => {
    const before = saving.unheard[place];
    saving.sending.values[place] = before.value;
    if (before.base !== undefined) saving.sending.base[place] = before.base;
    delete saving.unheard[place];
  });
}

function failed() {
  saving.underWay = false;
  failures += 1;
  if (saving.sending) Object.keys(saving.sending.values).forEach((place) => { mark(place, "failed"); });
}

function unanswered() {
  failed();
  saving.tries += 1;
  stand();
  if (!saving.leaving) later(Math.min(saving.waited ? SOON : 30000, 500 * Math.pow(2, saving.tries)));
}

function answered(response) {
  if (response.status >= 500) return unanswered();
  if (response.status === 401 || response.type === "opaqueredirect") {
    failed();
    return stop("signed-out", say.saySignedOut);
  }
  if (response.status === 403 && !saving.renewed) {
    saving.underWay = false;
    saving.renewed = true;
    return renew();
  }
  return response.json().then(told, () => {
    if (response.ok || response.status === 409) unanswered(); /* cut off in the middle */
    else refused(say.sayRefused);
  });

  function told(data) {
    saving.underWay = false;
    if (response.ok || data.conflicts) accept(data);
    else refused(data.message || say.sayRefused, data.locked);
  }
}

/* A lock or a lost right holds for everything; a text too long waits to be changed. */
function refused(text, locked) {
  const sent = saving.sending.values;
  failed();
  saving.sending = null;
  saving.refused = true;
  Object.keys(sent).forEach((place) => {
    bringBack(place, sent);
    saving.pending[place] = saving.pending[place] || "typing";
    keep(place);
  });
  if (locked) saving.stopped = "locked";
  block("refused", text);
  stand();
}

/* After signing in again the token is another one; another person's page takes nothing of ours. */
export function renew() {
  ask(say.session, {}).then((response) => {
    if (response.status !== 200) {
      failures += 1;
      return response.status >= 500 ? unanswered() : stop("signed-out", say.saySignedOut);
    }
    return response.json().then((now) => {
      if (String(now.user) !== say.user) {
        failures += 1;
        return stop("other", say.sayOther);
      }
      document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((input) => {
        input.value = now.token;
      });
      saving.stopped = "";
      drop("signed-out");
      drop("other");
      stand();
      return send();
    });
  }).catch(unanswered);
}

/* Before the page is left: what is still in a cell goes too. True once the server has it all, false
   when it will not, or has not within so many milliseconds. */
export function flush(patience) {
  const before = failures;
  readyAll();
  send();
  return new Promise((resolve) => {
    function look() {
      const open = unsent().length;
      if (open && failures === before && !saving.stopped && !hasClash()) return again();
      return done(!open);
    }
    function again() {
      if (!saving.underWay) later(0);
    }
    function done(result) {
      form.removeEventListener("portal:standing", look);
      clearTimeout(timer);
      resolve(result);
    }
    const timer = setTimeout(() => { done(!unsent().length); }, patience);
    form.addEventListener("portal:standing", look);
    look();
  });
}

function hasClash() {
  return Object.keys(saving.clashes).length > 0;
}

/* The page goes, and nobody will hear the answer: the next page asks again. What is on its way
   already is not sent beside itself. */
export function sendOff() {
  readyAll();
  if (!saving.underWay) return send();
  if (saving.stopped || saving.leaving) return null;
  const values = {}, base = saving.base, beside = batch().filter((place) => !isSent(place));
  if (!beside.length) return null;
  beside.forEach((place) => {
    values[place] = field(place).value;
    saving.unheard[place] = { value: values[place], base: base[place] };
    keep(place);
  });
  return post(say.url, say.section, values, base, saving.ways[beside[0]]).catch(() => null);
}

/* Sends what is ready: one request on its way, the next waits. Without an answer nobody knows whether
   the server took it: the same is sent again until it is answered, which is harmless, and only then
   what was typed since. */

import { form } from "../form.js";
import { accept } from "./answer.js";
import { block, drop, stop, tell } from "./notices.js";
import { batch, later, unplan } from "./plan.js";
import { field, keep, mark, saving, say } from "./unsent.js";

const token = form.elements.csrfmiddlewaretoken;
let underWay = false;

export function send() {
  unplan();
  if (underWay || saving.stopped || saving.leaving) return;
  if (!saving.sending) collect(batch());
  if (!saving.sending) return;
  underWay = true;
  tell(say.saySaving, "waiting");
  ask(say.url, { method: "POST", body: written() }).then(answered, unanswered);
}

function collect(places) {
  if (!places.length) return;
  const sending = saving.sending = { values: {}, base: {}, how: saving.ways[places[0]] };
  places.forEach((place) => {
    sending.values[place] = field(place).value;
    if (place in saving.base) sending.base[place] = saving.base[place];
    delete saving.pending[place];
  });
  keep();
}

function written() {
  const body = new URLSearchParams(), sending = saving.sending;
  Object.keys(sending.values).forEach((place) => {
    body.append(place === say.section ? "text" : place, sending.values[place]);
  });
  body.append("base", JSON.stringify(sending.base));
  body.append("how", sending.how);
  return body;
}

export function ask(url, options) {
  const headers = { "X-Requested-With": "fetch", "X-CSRFToken": token.value };
  const usual = { headers, credentials: "same-origin", redirect: "manual", cache: "no-store" };
  return fetch(url, Object.assign(usual, options));
}

function markFailed() {
  underWay = false;
  if (!saving.sending) return;
  Object.keys(saving.sending.values).forEach((place) => { mark(place, "failed"); });
}

function unanswered() {
  if (saving.leaving) return;
  markFailed();
  tell(say.sayOffline, "failed");
  saving.tries += 1;
  later(Math.min(30000, 500 * Math.pow(2, saving.tries)));
}

function answered(response) {
  if (response.status >= 500) return unanswered();
  if (response.status === 401 || response.type === "opaqueredirect") {
    markFailed();
    return stop("signed-out", say.saySignedOut);
  }
  if (response.status === 403 && !saving.renewed) {
    markFailed();
    saving.renewed = true;
    return renew();
  }
  return response.json().then(told, () => {
    if (response.ok) unanswered(); /* cut off in the middle */
    else refused(say.sayRefused);
  });

  function told(data) {
    underWay = false;
    if (response.ok || data.conflicts) accept(data);
    else refused(data.message || say.sayRefused, data.locked);
  }
}

/* A lock or a lost right holds for everything; a text too long waits to be changed. */
function refused(text, locked) {
  markFailed();
  Object.keys(saving.sending.values).forEach((place) => {
    saving.pending[place] = saving.pending[place] || "typing";
  });
  saving.sending = null;
  keep();
  if (locked) saving.stopped = "locked";
  tell(say.sayNotSaved, "failed");
  block("refused", text);
}

/* After signing in again the token is another one; another person's page takes nothing of ours. */
export function renew() {
  ask(say.session, {}).then((response) => {
    if (response.status !== 200) {
      return response.status >= 500 ? unanswered() : stop("signed-out", say.saySignedOut);
    }
    return response.json().then((now) => {
      if (String(now.user) !== say.user) return stop("other", say.sayOther);
      document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((input) => {
        input.value = now.token;
      });
      saving.stopped = "";
      drop("signed-out");
      return send();
    });
  }).catch(unanswered);
}

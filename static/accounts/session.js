/* Warns before the sign-in ends for want of an act, in all tabs at once, and says that it has ended.
   The server knows the time: it is asked before anything is said. Chromium 80 is enough. */

import { hide, tellEnded, tellOther, told, warn, whenPressed } from "./session_box.js";

const before = Number(told.warning) * 1000;
const beat = before ? Math.min(60000, Math.max(1000, before / 2)) : 600000; /* acts are told as often */
const tabs = "BroadcastChannel" in window ? new BroadcastChannel("portal.session") : null;
let ends = Date.now() + Number(told.left) * 1000, state = "on", acted = false, timer = 0;

function tokens() {
  return Array.from(document.querySelectorAll("[name=csrfmiddlewaretoken]"));
}

function ask(method) {
  const headers = { "X-Requested-With": "fetch" }, token = tokens()[0];
  if (token && method === "POST") headers["X-CSRFToken"] = token.value;
  return fetch(told.url, { method, headers, credentials: "same-origin", cache: "no-store", redirect: "manual" })
    .then(answered, () => { plan(10000); });
}

function answered(response) {
  if (response.status === 401) return over();
  if (response.status !== 200) return plan(response.status === 403 ? 1000 : 10000); /* another token */
  return response.json().then((now) => {
    if (String(now.user) !== told.user) return other();
    tokens().forEach((input) => { input.value = now.token; });
    goesOnUntil(Date.now() + now.left * 1000, true);
  });
}

/* The automatic saving has found out first, and says so itself. */
function savingStopped() {
  return Boolean(document.querySelector("#autosave [data-name=signed-out]"));
}

function goesOnUntil(time, tell) {
  const back = state !== "on" || savingStopped();
  ends = time;
  state = "on";
  if (ends - Date.now() <= before) warn(ends);
  else hide();
  if (tell && tabs) tabs.postMessage({ user: told.user, ends });
  if (back) window.dispatchEvent(new Event("focus")); /* the automatic saving looks again, too */
  plan(Math.max(1000, (ends - Date.now() <= before ? ends : ends - before) - Date.now() + 500));
}

function plan(wait) {
  clearTimeout(timer);
  timer = setTimeout(look, wait);
}

function look() {
  return ask("GET");
}

function over() {
  const first = state === "on";
  state = "ended";
  clearTimeout(timer);
  if (first && tabs) tabs.postMessage({ user: told.user, ended: true });
  if (!savingStopped()) tellEnded();
}

function other() {
  state = "other";
  clearTimeout(timer);
  tellOther();
}

function heard(event) {
  const word = event.data;
  if (word.ended || word.user !== told.user || state !== "on") look();
  else goesOnUntil(Math.max(ends, word.ends), false);
}

function back() {
  if (document.hidden) return;
  if (state !== "on" || Date.now() > ends - before) look();
}

/* Reading on counts as well: whoever scrolls or types is there. */
function tellActs() {
  if (acted && state === "on" && Date.now() < ends - before) ask("POST");
  acted = false;
}

/* What was typed while one was signed out is back in its fields; scripts take it for typed anew. */
function tellGivenBack() {
  document.querySelectorAll("[data-given-back]").forEach((field) => {
    ["input", "change"].forEach((name) => { field.dispatchEvent(new Event(name, { bubbles: true })); });
  });
}

whenPressed(() => { ask("POST"); });
["keydown", "input", "pointerdown", "wheel", "touchmove"].forEach((name) => {
  document.addEventListener(name, () => { acted = true; }, { capture: true, passive: true });
});
setInterval(tellActs, beat);
if (tabs) tabs.addEventListener("message", heard);
window.addEventListener("focus", back);
window.addEventListener("pageshow", (event) => { if (event.persisted) look(); });
document.addEventListener("visibilitychange", back);
goesOnUntil(ends, true);
tellGivenBack();

/* Every way out of the page sends first. Links and forms wait for the answer, so that the next page
   shows it; where it does not come, one is asked. The browser's own ways (back, reload, closing)
   cannot wait: it asks as browsers do, and what is sent then arrives though the page is gone. */

import { form } from "../form.js";
import { block, button, drop } from "./notices.js";
import { flush } from "./sending.js";
import { keepAll, notices, put, saving, say, unsent } from "./unsent.js";

const PATIENCE = 3000, SLOWEST = 15000; /* milliseconds */
let waiting = false, agreed = false;

/* Goes on once everything is saved; `otherwise` says what happens when it is not. Never at once: a
   form that is being submitted cannot be submitted. */
function leave(onward, otherwise) {
  if (waiting) return;
  waiting = saving.waited = true;
  flush(PATIENCE).then((done) => {
    waiting = saving.waited = false;
    setTimeout(done ? onward : otherwise, 0);
  });
}

function go(onward) {
  agreed = true;
  setTimeout(() => { agreed = false; }, PATIENCE); /* a file is downloaded, and the page stays */
  onward();
}

/* Saved while the question stands, the page goes on: that is what was wanted. */
function question(onward) {
  const box = block("leaving", saving.room ? say.sayLeaving : say.sayLosing);
  function close() {
    form.removeEventListener("portal:standing", look);
    form.removeEventListener("input", typed);
    saving.waited = false;
    drop("leaving");
  }
  function typed() {
    if (!saving.bringing) close();
  }
  function look() {
    if (unsent().length || !box.isConnected) return;
    close();
    go(onward);
  }
  form.addEventListener("portal:standing", look);
  form.addEventListener("input", typed);
  saving.waited = true;
  button(box, say.sayStay, close).focus();
  button(box, say.sayLeave, () => { close(); go(onward); });
}

/* Links ------------------------------------------------------------------------------------- */

function leadsAway(link) {
  const here = location.origin + location.pathname + location.search;
  return link.protocol.startsWith("http") && link.href.split("#")[0] !== here
    && !notices.contains(link);
}

function isElsewhere(event, link) {
  return event.button === 1 || event.ctrlKey || event.metaKey || event.shiftKey
    || link.target === "_blank";
}

function follow(link, elsewhere) {
  if (elsewhere) window.open(link.href, "_blank");
  else if (link.hasAttribute("download")) link.click();
  else location.assign(link.href);
}

function clicked(event) {
  const link = event.target.closest("a[href]");
  if (event.defaultPrevented || event.button > 1 || !link || !leadsAway(link)) return;
  if (agreed || !unsent().length) return;
  event.preventDefault();
  const elsewhere = isElsewhere(event, link);
  leave(() => { follow(link, elsewhere); }, () => { question(() => { follow(link, elsewhere); }); });
}

/* Forms ------------------------------------------------------------------------------------- */

function pressedIn(event) {
  const at = document.activeElement;
  return event.submitter || (at && at.form === event.target && at.type === "submit" ? at : undefined);
}

/* Whose value stands, where the page asks that. */
function choose(place) {
  const choice = form.elements["keep." + place];
  if (!choice) return;
  put(place, choice.value);
  saving.owned[place] = true;
  delete saving.clashes[place];
}

/* The section's own form carries everything: nothing else is sent beside it, and where it did not
   arrive, the next page of this section finds that out. */
function withEverything() {
  Object.keys(saving.clashes).forEach(choose);
  saving.leaving = true;
  keepAll();
}

function submitted(event) {
  const target = event.target, pressed = pressedIn(event);
  if (event.defaultPrevented || target.method === "dialog") return;
  if (agreed || !unsent().length) return target === form ? withEverything() : undefined;
  event.preventDefault();
  const onward = () => { go(() => { target.requestSubmit(pressed); }); };
  if (target === form) leave(onward, onward);
  else leave(onward, () => { question(onward); });
}

/* The browser's own ways -------------------------------------------------------------------- */

/* While the server answers nothing needs to be asked: what is on its way arrives, and is kept here. */
function isInTrouble() {
  const isLate = saving.underWay && Date.now() - saving.since > PATIENCE;
  return saving.tries || saving.stopped || saving.refused || isLate || !saving.room
    || Object.keys(saving.clashes).length;
}

/* The page that comes may be drawn before what is on its way arrives: what is answered from now on stays
   kept, and is asked there. Whoever stays after all drops it later. */
function keepForTheNext() {
  saving.unloading = true;
  setTimeout(() => {
    saving.unloading = false;
    keepAll();
  }, SLOWEST);
}

function unloading(event) {
  if (saving.leaving || !unsent().length) return;
  keepForTheNext();
  if (agreed) return;
  flush(PATIENCE);
  if (!isInTrouble()) return;
  event.preventDefault();
  event.returnValue = "";
}

export function sendBeforeLeaving() {
  document.addEventListener("click", clicked);
  document.addEventListener("auxclick", clicked);
  document.addEventListener("submit", submitted);
  window.addEventListener("beforeunload", unloading);
}

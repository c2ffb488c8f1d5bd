/* On home and the pages of a report: what of it is still unsent on this computer. It is sent from
   here; what the server does not take is named, and led to. Who passes the report on is asked. */

import { kept } from "./autosave/kept.js";
import { sendKept } from "./autosave/outbox.js";
import { join } from "./autosave/tabs.js";

const notice = document.getElementById("left-behind");
const say = notice.dataset, list = notice.querySelector("ul"), line = notice.querySelector("p");
const CALM = 3000; /* milliseconds: what another page saves as one types is no news */
let known = [], saved = 0, underWay = null, agreed = false, timer = 0;

function find() {
  return kept(say.user, say.report);
}

function make(name, into, made) {
  return into.appendChild(Object.assign(document.createElement(name), made));
}

function addressOf(entry) {
  return say.section.replace("/0/", "/" + entry.report + "/").replace("SECTION", entry.section);
}

/* One line a section, with how many of its places. */
function showList(entries) {
  const counts = new Map();
  list.textContent = "";
  entries.forEach((each) => {
    const found = counts.get(addressOf(each)) || { where: "", count: 0 };
    counts.set(addressOf(each), { where: each.where || found.where, count: found.count + 1 });
  });
  counts.forEach((found, href) => {
    const words = found.where || say.sayUnnamed;
    const item = make("li", list, {});
    make("a", item, { href, textContent: words });
    item.append(" · " + say.sayCount.replace("{n}", found.count));
  });
}

/* What is gone since was saved, here or on a page of its own: this page shows how it stood before. */
function show() {
  const entries = find(), keys = entries.map((each) => each.key);
  saved += known.filter((key) => keys.indexOf(key) < 0).length;
  known = keys;
  notice.hidden = !entries.length && !saved;
  notice.classList.toggle("warning", entries.length > 0);
  line.textContent = entries.length ? say.sayLeft : say.saySaved;
  notice.querySelector("[data-again]").hidden = !saved;
  showList(entries);
  notice.querySelectorAll("button").forEach((each) => { each.remove(); });
}

function send() {
  underWay = underWay || sendKept(say.autosave, say.user, say.report).then(() => {
    underWay = null;
    show();
  });
  return underWay;
}

/* Passing on ----------------------------------------------------------------------------------- */

function isMove(form) {
  return form.closest("main") && (/\/move\//.test(form.action) || form.closest(".decision"));
}

function askWithout(form, pressed) {
  line.textContent = say.sayWithout;
  const button = make("button", notice, {
    type: "button", className: "btn btn-sm btn-outline-danger", textContent: say.sayGoOn,
  });
  button.addEventListener("click", () => {
    agreed = true;
    form.requestSubmit(pressed);
  });
}

function submitted(event) {
  const form = event.target, at = document.activeElement;
  if (agreed || event.defaultPrevented || !isMove(form) || !find().length) return;
  const pressed = event.submitter || (at && at.form === form && at.type === "submit" ? at : undefined);
  event.preventDefault();
  send().then(() => {
    if (find().length) askWithout(form, pressed);
    notice.scrollIntoView({ block: "center" });
    notice.focus();
  });
}

join(say.user, null, false);
known = find().map((each) => each.key);
if (known.length) send();
window.addEventListener("storage", () => {
  clearTimeout(timer);
  timer = setTimeout(show, CALM);
});
document.addEventListener("submit", submitted);

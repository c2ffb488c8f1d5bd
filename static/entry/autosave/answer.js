/* What the server says after a save comes onto the page: values of others, totals, findings. */

import { form } from "../form.js";
import { block, drop, tell } from "./notices.js";
import { batch, later } from "./plan.js";
import { askWhich } from "./questions.js";
import { field, keep, mark, put, saving, say } from "./unsent.js";

/* `portal:saved` on the form carries the whole answer to whoever else shows something of it. */
export function accept(data) {
  const sent = saving.sending.values;
  saving.sending = null;
  saving.version = data.version;
  saving.tries = 0;
  saving.renewed = false;
  drop("refused");
  clashesOf(data, sent);
  Object.keys(sent).forEach((place) => {
    if (!saving.clashes[place]) mark(place, saving.pending[place] ? "waiting" : "saved");
  });
  showOthers(data);
  showFixed(data);
  showFindings(data);
  showDone(data);
  keep();
  tellHowItStands(data);
  form.dispatchEvent(new CustomEvent("portal:saved", { detail: data }));
  if (batch().length) later(300);
}

function tellHowItStands(data) {
  if (Object.keys(saving.clashes).length) tell(say.sayClash, "failed");
  else if (Object.keys(saving.pending).length) tell(say.sayChanged, "waiting");
  else tell(say.saySaved + " " + data.saved_at, "saved");
}

/* A change takes the mark off that its holder had set. */
function showDone(data) {
  const line = document.getElementById("handed-out");
  if (line) line.dataset.done = data.done ? "yes" : "no";
}

function clashesOf(data, sent) {
  const clashing = {};
  data.conflicts.forEach((clash) => {
    clashing[clash.place] = true;
    saving.clashes[clash.place] = clash;
    mark(clash.place, "failed");
    askWhich(clash);
  });
  Object.keys(sent).forEach((place) => {
    if (clashing[place]) return;
    saving.base[place] = data.base[place];
    delete saving.clashes[place];
    drop("clash " + place);
  });
}

/* Values of other people and totals come into the cells that nobody here has touched. The one that
   somebody is in keeps what it shows, and that as its base: what is typed there must not win over
   a value that was never seen. */
function showOthers(data) {
  Object.keys(data.shown).forEach((place) => {
    const input = field(place);
    if (!input || (input === document.activeElement && !input.readOnly)) return;
    if (saving.pending[place] || saving.clashes[place]) return;
    saving.base[place] = data.shown[place];
    put(place, data.shown[place]);
  });
  form.elements.base.value = JSON.stringify(saving.base);
}

/* Where the page has none, none is put in: the table would jump under the hand. */
function showSummary(data) {
  const summary = document.getElementById("error-list");
  if (!summary) return;
  summary.hidden = !data.error_count;
  summary.innerHTML = data.summary;
}

/* Whoever has just stepped into the list stays on the same link. */
function showSections(links) {
  const list = document.getElementById("section-nav"), at = document.activeElement;
  const address = list.contains(at) ? at.getAttribute("href") : "";
  list.innerHTML = links;
  Array.from(list.querySelectorAll("a")).forEach((link) => {
    if (address && link.getAttribute("href") === address) link.focus();
  });
}

/* Somebody else may have opened a cell of last year's, or closed it. */
function showCarriedOver(place, data) {
  const input = field(place), word = data.locked[place] ? "locked" : data.opened[place] ? "opened" : "";
  if (!input.name) return [];
  if (input.hasAttribute("data-closed")) return ["closed"];
  input.readOnly = word === "locked";
  input.toggleAttribute("data-locked", word === "locked");
  input.toggleAttribute("data-opened", word === "opened");
  if (word) input.title = data[word][place];
  else input.removeAttribute("title");
  return word ? [word] : [];
}

function showFixed(data) {
  data.refused.forEach((each) => {
    put(each.place, data.shown[each.place]);
    block("fixed " + each.place, each.message);
  });
}

function showFindings(data) {
  document.getElementById("section-findings").innerHTML = data.panel;
  showSections(data.nav);
  showSummary(data);
  Object.keys(data.shown).forEach((place) => {
    const cell = field(place).closest("td"), state = data.states[place] || "";
    const kept = (cell.dataset.state || "").split(" ")
      .filter((word) => word === "total" || word === "lit");
    cell.dataset.state = kept.concat(showCarriedOver(place, data), state || []).join(" ").trim();
    if (state === "error") field(place).setAttribute("aria-invalid", "true");
    else field(place).removeAttribute("aria-invalid");
  });
}

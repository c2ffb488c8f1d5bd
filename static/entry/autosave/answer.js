/* What the server says after a save comes onto the page: values of others, totals, findings. */

import { form } from "../form.js";
import { whenReleased } from "../released.js";
import { block, drop, saved, stand } from "./notices.js";
import { batch, later, settle, unheard } from "./plan.js";
import { askWhich } from "./questions.js";
import { say as tellPages } from "./tabs.js";
import { field, isUnsent, keep, mark, put, saving, say } from "./unsent.js";

/* `portal:saved` on the form carries the whole answer to whoever else shows something of it. */
export function accept(data) {
  const sent = saving.sending.values;
  saving.sending = null;
  saving.version = data.version;
  saving.tries = 0;
  saving.refused = saving.renewed = false;
  drop("refused");
  clashesOf(data, sent);
  const done = Object.keys(sent).filter((place) => !saving.clashes[place]);
  done.forEach((place) => { settle(place, saving.pending[place] || "typing"); });
  showOthers(data);
  showFixed(data);
  showFindings(data);
  showDone(data);
  Object.keys(sent).forEach(keep);
  done.forEach((place) => { if (!saving.pending[place]) mark(place, "saved"); });
  saved(data.saved_at);
  stand();
  form.dispatchEvent(new CustomEvent("portal:saved", { detail: data }));
  tellOf(done);
  if (unheard().length) later(0);
  else if (batch().length) later(300);
}

/* Other pages of the same person must not ask them whose value stands. */
function tellOf(done) {
  const told = {};
  done.forEach((place) => {
    told[place] = { base: saving.base[place], stored: saving.stored[place] };
  });
  tellPages({ saved: told, report: say.report, section: say.section });
}

/* A change takes the mark off that its holder had set. */
function showDone(data) {
  const line = document.getElementById("handed-out");
  if (line) line.dataset.done = data.done ? "yes" : "no";
}

function clashesOf(data, sent) {
  data.conflicts.forEach((clash) => {
    saving.clashes[clash.place] = clash;
    bringBack(clash.place, sent);
    mark(clash.place, "failed");
    askWhich(clash);
  });
  Object.keys(sent).forEach((place) => {
    if (data.conflicts.some((clash) => clash.place === place)) return;
    saving.base[place] = data.base[place];
    saving.stored[place] = place in data.shown ? data.shown[place] : sent[place];
    saving.taken[place] = sent[place];
    delete saving.unheard[place];
    delete saving.quiet[place];
    delete saving.clashes[place];
    drop("clash " + place);
  });
}

/* What a button had sent was asked about without showing it: now it must be seen. */
export function bringBack(place, sent) {
  if (!saving.quiet[place]) return;
  delete saving.quiet[place];
  put(place, sent[place]);
}

/* Values of other people and totals come into the cells in which nothing is unsent: what came back from
   an earlier page is that too, before this page looks after it. The one that
   somebody is in keeps what it shows, and that as its base: what is typed there must not win over
   a value that was never seen. */
function showOthers(data) {
  Object.keys(data.shown).forEach((place) => {
    const input = field(place);
    if (!input || (input === document.activeElement && !input.readOnly)) return;
    if (input.name && isUnsent(place)) return;
    saving.base[place] = saving.stored[place] = data.shown[place];
    delete saving.taken[place];
    put(place, data.shown[place]);
  });
  form.elements.base.value = JSON.stringify(saving.base);
}

/* Where the page has none, none is put in: the table would jump under the hand. */
function showSummary(data) {
  const summary = document.getElementById("error-list");
  if (!summary) return;
  whenReleased(summary, () => {
    summary.hidden = !data.error_count;
    summary.innerHTML = data.summary;
  });
}

/* Whoever has just stepped into the list stays on the same link. */
function showSections(list, links) {
  const at = document.activeElement;
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
  const findings = document.getElementById("section-findings");
  const list = document.getElementById("section-nav");
  whenReleased(findings, () => { findings.innerHTML = data.panel; });
  whenReleased(list, () => { showSections(list, data.nav); });
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

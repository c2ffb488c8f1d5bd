/* What the server has not taken yet, and where it stands on the page. It is kept in this browser
   under the person's own number until the server has it, and put back when the page is opened again.
   Without these files the buttons save, as ever. Chromium 80 is enough. */

import { form } from "../form.js";

export const notices = document.getElementById("autosave");
export const say = notices.dataset;
const key = ["portal.unsent", say.user, say.report, say.section].join(".");

/* What the files of the automatic saving share. */
export const saving = {
  base: JSON.parse(form.elements.base.value || "{}"),
  pending: {}, /* place -> "typing" while one is in it, "ready" to be sent */
  ways: {}, /* place -> how it came */
  sending: null, /* values, base and how: what is on its way, the same until it is answered */
  clashes: {}, /* place -> both values, until somebody chooses */
  version: Number(say.version),
  stopped: "", /* why nothing is sent for now */
  tries: 0,
  renewed: false,
  leaving: false,
};

/* Places: cells by id, the text by its section --------------------------------------------- */

export function field(place) {
  return place === say.section ? form.elements.text : document.getElementById("f-" + place);
}

export function placeOf(element) {
  if (element.name === "text") return say.section;
  return element.name && element.id === "f-" + element.name ? element.name : "";
}

export function mark(place, state) {
  const cell = field(place).closest("td");
  if (!cell) return;
  cell.dataset.save = state;
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

/* In this browser until the server has it ---------------------------------------------------- */

function unsent() {
  const sent = saving.sending ? saving.sending.values : {};
  return Object.keys(Object.assign({}, saving.pending, sent, saving.clashes));
}

export function keep() {
  const places = unsent(), leaving = saving.leaving;
  const kept = { values: {}, base: {}, version: saving.version, submitted: leaving };
  kept.sending = saving.sending;
  form.dataset.unsaved = places.length && !leaving ? "yes" : "no";
  places.forEach((place) => {
    kept.values[place] = field(place).value;
    if (place in saving.base) kept.base[place] = saving.base[place];
  });
  try {
    if (places.length) localStorage.setItem(key, JSON.stringify(kept));
    else localStorage.removeItem(key);
  } catch (full) {
    return; /* no room or not allowed: the page still warns before it is left */
  }
}

export function recall() {
  try {
    return JSON.parse(localStorage.getItem(key) || "null");
  } catch (broken) {
    return null;
  }
}

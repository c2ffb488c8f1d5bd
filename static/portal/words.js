/* What was typed into a box of a page, a reason or an answer, and not sent: it stands there again when
   one comes back in this tab, until it is sent. The sections' own form has its own keeping. */

const main = document.getElementById("content");
const HEAD = "portal.words." + main.dataset.person + ".";

const keyOf = (box) =>
  HEAD + (box.form.getAttribute("action") || location.pathname) + " " + box.name;

const isKept = (box) =>
  box.matches("textarea") && box.form && box.name && !box.readOnly && !box.closest("#section-form");

function read(box) {
  try {
    return JSON.parse(sessionStorage.getItem(keyOf(box)));
  } catch (denied) {
    return null;
  }
}

function write(box, entry) {
  try {
    if (entry) sessionStorage.setItem(keyOf(box), JSON.stringify(entry));
    else sessionStorage.removeItem(keyOf(box));
  } catch (denied) { /* then it is as it was without this */ }
}

/* Nothing of a box that shows what the page came with. */
function keep(box) {
  const entry = { over: box.defaultValue, words: box.value };
  write(box, entry.words === entry.over ? null : entry);
}

/* Only into a box as it was: what the server says since goes before, but for what it only puts
   together for them, which is no longer wanted where somebody has written their own. */
function putBack(box) {
  const kept = read(box);
  if (!kept || kept.words === box.value) return;
  if (kept.over !== box.defaultValue && !("composed" in box.dataset)) return;
  box.value = kept.words;
  for (let around = box.closest("details"); around; around = around.parentElement.closest("details")) {
    around.open = true;
  }
  box.insertAdjacentHTML("afterend", '<p class="hint" role="status"></p>');
  box.nextElementSibling.textContent = main.dataset.notSent;
}

if (main.dataset.person) {
  Array.from(main.querySelectorAll("textarea")).filter(isKept).forEach(putBack);
  main.addEventListener("input", (event) => { if (isKept(event.target)) keep(event.target); });
  main.addEventListener("submit", (event) => {
    Array.from(event.target.elements).filter(isKept).forEach((box) => { write(box, null); });
  });
}

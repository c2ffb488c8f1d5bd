/* Keys of the desk, but not while somebody writes: a link with `data-key` is followed, and each key
   of the list under ? presses its button or opens its form, where that is there. */

const KEYS = {
  s: "form[data-move='start_review'] button",
  a: "form[data-move='approve'] button",
  r: "details[data-move='return'] > summary",
  c: "#new-comment > summary",
  n: "a[data-key=']']",
  "?": "#keys > summary",
};

function press(on) {
  const box = on.matches("summary") && on.parentElement;
  if (!box || !box.open) on.click();
  const words = box && box.querySelector("textarea");
  if (words) words.focus();
}

function pressed(event) {
  const writes = event.target.closest("input, select, textarea, [contenteditable], dialog");
  if (writes || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const link = Array.from(document.querySelectorAll("a[data-key]"))
    .find((each) => each.dataset.key === event.key);
  const on = link || (KEYS[event.key] && document.querySelector(KEYS[event.key]));
  if (!on || event.repeat) return;
  event.preventDefault();
  press(on);
}

export function followShortcuts() {
  const list = document.getElementById("keys");
  if (list) list.hidden = false;
  document.addEventListener("keydown", pressed);
}

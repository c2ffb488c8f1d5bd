/* The box of the session: that it is about to end, counted down, and that it has ended. */

const box = document.getElementById("session"), say = box.dataset;

function add(parent, tag, attributes, text) {
  const made = document.createElement(tag);
  Object.keys(attributes).forEach((name) => { made.setAttribute(name, attributes[name]); });
  made.textContent = text || "";
  parent.append(made, " ");
  return made;
}

const title = add(box, "h2", { id: "session-title" }), line = add(box, "p", {});
const words = add(line, "span", { id: "session-words" });
const clock = add(line, "strong", { class: "session-clock", "aria-hidden": "true" });
const said = add(box, "p", { class: "visually-hidden", role: "status" });
const goOn = add(box, "button", { type: "button", class: "btn btn-primary" }, say.sayGoOn);
const link = add(box, "a", { class: "btn btn-primary", target: "_blank", rel: "noopener" }, say.saySignIn);
const close = add(box, "button", { type: "button", class: "btn btn-outline-secondary" }, say.sayClose);
let ticking = 0;

export const told = say;

function show(head, text, ended) {
  title.textContent = head;
  words.textContent = text;
  clock.textContent = "";
  goOn.hidden = ended;
  link.hidden = close.hidden = !ended;
  if (!box.open) box.showModal();
  if (!ended) goOn.focus();
}

/* Read aloud every half minute, shown every second. */
function tick(ends) {
  const left = Math.max(0, Math.ceil((ends - Date.now()) / 1000));
  clock.textContent = Math.floor(left / 60) + ":" + String(left % 60).padStart(2, "0");
  if (left % 30 === 0) said.textContent = say.sayLeft + " " + clock.textContent;
}

export function warn(ends) {
  clearInterval(ticking);
  show(say.sayWarning, say.sayLeft, false);
  tick(ends);
  ticking = setInterval(() => { tick(ends); }, 1000);
}

export function tellEnded() {
  clearInterval(ticking);
  const here = location.pathname + location.search;
  link.href = say.signIn + "?ended=yes&next=" + encodeURIComponent(here);
  show(say.sayEnded, say.sayKept, true);
}

export function tellOther() {
  clearInterval(ticking);
  show(say.sayEnded, say.sayOther, true);
  link.hidden = true;
}

export function hide() {
  clearInterval(ticking);
  if (box.open) box.close();
}

/* Esc goes on as the button does, while there is something to go on with. */
export function whenPressed(action) {
  goOn.addEventListener("click", action);
  close.addEventListener("click", hide);
  box.addEventListener("cancel", () => { if (!goOn.hidden) action(); });
}

/* What the automatic saving says: the word in the bar, and the notices above it. */

import { form } from "../form.js";
import { notices, saving, say } from "./unsent.js";

const bar = form.querySelector(".save-bar-state");

export function tell(text, state) {
  bar.textContent = text;
  bar.dataset.save = state;
}

export function show() {
  notices.hidden = !notices.children.length;
}

export function block(name, text) {
  const box = document.createElement("div"), line = document.createElement("p");
  drop(name);
  box.className = "autosave-notice";
  box.dataset.name = name;
  box.setAttribute("role", "alert");
  line.textContent = text;
  box.appendChild(line);
  notices.appendChild(box);
  show();
  return box;
}

export function drop(name) {
  Array.from(notices.children).forEach((box) => {
    if (box.dataset.name === name) box.remove();
  });
  show();
}

export function button(box, text, action) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn btn-outline-primary";
  made.textContent = text;
  made.addEventListener("click", action);
  box.appendChild(made);
}

export function stop(why, text) {
  saving.stopped = why;
  tell(why === "signed-out" ? say.sayNotSaved : text, "failed");
  if (why !== "signed-out") return;
  const link = document.createElement("a");
  link.href = say.signIn;
  link.target = "_blank";
  link.rel = "noopener";
  link.textContent = say.saySignIn;
  block("signed-out", text).appendChild(link);
}

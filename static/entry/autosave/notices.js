/* What the automatic saving says: the word in the bar, and the notices above it. */

import { form } from "../form.js";
import { notices, saving, say, unsent } from "./unsent.js";

const bar = form.querySelector(".save-bar-state");
const last = { text: bar.textContent, state: "" }; /* while everything is as stored */

function tell(text, state) {
  if (bar.textContent !== text) bar.textContent = text; /* said aloud only when it changes */
  if (state) bar.dataset.save = state;
  else delete bar.dataset.save;
}

/* How it stands, by what holds and not by what happened last. */
export function stand() {
  const open = unsent().length;
  if (saving.stopped) tell(say.sayNotSaved, "failed");
  else if (Object.keys(saving.clashes).length) tell(say.sayClash, "failed");
  else if (saving.refused) tell(say.sayNotSaved, "failed");
  else if (saving.tries && open) tell(saving.room ? say.sayOffline : say.sayNowhere, "failed");
  else if (Object.keys(saving.pending).length) tell(say.sayChanged, "waiting");
  else if (saving.underWay && saving.sending) tell(say.saySaving, "waiting");
  else if (open) tell(say.sayChanged, "waiting");
  else tell(last.text, last.state);
  form.dispatchEvent(new CustomEvent("portal:standing"));
}

export function saved(at) {
  last.text = say.saySaved + " " + at;
  last.state = "saved";
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
  return made;
}

export function stop(why, text) {
  saving.stopped = why;
  stand();
  if (why !== "signed-out") return block(why, text);
  const link = document.createElement("a");
  link.href = say.signIn;
  link.target = "_blank";
  link.rel = "noopener";
  link.textContent = say.saySignIn;
  return block("signed-out", text).appendChild(link);
}

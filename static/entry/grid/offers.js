/* A button beside a finding that sets its cell, without leaving the page. */

import { form } from "../form.js";
import { boxOf, isOpen } from "./table.js";
import { set } from "./undo.js";

function pressed(event) {
  const button = event.target.closest("button[name=offer]");
  if (!button || button.form !== form) return;
  const cut = button.value.indexOf("="), name = button.value.slice(0, cut);
  const box = boxOf(document.getElementById("f-" + name));
  if (!isOpen(box)) return;
  event.preventDefault();
  set(box.input, button.value.slice(cut + 1));
  box.input.focus();
}

export function takeOffers() {
  document.addEventListener("click", pressed);
}

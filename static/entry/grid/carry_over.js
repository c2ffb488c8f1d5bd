/* A cell that last year's report fixes: whoever wants to change it is told why it stays, and led to
   where a reason opens it. Without this file the same place stands below the form. */

import { table } from "./table.js";

const said = document.getElementById("grid-said");

function open(input) {
  const choice = document.getElementById("open-" + input.name);
  if (!choice) return;
  choice.closest("details").open = true;
  choice.checked = true;
  said.textContent = "";
  document.getElementById("open-reason").focus();
}

function tell(input) {
  const button = document.createElement("button");
  said.textContent = input.title + " ";
  button.type = "button";
  button.className = "btn btn-sm btn-outline-primary";
  button.textContent = said.dataset.change;
  button.addEventListener("click", () => { open(input); });
  if (document.getElementById("open-" + input.name)) said.appendChild(button);
}

function isCarriedOver(input) {
  return input.tagName === "INPUT" && input.hasAttribute("data-locked");
}

function pressed(event) {
  if (!isCarriedOver(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key.length === 1 || /^(Backspace|Delete|F2|Process)$/.test(event.key)) tell(event.target);
}

export function explainCarriedOver() {
  if (!document.getElementById("locks")) return;
  table.addEventListener("click", (event) => {
    if (isCarriedOver(event.target)) tell(event.target);
  });
  table.addEventListener("keydown", pressed);
}

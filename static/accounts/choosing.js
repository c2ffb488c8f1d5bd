/* A list whose rows are ticked: all of the page at one press, and how many are chosen. */

const boxes = () => Array.from(document.querySelectorAll("input.action-select"));
const whole = document.querySelector("[data-choose-page]");
const said = document.querySelector("[data-chosen]");

function tell() {
  const all = boxes(), chosen = all.filter((box) => box.checked).length;
  whole.checked = chosen === all.length;
  whole.indeterminate = chosen > 0 && chosen < all.length;
  said.textContent = said.dataset.chosen.replace("{n}", chosen);
}

if (whole && said) {
  whole.closest("[hidden]").hidden = false;
  whole.addEventListener("change", () => {
    boxes().forEach((box) => { box.checked = whole.checked; });
    tell();
  });
  document.addEventListener("change", (event) => { if (event.target.matches(".action-select")) tell(); });
  tell();
}

/* A button that prints the page, where a script can do that. */

document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => { window.print(); });
});

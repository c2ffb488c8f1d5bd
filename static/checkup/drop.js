/* A file dropped anywhere on the page is checked at once; the form works without this. */

const form = document.querySelector("[data-drop]");
const input = form.querySelector("input[type=file]");
const text = form.querySelector("textarea");
const curtain = document.querySelector("[data-drop-here]");
const said = form.querySelector("[data-drop-said]");
const button = form.querySelector("button");
const words = button.textContent;
let depth = 0; // elements that the file is being dragged over, one within the other

const holdsFiles = (event) => Array.from(event.dataTransfer.types).includes("Files");

const show = (open) => { curtain.hidden = !open; };

/* One file, as the field takes no more. */
const put = (file) => {
  const one = new DataTransfer();
  one.items.add(file);
  input.files = one.files;
  text.value = "";
};

form.querySelector("[data-drop-hint]").hidden = false;

document.addEventListener("dragenter", (event) => {
  if (!holdsFiles(event)) return;
  depth += 1;
  show(true);
});

document.addEventListener("dragleave", (event) => {
  if (!holdsFiles(event)) return;
  depth = Math.max(0, depth - 1);
  if (!depth) show(false);
});

document.addEventListener("dragover", (event) => {
  if (holdsFiles(event)) event.preventDefault();
});

document.addEventListener("drop", (event) => {
  if (!holdsFiles(event)) return;
  event.preventDefault();
  depth = 0;
  show(false);
  if (!event.dataTransfer.files.length) return;
  put(event.dataTransfer.files[0]);
  form.requestSubmit(button);
});

form.addEventListener("submit", () => {
  said.textContent = form.dataset.busy;
  button.textContent = form.dataset.busy;
  setTimeout(() => { button.disabled = true; });
});

/* Come back to by the browser's own button: as it was before it was sent. */
window.addEventListener("pageshow", () => {
  said.textContent = "";
  button.textContent = words;
  button.disabled = false;
});

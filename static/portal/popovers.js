/* What opens over the page ([data-popover]) closes by Esc, by a press outside and when the focus
   goes elsewhere; but not outside while it holds words that somebody wrote. Without this a press on
   its button closes it. A dialog's own outside is its backdrop; Esc closes it by itself. */

const open = () => Array.from(document.querySelectorAll("details[data-popover][open]"));
const written = (popover) => Array.from(popover.querySelectorAll("textarea, input[type=text]"))
  .some((field) => field.value !== field.defaultValue);

/* Also a press on nothing, which moves no focus. */
function left(event) {
  open().filter((each) => !each.contains(event.target) && !written(each))
    .forEach((each) => { each.open = false; });
}

function escaped(event) {
  const last = event.key === "Escape" && !event.isComposing && open().pop();
  if (!last) return;
  last.open = false;
  last.querySelector("summary").focus();
  event.preventDefault();
}

function besideDialog(event) {
  const box = event.target.matches("dialog[data-popover]") && event.target.getBoundingClientRect();
  if (!box) return;
  const within = event.clientX >= box.left && event.clientX <= box.right
    && event.clientY >= box.top && event.clientY <= box.bottom;
  if (!within) event.target.close();
}

document.addEventListener("pointerdown", left);
document.addEventListener("mousedown", besideDialog);
document.addEventListener("focusin", left);
document.addEventListener("keydown", escaped);

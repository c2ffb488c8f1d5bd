/* A press counts where it began, though the page moved under it: leaving a cell writes it, and what
   is said of that may push the button away before the mouse is let go. The browser would tell of a
   click on whatever lies there then. */

const STILL = 4; /* pixels that a hand trembles */
let pressed = null;

function down(event) {
  const on = event.button === 0 && event.target.closest("button, a[href], summary");
  pressed = on ? { on, box: on.getBoundingClientRect(), x: event.clientX, y: event.clientY } : null;
}

function hasMoved(on, box) {
  const now = on.getBoundingClientRect();
  return now.top !== box.top || now.left !== box.left;
}

function up(event) {
  const was = pressed;
  pressed = null;
  if (!was || was.on.contains(event.target) || !was.on.isConnected) return;
  const still = Math.max(Math.abs(event.clientX - was.x), Math.abs(event.clientY - was.y)) < STILL;
  if (still && hasMoved(was.on, was.box)) setTimeout(() => { was.on.click(); }, 0);
}

export function keepPresses() {
  document.addEventListener("mousedown", down, true);
  document.addEventListener("mouseup", up, true);
}

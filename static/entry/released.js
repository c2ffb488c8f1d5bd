/* A part of the page is not replaced while one presses in it: the browser tells of no click where what
   was pressed is gone when it is let go. */

const AGAIN = 50; /* milliseconds */
const last = new Map();

function look(part) {
  if (part.matches(":active")) return setTimeout(look, AGAIN, part);
  const action = last.get(part);
  last.delete(part);
  return action && action();
}

/* At once, or as soon as it is let go; of several the last one. */
export function whenReleased(part, action) {
  last.set(part, action);
  look(part);
}

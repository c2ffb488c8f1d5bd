/* What keys do in the grid, written down once. Of the cell one is in, the machine knows a state:

     select   as one enters it: its value is selected, a character replaces it, arrows walk
     edit     after F2 or a second click: the caret stands in the text, arrows move it
     compose  while an input method composes: every key is its own

   A key that leaves a cell commits it: what was typed is kept and sent, and the next cell is entered
   in `select`. Where there is no next cell the same one is entered anew, so that the next digit
   begins a number and is never glued to the last. Nothing here touches the page: `keys.js` does. */

/* Key -> where it leads (`ways.js`); "here" is the cell one is in. */
const WALKS = {
  Enter: "on", "Shift+Enter": "back", Tab: "next", "Shift+Tab": "previous",
  ArrowUp: "up", ArrowDown: "down", "Ctrl+ArrowUp": "top", "Ctrl+ArrowDown": "bottom",
  "Ctrl+Enter": "here", "Ctrl+Shift+Enter": "here", "Alt+Enter": "here",
};
const SIDEWAYS = {
  ArrowLeft: "left", ArrowRight: "right", "Ctrl+ArrowLeft": "leftmost", "Ctrl+ArrowRight": "rightmost",
  Home: "leftmost", End: "rightmost", "Ctrl+Home": "first", "Ctrl+End": "last",
};
const ANYWHERE = {
  PageUp: { does: "settle", then: "select" }, /* commits here; the browser scrolls */
  PageDown: { does: "settle", then: "select" },
  F2: { does: "edit", then: "edit" },
  Escape: { does: "restore", then: "select" }, /* what the cell held when it was entered */
  "Ctrl+z": { does: "undo", then: "select" },
  "Ctrl+y": { does: "redo", then: "select" },
  "Ctrl+Shift+z": { does: "redo", then: "select" },
};

function walking(ways) {
  const found = {};
  Object.keys(ways).forEach((key) => {
    found[key] = { does: "go", way: ways[key], then: "select" };
  });
  return found;
}

/* Marking a part of the value is editing it; the browser marks. */
function marking() {
  const found = {};
  ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"].forEach((key) => {
    found["Shift+" + key] = found["Ctrl+Shift+" + key] = { does: "mark", then: "edit" };
  });
  return found;
}

/* State -> key -> what is done and the state after it. What stands in no line is the browser's. */
export const KEYS = {
  select: Object.assign({}, ANYWHERE, walking(WALKS), walking(SIDEWAYS), marking()),
  edit: Object.assign({}, ANYWHERE, walking(WALKS)),
  compose: {},
};

/* State -> what else happens to the cell -> the state after it; else the state stays. */
const HAPPENS = {
  select: { entered: "select", clicked: "edit", composing: "compose" },
  edit: { entered: "select", composing: "compose" },
  compose: { entered: "select" },
};

/* As in the tables above; the keypad's keys have the same names, with and without NumLock. */
export function nameOf(event) {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return [
    event.ctrlKey || event.metaKey ? "Ctrl+" : "", event.altKey ? "Alt+" : "",
    event.shiftKey ? "Shift+" : "", key,
  ].join("");
}

/* Both tables with the state they speak of. */
export function makeMachine() {
  let state = "select", before = "select"; /* the input method began */
  return {
    press(key, isOpen) {
      const line = KEYS[state][key];
      if (!line || (line.then === "edit" && !isOpen)) return null;
      state = line.then;
      return line;
    },
    happens(what) {
      if (what === "composed" && state === "compose") state = before;
      const after = HAPPENS[state][what];
      if (after === "compose") before = state;
      if (after) state = after;
    },
  };
}

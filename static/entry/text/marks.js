/* What the server found in a text is drawn under the words of the textarea: a second layer of the
   same size and letters, of which only lines and tints are seen. The textarea stays a plain one,
   so that input methods and undo work. Where words change, a mark moves along or fades until the
   next answer. Chromium 80 is enough. */

import { form } from "../form.js";

export const field = document.getElementById("id_text");
const box = field.parentNode, layer = document.createElement("div");
let value = field.value, marks = [], followed = [];
const SAME = ["fontFamily", "fontSize", "fontWeight", "fontStyle", "fontVariantNumeric", "lineHeight",
  "letterSpacing", "wordSpacing", "textIndent", "textAlign", "tabSize", "whiteSpace", "wordBreak",
  "overflowWrap", "paddingTop", "paddingRight", "paddingBottom", "paddingLeft"];

/* Places ------------------------------------------------------------------------------------- */

/* Moves ranges of `from` to where they stand in `to`; what an edit touches is left out. */
function carry(ranges, from, to) {
  const most = Math.min(from.length, to.length);
  let head = 0, tail = 0;
  if (from === to) return ranges;
  while (head < most && from[head] === to[head]) head++;
  while (tail < most - head && from[from.length - 1 - tail] === to[to.length - 1 - tail]) tail++;
  return ranges.filter((range) => {
    if (range.end < head) return true;
    if (range.start <= from.length - tail) return false;
    range.start += to.length - from.length;
    range.end += to.length - from.length;
    return true;
  });
}

/* As the server stores it, with the place of every character in what is written here. */
function normal(raw) {
  const places = [];
  let text = "", at = 0;
  raw.split("\n").forEach((line) => {
    const kept = line.replace(/\s+$/, "") + "\n";
    for (let i = 0; i < kept.length; i++) places.push(i < kept.length - 1 ? at + i : at + line.length);
    text += kept;
    at += line.length + 1;
  });
  const first = /^\n*/.exec(text)[0].length, last = text.replace(/\n+$/, "").length;
  return { text: text.slice(first, last), places: places.slice(first, last) };
}

/* The server's marks, on the words as they stand by now. */
function take(answer) {
  const now = normal(field.value);
  value = field.value;
  marks = carry(answer.marks.slice(), answer.source, now.text).map((mark) => {
    const start = now.places[mark.start], end = now.places[mark.end - 1] + 1;
    return Object.assign({}, mark, { start, end });
  });
  draw();
}

function follow() {
  if (field.value === value) return;
  marks = carry(marks, value, field.value);
  followed = carry(followed, value, field.value);
  value = field.value;
  draw();
}

/* Drawing ------------------------------------------------------------------------------------ */

function draw() {
  const cuts = [0, value.length], drawn = document.createDocumentFragment();
  marks.forEach((mark) => { cuts.push(mark.start, mark.end); });
  cuts.sort((a, b) => a - b);
  for (let i = 1; i < cuts.length; i++) {
    if (cuts[i - 1] < cuts[i]) drawn.appendChild(piece(cuts[i - 1], cuts[i]));
  }
  drawn.appendChild(document.createTextNode("\n")); /* else a last line feed has no height */
  layer.textContent = "";
  layer.appendChild(drawn);
  scroll();
}

function piece(start, end) {
  const here = marks.filter((mark) => mark.start <= start && end <= mark.end);
  const words = document.createTextNode(value.slice(start, end));
  if (!here.length) return words;
  const made = document.createElement("span");
  made.appendChild(words);
  here.forEach((mark) => {
    made.classList.add("mark-" + mark.kind);
    if (mark.kind === "live" && mark.start === start) made.dataset.value = mark.value;
  });
  return made;
}

function scroll() {
  layer.scrollTop = field.scrollTop;
}

/* To the fraction of a pixel: lines must break at the same character. */
function fit() {
  const style = getComputedStyle(field), size = field.getBoundingClientRect();
  const sides = parseFloat(style.borderLeftWidth) + parseFloat(style.borderRightWidth);
  const around = box.getBoundingClientRect();
  const bar = field.offsetWidth - field.clientWidth - Math.round(sides);
  SAME.forEach((name) => { layer.style[name] = style[name]; });
  layer.style.left = size.left - around.left + parseFloat(style.borderLeftWidth) + "px";
  layer.style.top = size.top - around.top + parseFloat(style.borderTopWidth) + "px";
  layer.style.width = size.width - sides - Math.max(0, bar) + "px";
  layer.style.height = field.clientHeight + "px";
  scroll();
}

/* Changing ----------------------------------------------------------------------------------- */

/* As if typed, so that Ctrl+Z takes it back; saved at once, and the trail keeps how it came. */
export function replace(start, end, words, how) {
  field.focus();
  field.setSelectionRange(start, end);
  if (!document.execCommand("insertText", false, words)) {
    field.setRangeText(words, start, end, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  const place = document.getElementById("autosave").dataset.section;
  form.dispatchEvent(new CustomEvent("portal:cells", { detail: { cells: [place], how } }));
}

/* In sight, in the middle of the field. */
export function select(start, end) {
  field.focus();
  field.setSelectionRange(start, end);
  const shown = Array.from(layer.querySelectorAll("span")).find((span) => before(span) >= start);
  if (shown) field.scrollTop = shown.offsetTop - field.clientHeight / 2;
}

function before(span) {
  const range = document.createRange();
  range.setStart(layer, 0);
  range.setEndBefore(span);
  return range.toString().length;
}

/* The place of a number of the list; none where its words were changed since. */
export function placeOf(number) {
  follow();
  return marks.filter((mark) => mark.number === number)[0];
}

/* The number whose words the caret stands in, of several the one that is wrong. */
export function numberAt(caret) {
  const here = marks.filter((mark) => (
    mark.number !== undefined && mark.start <= caret && caret <= mark.end
  ));
  const wrong = here.filter((mark) => mark.kind === "differs");
  return (wrong[0] || here[0] || {}).number;
}

/* A range that moves with the words around it; asked for again, it is null once touched. */
export function keepSight(start, end) {
  const range = { start, end };
  followed = [range];
  return () => (followed.indexOf(range) < 0 ? null : range);
}

/* Starting ----------------------------------------------------------------------------------- */

function addLayer() {
  box.classList.add("text-field");
  layer.className = "text-layer";
  layer.setAttribute("aria-hidden", "true");
  box.insertBefore(layer, field); /* the field itself stays: moved, it would lose what one types */
}

export function drawMarks() {
  addLayer();
  field.addEventListener("input", follow);
  field.addEventListener("change", follow);
  field.addEventListener("scroll", scroll);
  form.addEventListener("portal:saved", (event) => {
    if (event.detail.text) take(event.detail.text);
  });
  if (window.ResizeObserver) new ResizeObserver(fit).observe(field);
  window.addEventListener("resize", fit);
  fit();
  take(JSON.parse(document.getElementById("text-marks").textContent));
}

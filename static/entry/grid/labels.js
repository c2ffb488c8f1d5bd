/* Printed labels, known again however a program writes them. */

const tools = document.querySelector(".grid-tools");
const VARIANTS = JSON.parse((tools && tools.dataset.variants) || "{}"); // of printed labels
const NUMBERING = /^([（(]?[一二三四五六七八九十]+[）)、.]|\d+[.、])/;

const INVISIBLE =
  /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff]/g;
/* Superscript, circled or foreign digits and the signs that go with them: perhaps a footnote. */
const RAISED = /(?![0-9０-９])[\p{N}\p{Me}⁺⁻⁼⁽⁾₊₋₌₍₎]/gu;
const STROKE = /[\u0335-\u0338\u20d2\u20d3\u20d8-\u20da\u20e5\u20e6\u20ea\u20eb]/g;

/* As the server reads it: half-width, without spaces and unseen marks, one kind of minus. */
export function normal(text) {
  const plain = visible(text).normalize("NFKC").replace(/\s+/g, "");
  return plain.length > 1 ? plain.replace(/[−–﹣]/g, "-") : plain;
}

export function visible(text) {
  return text.replace(INVISIBLE, "");
}

/* 5² would be read as 52, a 9 that is struck out as 9. */
export function withoutRaised(text) {
  return text.replace(RAISED, "");
}

export function withoutStrokes(text) {
  return text.replace(STROKE, "");
}

export function keyOf(text) {
  return normal(text).replace(NUMBERING, "").replace(/[^0-9A-Za-z\u3400-\u9fff]/g, "");
}

/* A printed label, the same without what it explains in brackets, and its other spellings. */
export function keysOf(text) {
  const short = normal(text).replace(/\(.{4,}\)$/, "");
  const others = VARIANTS[text.replace(/\s+/g, "")] || [];
  return [keyOf(text), keyOf(short)].concat(others.map(keyOf)).filter(Boolean);
}

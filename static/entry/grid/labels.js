/* Printed labels, known again however a program writes them. */

const tools = document.querySelector(".grid-tools");
const VARIANTS = JSON.parse((tools && tools.dataset.variants) || "{}"); // of printed labels
const NUMBERING = /^([（(]?[一二三四五六七八九十]+[）)、.]|\d+[.、])/;

/* As the server reads it: half-width, without spaces, one kind of minus. */
export function normal(text) {
  const plain = text.normalize("NFKC").replace(/[\s\u200b\ufeff]+/g, "");
  return plain.length > 1 ? plain.replace(/[−–﹣]/g, "-") : plain;
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

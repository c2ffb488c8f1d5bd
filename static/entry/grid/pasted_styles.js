/* Pasted HTML as a document of its own, and what its styles say of an element. They are never applied,
   there or on the page, but read: what an element says of itself is called `data-style` meanwhile. */

const LIMIT = { rules: 500, style: 1000, depth: 300 };
const TAG = /<(\/?)([a-z][\w-]*)/gi;
const FLAT = /^(area|br|col|dd|dt|hr|img|input|li|link|meta|option|p|source|t[dhr]|wbr)$/; // end by themselves
const SIMPLE = /^[\w-]*(\.[\w-]+)?$/; // the selectors that spreadsheets write
const TELLING = /line-through|vertical-align|none|hid|raise|visib/i; // what the reader of cells looks for

/* The text without what stands from each `open` to the next `close`, and what stood there. */
function cut(text, open, close) {
  const lower = text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()), out = [];
  let kept = "", at = 0;
  for (let from = lower.indexOf(open); from >= 0; from = lower.indexOf(open, at)) {
    const to = lower.indexOf(close, from + open.length);
    kept += text.slice(at, from);
    at = to < 0 ? text.length : to + close.length;
    out.push(text.slice(from + open.length, to < 0 ? text.length : to));
  }
  return { kept: kept + text.slice(at), out };
}

/* Excel writes the styles of its classes into the head, within a comment. */
function rulesOf(text) {
  return cut(text.split("<!--").join("").split("-->").join(""), "/*", "*/").kept.split("}")
    .slice(0, LIMIT.rules).map((rule) => rule.split("{")).filter((rule) => rule.length === 2);
}

function styles(page, text) {
  const found = new Map();
  rulesOf(text).filter((rule) => TELLING.test(rule[1])).forEach((rule) => {
    const selectors = rule[0].split(",").map((each) => each.trim()).filter((each) => each && SIMPLE.test(each));
    selectors.forEach((selector) => page.querySelectorAll(selector).forEach((each) => {
      const known = found.get(each) || "";
      if (known.length < LIMIT.style) found.set(each, known + ";" + rule[1]);
    }));
  });
  return (element) => ((element.dataset.style || "") + (found.get(element) || "")).slice(0, LIMIT.style);
}

/* A browser's time grows with the square of it. */
function isTooDeep(html) {
  const open = [];
  for (let found = TAG.exec(html); found && open.length <= LIMIT.depth; found = TAG.exec(html)) {
    const name = found[2].toLowerCase();
    if (!found[1] && !FLAT.test(name)) open.push(name);
    else if (found[1] && open[open.length - 1] === name) open.pop();
  }
  TAG.lastIndex = 0;
  return open.length > LIMIT.depth;
}

/* Null where elements are nested too deeply. */
export function parsedHtml(html) {
  if (isTooDeep(html)) return null;
  const sheets = cut(html, "<style", "</style"), css = sheets.out.map((each) => each.slice(each.indexOf(">") + 1));
  const bare = sheets.kept.replace(/\sstyle\s*=/gi, " data-style=");
  const page = new DOMParser().parseFromString(bare, "text/html");
  return { page, styleOf: styles(page, css.join("\n")) };
}

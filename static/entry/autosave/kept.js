/* What this browser keeps of what the server has not taken: one entry a cell or text, under the
   person's own number. So two tabs never write over each other's, and nobody meets the entries of
   somebody else. An entry holds

     value           as it stands in the field
     base, how       what the person had seen there, and how it came
     sent            what went out and was not answered: it is asked again before anything else
     submitted       the section's version when a button of the page sent it along
     tab             the page that looks after it
     stamp, over     this edit, and the one it was made on
     label, where    for people */

const HEAD = "portal.unsent.";

export function keyOf(user, report, section, place) {
  return HEAD + [user, report, section, place].join(".");
}

function partsOf(key) {
  const parts = key.slice(HEAD.length).split(".");
  return { key, user: parts[0], report: parts[1], section: parts[2], place: parts.slice(3).join(".") };
}

function keys(user) {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(HEAD + user + "."));
  } catch (denied) {
    return [];
  }
}

export function read(key) {
  try {
    const entry = JSON.parse(localStorage.getItem(key));
    return entry && typeof entry.value === "string" ? entry : null;
  } catch (broken) {
    return null;
  }
}

/* Whether there was room, and it was allowed. */
export function write(key, entry) {
  try {
    localStorage.setItem(key, JSON.stringify(entry));
    return true;
  } catch (full) {
    return false;
  }
}

export function remove(key) {
  try {
    localStorage.removeItem(key);
  } catch (denied) { /* then nothing was kept either */ }
}

/* All entries of a person, or those of one report or section. */
export function kept(user, report, section) {
  keys(user).map(partsOf).filter((each) => !each.place).forEach(divide);
  return keys(user).map((key) => Object.assign(partsOf(key), read(key)))
    .filter((each) => each.value !== undefined && (!report || each.report === report)
      && (!section || each.section === section));
}

/* Version 0.2.0 kept a section in one piece. */
function divide(old) {
  let whole = null;
  try {
    whole = JSON.parse(localStorage.getItem(old.key));
  } catch (broken) { /* nothing can be made of it */ }
  const values = (whole && whole.values) || {}, sent = (whole && whole.sending) || { values: {} };
  Object.keys(values).forEach((place) => {
    const key = keyOf(old.user, old.report, old.section, place);
    const entry = { value: values[place], base: (whole.base || {})[place], how: "typed" };
    if (whole.submitted) entry.submitted = whole.version;
    else if (place in sent.values) entry.sent = sent.values[place];
    if (!read(key)) write(key, entry);
  });
  remove(old.key);
}

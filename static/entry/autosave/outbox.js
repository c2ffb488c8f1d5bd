/* Sends what this browser kept of sections whose pages are gone, from another page of the portal: as
   the section's page does when it is opened again, first what was sent already, as it was sent. */

import { kept, read, remove, write } from "./kept.js";
import { post } from "./post.js";
import { open, say } from "./tabs.js";

const LONGEST = 3000; /* milliseconds an open page has to send its own */

function bySection(entries) {
  const groups = new Map();
  entries.forEach((each) => {
    const name = each.report + "." + each.section;
    groups.set(name, (groups.get(name) || []).concat(each));
  });
  return Array.from(groups.values());
}

function deliver(address, entries, valueOf) {
  const values = {}, base = {}, first = entries[0];
  entries.forEach((each) => {
    values[each.place] = valueOf(each);
    if (each.base !== undefined) base[each.place] = each.base;
  });
  const url = address.replace("/0/", "/" + first.report + "/").replace("SECTION", first.section);
  return post(url, first.section, values, base, first.how || "typed").then((response) => (
    response.ok || response.status === 409 ? response.json() : null
  )).catch(() => null);
}

/* Those the server took; with `base`, what the next value of the place is based on. */
function taken(entries, told) {
  if (!told || !told.base) return [];
  const refused = told.conflicts.concat(told.refused).map((each) => each.place);
  return entries.filter((each) => refused.indexOf(each.place) < 0)
    .map((each) => Object.assign(each, { base: told.base[each.place] }));
}

function drop(entry) {
  const now = read(entry.key);
  if (now && now.stamp === entry.stamp) remove(entry.key);
}

/* This page may go too: the next one must know what went out, and on what it is based. */
function note(entry) {
  const now = read(entry.key), went = { sent: entry.value, base: entry.base };
  if (now && now.stamp === entry.stamp) write(entry.key, Object.assign(now, went));
}

/* What went out and was not answered, then what was typed since. */
function sendSection(address, entries) {
  const asked = entries.filter((each) => each.sent !== undefined);
  const first = asked.length ? deliver(address, asked, (each) => each.sent) : Promise.resolve(null);
  return first.then((told) => {
    const known = taken(asked, told);
    known.filter((each) => each.sent === each.value).forEach(drop);
    const more = entries.filter((each) => each.sent === undefined)
      .concat(known.filter((each) => each.sent !== each.value));
    if (!more.length) return null;
    more.forEach(note);
    return deliver(address, more, (each) => each.value).then((answer) => {
      taken(more, answer).forEach(drop);
    });
  });
}

function settled(find) {
  const until = Date.now() + LONGEST;
  return new Promise((resolve) => {
    function look() {
      if (!find().length || Date.now() > until) resolve();
      else setTimeout(look, 100);
    }
    look();
  });
}

/* Everything of this person, or of one report; how many are left says `kept` afterwards. */
export function sendKept(address, user, report) {
  const found = kept(user, report);
  if (!found.length) return Promise.resolve();
  say({ send: true, report });
  return open(found.map((each) => each.tab)).then((here) => {
    const ours = found.filter((each) => !here.has(each.tab));
    const theirs = found.filter((each) => here.has(each.tab)).map((each) => each.key);
    const one = (before, entries) => before.then(() => sendSection(address, entries));
    return bySection(ours).reduce(one, Promise.resolve())
      .then(() => settled(() => theirs.filter((key) => read(key))));
  });
}

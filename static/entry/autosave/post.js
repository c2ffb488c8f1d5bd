/* The post between a page and the portal. What is sent with `keepalive` arrives though the page is
   left meanwhile; browsers allow 64 kB of it. */

const LIMIT = 60000, AROUND = 200; /* bytes; of a field's frame */
const LONGEST = 20000; /* milliseconds: then it counts as not answered, and may be sent again */

/* A text is a third as long in parts as it is percent-encoded. */
function packed(fields) {
  const short = new URLSearchParams(fields);
  if (String(short).length < LIMIT) return { body: short, keepalive: true };
  const parts = new FormData();
  fields.forEach((field) => { parts.append(field[0], field[1]); });
  const size = fields.reduce((sum, field) => sum + AROUND + new Blob([field[1]]).size, 0);
  return { body: parts, keepalive: size < LIMIT };
}

export function ask(url, options) {
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const end = new AbortController();
  const bound = setTimeout(() => { end.abort(); }, LONGEST), heard = () => { clearTimeout(bound); };
  const headers = { "X-Requested-With": "fetch", "X-CSRFToken": token };
  const usual = { headers, credentials: "same-origin", redirect: "manual", cache: "no-store",
    signal: end.signal };
  const answer = fetch(url, Object.assign(usual, options));
  answer.then(heard, heard);
  return answer;
}

/* `values` of the places of one section, of which `text` is the place of its text. */
export function post(url, text, values, base, how) {
  const fields = Object.keys(values).map((place) => [place === text ? "text" : place, values[place]]);
  fields.push(["base", JSON.stringify(base)], ["how", how]);
  return ask(url, Object.assign({ method: "POST" }, packed(fields)));
}

/* What was pasted goes along to the page that reads a report in; nobody has to paste it again. */

import { form } from "../form.js";

const MOST = 2000000; // characters of a page, as for a text that is read

function fieldOf(name, value) {
  const field = document.createElement("textarea");
  field.name = name;
  field.value = value;
  return field;
}

export function readIn(address, pasted) {
  const isPage = /<table[\s>]/i.test(pasted.html) && pasted.html.length <= MOST;
  const sent = document.createElement("form");
  sent.method = "post";
  sent.action = address;
  sent.enctype = "multipart/form-data";
  sent.hidden = true;
  sent.append(
    fieldOf("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value),
    fieldOf("text", isPage ? pasted.html : pasted.text)
  );
  document.body.appendChild(sent);
  sent.submit();
}

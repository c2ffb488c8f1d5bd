/* Each tick is saved at once. The answer is the page as it is now, of which the count, the times and
   the button that approves are taken over. */

const form = document.querySelector("#points form");
let before = Promise.resolve(); // one after the other, so that the last tick is the last word

function takeOver(page) {
  Array.from(document.querySelectorAll("[data-live]")).forEach((old) => {
    const now = page.querySelector("[data-live='" + old.dataset.live + "']");
    if (now) old.replaceWith(document.importNode(now, true));
  });
}

function askForPress(needed) {
  form.querySelector("button").hidden = form.querySelector(".points-lost").hidden = !needed;
}

function save() {
  return fetch(form.action, { method: "POST", body: new FormData(form), credentials: "same-origin" })
    .then((answer) => {
      if (!answer.ok) throw new Error(answer.status);
      return answer.text();
    })
    .then((words) => {
      const page = new DOMParser().parseFromString(words, "text/html");
      if (!page.querySelector("#points form")) throw new Error("refused");
      if (page.querySelector(".notices .error")) throw new Error("refused");
      takeOver(page);
      askForPress(false);
    })
    .catch(() => { askForPress(true); });
}

export function saveTicks() {
  if (!form) return;
  form.querySelector("button").hidden = true;
  form.addEventListener("change", () => {
    if (form.elements.seen) form.submit(); // it begins the review, so all of the page is another
    else before = before.then(save);
  });
}

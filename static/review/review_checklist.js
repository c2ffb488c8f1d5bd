/* Each tick is saved at once. The answer is the page as it is now, of which the count, the times and
   the button that approves are taken over. */
(function () {
  "use strict";

  var form = document.querySelector("#points form");
  if (!form) return;
  var button = form.querySelector("button"), lost = form.querySelector(".points-lost");
  var before = Promise.resolve(); // one after the other, so that the last tick is the last word

  function takeOver(page) {
    Array.from(document.querySelectorAll("[data-live]")).forEach(function (old) {
      var now = page.querySelector("[data-live='" + old.dataset.live + "']");
      if (now) old.replaceWith(document.importNode(now, true));
    });
  }

  function save() {
    return fetch(form.action, { method: "POST", body: new FormData(form), credentials: "same-origin" })
      .then(function (answer) {
        if (!answer.ok) throw new Error(answer.status);
        return answer.text();
      })
      .then(function (words) {
        var page = new DOMParser().parseFromString(words, "text/html");
        if (!page.querySelector("#points form") || page.querySelector(".notices .error")) throw new Error("refused");
        takeOver(page);
        button.hidden = lost.hidden = true;
      })
      .catch(function () { button.hidden = lost.hidden = false; });
  }

  button.hidden = true;
  form.addEventListener("change", function () { before = before.then(save); });
})();

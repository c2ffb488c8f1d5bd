/* Saves what is typed while one works: what people do, and when it is sent. */
(function () {
  "use strict";

  var saving = window.portalSaving;
  if (!saving) return;
  var form = saving.form, say = saving.say;

  form.addEventListener("input", function (event) {
    var place = saving.placeOf(event.target);
    if (!place) return;
    saving.pending[place] = "typing";
    saving.keep();
    if (place !== say.section) return;
    saving.unplan();
    if (!event.isComposing) saving.queue(place, "typed", 2000);
  });
  /* Half a word of an input method is kept, but not sent. */
  form.addEventListener("compositionend", function (event) {
    if (saving.placeOf(event.target) === say.section) saving.queue(say.section, "typed", 2000);
  });
  form.addEventListener("change", function (event) {
    var place = saving.placeOf(event.target);
    if (place) saving.queue(place, "typed", 300);
  });
  /* Left as it was entered: browsers tell of no change then. */
  form.addEventListener("focusout", function (event) {
    var place = saving.placeOf(event.target);
    if (saving.pending[place] !== "typing") return;
    if (event.target.value !== (saving.base[place] || "")) return saving.queue(place, "typed", 300);
    delete saving.pending[place];
    saving.keep();
  });
  form.addEventListener("portal:cells", function (event) {
    Array.from(event.detail.cells).forEach(function (cell) {
      var place = typeof cell === "string" ? cell : cell.name;
      if (place && saving.field(place)) saving.queue(place, event.detail.how, 300);
    });
  });
  form.addEventListener("submit", function () {
    saving.leaving = true;
    saving.keep();
  });

  function back() {
    if (document.hidden) return;
    if (saving.stopped === "signed-out" || saving.stopped === "other") saving.renew();
    else if (saving.tries) saving.send();
  }
  window.addEventListener("online", back);
  window.addEventListener("focus", back);
  document.addEventListener("visibilitychange", back);

  form.dataset.unsaved = "no";
  saving.restore();
})();

/* What the server has not taken yet, and where it stands on the page. It is kept in this browser
   under the person's own number until the server has it, and put back when the page is opened again.
   What the files of the automatic saving share hangs on `window.portalSaving`; without it the
   buttons save, as ever. Chromium 80 is enough. */
(function () {
  "use strict";

  var form = document.getElementById("section-form");
  var notices = document.getElementById("autosave");
  if (!form || !notices) return;
  var say = notices.dataset;
  var key = ["portal.unsent", say.user, say.report, say.section].join(".");
  var saving = window.portalSaving = {
    form: form, notices: notices, say: say,
    base: JSON.parse(form.elements.base.value || "{}"),
    pending: {}, /* place -> "typing" while one is in it, "ready" to be sent */
    ways: {}, /* place -> how it came */
    sending: null, /* values, base and how: what is on its way, the same until it is answered */
    clashes: {}, /* place -> both values, until somebody chooses */
    version: Number(say.version),
    stopped: "", /* why nothing is sent for now */
    tries: 0,
    renewed: false,
    leaving: false,
  };

  /* Places: cells by id, the text by its section --------------------------------------------- */

  saving.field = function (place) {
    return place === say.section ? form.elements.text : document.getElementById("f-" + place);
  };

  saving.placeOf = function (element) {
    if (element.name === "text") return say.section;
    return element.name && element.id === "f-" + element.name ? element.name : "";
  };

  saving.mark = function (place, state) {
    var cell = saving.field(place).closest("td");
    if (!cell) return;
    cell.dataset.save = state;
    if (state === "saved") setTimeout(function () {
      if (cell.dataset.save === "saved") delete cell.dataset.save;
    }, 4000);
  };

  saving.put = function (place, value) {
    var input = saving.field(place);
    if (!input || input.value === value) return;
    input.value = value;
    input.classList.toggle("long", input.tagName === "INPUT" && value.length > 7);
  };

  /* In this browser until the server has it ---------------------------------------------------- */

  function unsent() {
    var sent = saving.sending ? saving.sending.values : {};
    return Object.keys(Object.assign({}, saving.pending, sent, saving.clashes));
  }

  saving.keep = function () {
    var places = unsent(), leaving = saving.leaving;
    var kept = { values: {}, base: {}, version: saving.version, submitted: leaving };
    kept.sending = saving.sending;
    form.dataset.unsaved = places.length && !leaving ? "yes" : "no";
    places.forEach(function (place) {
      kept.values[place] = saving.field(place).value;
      if (place in saving.base) kept.base[place] = saving.base[place];
    });
    try {
      if (places.length) localStorage.setItem(key, JSON.stringify(kept));
      else localStorage.removeItem(key);
    } catch (full) {
      return; /* no room or not allowed: the page still warns before it is left */
    }
  };

  function read() {
    try {
      return JSON.parse(localStorage.getItem(key) || "null");
    } catch (broken) {
      return null;
    }
  }

  /* Sent with a button of the page, and the section was last saved by this person since. */
  function arrived(kept) {
    return kept.submitted && saving.version > kept.version && say.savedBy === say.user;
  }

  saving.restore = function () {
    var kept = read(), before = {};
    if (!kept || arrived(kept)) return saving.keep();
    Object.keys(kept.values).forEach(function (place) {
      var input = saving.field(place);
      if (!input || input.value === kept.values[place]) return;
      if (form.querySelector("[name='keep." + place + "']")) return; /* the page asks already */
      before[place] = input.value;
      saving.put(place, kept.values[place]);
      input.dispatchEvent(new Event("input", { bubbles: true }));
      if (place in kept.base) saving.base[place] = kept.base[place];
      else delete saving.base[place];
      saving.queue(place, "typed", 300);
    });
    /* The server may have taken it, and only the answer was lost: asked first, as it was sent. */
    if (kept.sending && !kept.submitted) {
      saving.sending = kept.sending;
      saving.later(0);
    }
    saving.keep();
    if (Object.keys(before).length) saving.offerDiscard(before);
  };
})();

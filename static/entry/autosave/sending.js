/* Sends what is ready: one request on its way, the next waits. Without an answer nobody knows whether
   the server took it: the same is sent again until it is answered, which is harmless, and only then
   what was typed since. */
(function () {
  "use strict";

  var saving = window.portalSaving;
  if (!saving) return;
  var say = saving.say, token = saving.form.elements.csrfmiddlewaretoken;
  var timer = 0, due = 0, underWay = false;

  saving.queue = function (place, how, wait) {
    saving.pending[place] = "ready";
    saving.ways[place] = how;
    saving.mark(place, "waiting");
    if (!saving.stopped) saving.tell(say.sayChanged, "waiting");
    saving.keep();
    saving.later(wait);
  };

  saving.later = function (wait) {
    var at = Date.now() + wait;
    if (timer && due <= at) return;
    saving.unplan();
    due = at;
    timer = setTimeout(saving.send, wait);
  };

  saving.unplan = function () {
    clearTimeout(timer);
    timer = 0;
  };

  /* The places that are ready and came the same way as the first of them. */
  saving.batch = function () {
    var ready = Object.keys(saving.pending).filter(function (place) {
      return saving.pending[place] === "ready";
    });
    return ready.filter(function (place) { return saving.ways[place] === saving.ways[ready[0]]; });
  };

  saving.send = function () {
    saving.unplan();
    if (underWay || saving.stopped || saving.leaving) return;
    if (!saving.sending) collect(saving.batch());
    if (!saving.sending) return;
    underWay = true;
    saving.tell(say.saySaving, "waiting");
    saving.ask(say.url, { method: "POST", body: written() }).then(answered, unanswered);
  };

  function collect(places) {
    if (!places.length) return;
    var sending = saving.sending = { values: {}, base: {}, how: saving.ways[places[0]] };
    places.forEach(function (place) {
      sending.values[place] = saving.field(place).value;
      if (place in saving.base) sending.base[place] = saving.base[place];
      delete saving.pending[place];
    });
    saving.keep();
  }

  function written() {
    var body = new URLSearchParams(), sending = saving.sending;
    Object.keys(sending.values).forEach(function (place) {
      body.append(place === say.section ? "text" : place, sending.values[place]);
    });
    body.append("base", JSON.stringify(sending.base));
    body.append("how", sending.how);
    return body;
  }

  saving.ask = function (url, options) {
    var headers = { "X-Requested-With": "fetch", "X-CSRFToken": token.value };
    var usual = { headers: headers, credentials: "same-origin", redirect: "manual", cache: "no-store" };
    return fetch(url, Object.assign(usual, options));
  };

  function markFailed() {
    underWay = false;
    if (!saving.sending) return;
    Object.keys(saving.sending.values).forEach(function (place) { saving.mark(place, "failed"); });
  }

  function unanswered() {
    if (saving.leaving) return;
    markFailed();
    saving.tell(say.sayOffline, "failed");
    saving.tries += 1;
    saving.later(Math.min(30000, 500 * Math.pow(2, saving.tries)));
  }

  function answered(response) {
    if (response.status >= 500) return unanswered();
    if (response.status === 401 || response.type === "opaqueredirect") {
      markFailed();
      return saving.stop("signed-out", say.saySignedOut);
    }
    if (response.status === 403 && !saving.renewed) {
      markFailed();
      saving.renewed = true;
      return saving.renew();
    }
    return response.json().then(told, function () {
      if (response.ok) unanswered(); /* cut off in the middle */
      else refused(say.sayRefused);
    });

    function told(data) {
      underWay = false;
      if (response.ok || data.conflicts) saving.accept(data);
      else refused(data.message || say.sayRefused, data.locked);
    }
  }

  /* A lock or a lost right holds for everything; a text too long waits to be changed. */
  function refused(text, locked) {
    markFailed();
    Object.keys(saving.sending.values).forEach(function (place) {
      saving.pending[place] = saving.pending[place] || "typing";
    });
    saving.sending = null;
    saving.keep();
    if (locked) saving.stopped = "locked";
    saving.tell(say.sayNotSaved, "failed");
    saving.block("refused", text);
  }

  /* After signing in again the token is another one; another person's page takes nothing of ours. */
  saving.renew = function () {
    saving.ask(say.session, {}).then(function (response) {
      if (response.status !== 200) {
        return response.status >= 500 ? unanswered() : saving.stop("signed-out", say.saySignedOut);
      }
      return response.json().then(function (now) {
        if (String(now.user) !== say.user) return saving.stop("other", say.sayOther);
        document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach(function (input) {
          input.value = now.token;
        });
        saving.stopped = "";
        saving.drop("signed-out");
        return saving.send();
      });
    }).catch(unanswered);
  };
})();

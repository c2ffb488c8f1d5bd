/* Saves what is typed while one works. What the server has not taken is kept in this browser under
   the person's own number, put back when the page is opened again, and sent. Without this file the
   buttons save, as ever. Chromium 80 is enough. */
(function () {
  "use strict";

  var form = document.getElementById("section-form");
  var notices = document.getElementById("autosave");
  if (!form || !notices) return;
  var say = notices.dataset;
  var bar = form.querySelector(".save-bar-state");
  var token = form.elements.csrfmiddlewaretoken;
  var key = ["portal.unsent", say.user, say.report, say.section].join(".");
  var base = JSON.parse(form.elements.base.value || "{}");
  var pending = {}; /* place -> "typing" while one is in it, "ready" to be sent */
  var ways = {}; /* place -> how it came */
  var sending = null; /* place -> value on its way */
  var unsure = {}; /* place -> value sent without an answer: the server may have taken it */
  var clashes = {}; /* place -> both values, until somebody chooses */
  var version = Number(say.version);
  var stopped = ""; /* why nothing is sent for now */
  var renewed = false, tries = 0, timer = 0, due = 0, leaving = false;

  /* Places: cells by id, the text by its section --------------------------------------------- */

  function field(place) {
    return place === say.section ? form.elements.text : document.getElementById("f-" + place);
  }

  function placeOf(element) {
    if (element.name === "text") return say.section;
    return element.name && element.id === "f-" + element.name ? element.name : "";
  }

  function mark(place, state) {
    var cell = field(place).closest("td");
    if (!cell) return;
    cell.dataset.save = state;
    if (state === "saved") setTimeout(function () {
      if (cell.dataset.save === "saved") delete cell.dataset.save;
    }, 4000);
  }

  function put(place, value) {
    var input = field(place);
    if (!input || input.value === value) return;
    input.value = value;
    input.classList.toggle("long", input.tagName === "INPUT" && value.length > 7);
  }

  function unsent() {
    return Object.keys(Object.assign({}, pending, sending, clashes));
  }

  /* What is kept in this browser until the server has it --------------------------------------- */

  function keep() {
    var places = unsent(), kept = { values: {}, base: {}, version: version, submitted: leaving };
    form.dataset.unsaved = places.length && !leaving ? "yes" : "no";
    places.forEach(function (place) {
      kept.values[place] = field(place).value;
      if (place in base) kept.base[place] = base[place];
    });
    try {
      if (places.length) localStorage.setItem(key, JSON.stringify(kept));
      else localStorage.removeItem(key);
    } catch (full) {
      return; /* no room or not allowed: the page still warns before it is left */
    }
  }

  function read() {
    try {
      return JSON.parse(localStorage.getItem(key) || "null");
    } catch (broken) {
      return null;
    }
  }

  /* Sent with a button of the page, and the section was last saved by this person since. */
  function arrived(kept) {
    return kept.submitted && version > kept.version && say.savedBy === say.user;
  }

  function restore() {
    var kept = read(), before = {};
    if (!kept || arrived(kept)) return keep();
    Object.keys(kept.values).forEach(function (place) {
      var input = field(place);
      if (!input || input.value === kept.values[place]) return;
      if (form.querySelector("[name='keep." + place + "']")) return; /* the page asks already */
      before[place] = input.value;
      put(place, kept.values[place]);
      input.dispatchEvent(new Event("input", { bubbles: true }));
      if (place in kept.base) base[place] = kept.base[place];
      else delete base[place];
      queue(place, "typed", 300);
    });
    keep();
    if (Object.keys(before).length) offerDiscard(before);
  }

  function offerDiscard(before) {
    var box = block("restored", say.sayRestored);
    button(box, say.sayDiscard, function () {
      box.remove();
      showNotices();
      Object.keys(before).forEach(function (place) {
        put(place, before[place]);
        delete clashes[place];
        queue(place, "undo", 0);
      });
    });
  }

  /* Words ------------------------------------------------------------------------------------- */

  function tell(text, state) {
    bar.textContent = text;
    bar.dataset.save = state;
  }

  function showNotices() {
    notices.hidden = !notices.children.length;
  }

  function block(name, text) {
    var box = document.createElement("div"), line = document.createElement("p");
    drop(name);
    box.className = "autosave-notice";
    box.dataset.name = name;
    box.setAttribute("role", "alert");
    line.textContent = text;
    box.appendChild(line);
    notices.appendChild(box);
    showNotices();
    return box;
  }

  function drop(name) {
    Array.from(notices.children).forEach(function (box) {
      if (box.dataset.name === name) box.remove();
    });
    showNotices();
  }

  function button(box, text, action) {
    var made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn-outline-primary";
    made.textContent = text;
    made.addEventListener("click", action);
    box.appendChild(made);
  }

  function stop(why, text) {
    stopped = why;
    tell(why === "signed-out" ? say.sayNotSaved : text, "failed");
    if (why !== "signed-out") return;
    var link = document.createElement("a");
    link.href = say.signIn;
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = say.saySignIn;
    block("signed-out", text).appendChild(link);
  }

  function askWhich(clash) {
    var box = block("clash " + clash.place, say.sayClash + " · " + clash.label);
    var who = [clash.by, clash.at].filter(Boolean).join(" ");
    var theirs = document.createElement("blockquote");
    theirs.textContent = who + ": " + (clash.theirs || say.sayBlank);
    box.appendChild(theirs);
    var mine = clash.place === say.section ? "" : ": " + (field(clash.place).value || say.sayBlank);
    button(box, say.sayMine + mine, function () { choose(clash, false); });
    button(box, say.sayTheirs, function () { choose(clash, true); });
  }

  function choose(clash, theirs) {
    drop("clash " + clash.place);
    delete clashes[clash.place];
    base[clash.place] = clash.base;
    if (theirs) put(clash.place, clash.theirs);
    queue(clash.place, "typed", 0);
  }

  /* Sending: one request on its way, the next waits -------------------------------------------- */

  function queue(place, how, wait) {
    pending[place] = "ready";
    ways[place] = how;
    mark(place, "waiting");
    if (!stopped) tell(say.sayChanged, "waiting");
    keep();
    later(wait);
  }

  function later(wait) {
    var at = Date.now() + wait;
    if (timer && due <= at) return;
    clearTimeout(timer);
    due = at;
    timer = setTimeout(send, wait);
  }

  function batch() {
    var ready = Object.keys(pending).filter(function (place) { return pending[place] === "ready"; });
    return ready.filter(function (place) { return ways[place] === ways[ready[0]]; });
  }

  function send() {
    var places = batch(), body = new URLSearchParams(), shown = {};
    clearTimeout(timer);
    timer = 0;
    if (sending || stopped || leaving || !places.length) return;
    sending = {};
    places.forEach(function (place) {
      sending[place] = field(place).value;
      body.append(place === say.section ? "text" : place, sending[place]);
      if (place in base) shown[place] = base[place];
      delete pending[place];
    });
    body.append("base", JSON.stringify(shown));
    body.append("how", ways[places[0]]);
    tell(say.saySaving, "waiting");
    ask(say.url, { method: "POST", body: body }).then(answered, unanswered);
  }

  function ask(url, options) {
    var headers = { "X-Requested-With": "fetch", "X-CSRFToken": token.value };
    var usual = { headers: headers, credentials: "same-origin", redirect: "manual", cache: "no-store" };
    return fetch(url, Object.assign(usual, options));
  }

  /* What was on its way is waiting again; `state` says whether it goes by itself. */
  function takeBack(state) {
    Object.keys(sending || {}).forEach(function (place) {
      pending[place] = pending[place] || state;
      mark(place, "failed");
    });
    sending = null;
    keep();
  }

  function unanswered() {
    if (leaving) return;
    Object.assign(unsure, sending);
    takeBack("ready");
    tell(say.sayOffline, "failed");
    tries += 1;
    later(Math.min(30000, 500 * Math.pow(2, tries)));
  }

  function answered(response) {
    if (response.status >= 500) return unanswered();
    if (response.status === 401 || response.type === "opaqueredirect") {
      takeBack("ready");
      return stop("signed-out", say.saySignedOut);
    }
    if (response.status === 403 && !renewed) {
      takeBack("ready");
      renewed = true;
      return renew();
    }
    return response.json().then(told, function () { refused(say.sayRefused); });

    function told(data) {
      if (response.ok || data.conflicts) accept(data);
      else refused(data.message || say.sayRefused, data.locked);
    }
  }

  /* A lock or a lost right holds for everything; a text too long waits to be changed. */
  function refused(text, locked) {
    takeBack("typing");
    if (locked) stopped = "locked";
    tell(say.sayNotSaved, "failed");
    block("refused", text);
  }

  /* After signing in again the token is another one; another person's page takes nothing of ours. */
  function renew() {
    ask(say.session, {}).then(function (response) {
      if (response.status !== 200) {
        return response.status >= 500 ? unanswered() : stop("signed-out", say.saySignedOut);
      }
      return response.json().then(function (now) {
        if (String(now.user) !== say.user) return stop("other", say.sayOther);
        document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach(function (input) {
          input.value = now.token;
        });
        stopped = "";
        drop("signed-out");
        return send();
      });
    }).catch(unanswered);
  }

  /* What the server says now -------------------------------------------------------------------- */

  function accept(data) {
    var sent = sending;
    sending = null;
    version = data.version;
    tries = 0;
    renewed = false;
    drop("refused");
    clashesOf(data, sent);
    Object.keys(sent).forEach(function (place) {
      delete unsure[place];
      if (!clashes[place]) mark(place, pending[place] ? "waiting" : "saved");
    });
    showOthers(data);
    showFindings(data, sent);
    showDone(data);
    keep();
    if (Object.keys(clashes).length) tell(say.sayClash, "failed");
    else if (Object.keys(pending).length) tell(say.sayChanged, "waiting");
    else tell(say.saySaved + " " + data.saved_at, "saved");
    if (batch().length) later(300);
  }

  function clashesOf(data, sent) {
    var clashing = {};
    data.conflicts.forEach(function (clash) {
      clashing[clash.place] = true;
      if (unsure[clash.place] === clash.theirs) { /* our own, of which the answer was lost */
        base[clash.place] = clash.base;
        queue(clash.place, ways[clash.place], 0);
        return;
      }
      clashes[clash.place] = clash;
      mark(clash.place, "failed");
      askWhich(clash);
    });
    Object.keys(sent).forEach(function (place) {
      if (clashing[place]) return;
      base[place] = data.base[place];
      delete clashes[place];
      drop("clash " + place);
    });
  }

  /* Values of other people and totals come into the cells that nobody here has touched. */
  function showOthers(data) {
    Object.keys(data.shown).forEach(function (place) {
      if (!field(place) || pending[place] || clashes[place]) return;
      base[place] = data.shown[place];
      if (field(place) !== document.activeElement) put(place, data.shown[place]);
    });
    form.elements.base.value = JSON.stringify(base);
  }

  /* Where the page has none, none is put in: the table would jump under the hand. */
  function showSummary(data) {
    var summary = document.getElementById("error-list");
    if (!summary) return;
    summary.hidden = !data.error_count;
    summary.innerHTML = data.summary;
  }

  /* A change takes the mark off that its holder had set. */
  function showDone(data) {
    var line = document.getElementById("handed-out");
    if (line) line.dataset.done = data.done ? "yes" : "no";
  }

  function showFindings(data, sent) {
    document.getElementById("section-findings").innerHTML = data.panel;
    showSummary(data);
    Object.keys(data.shown).forEach(function (place) {
      var cell = field(place).closest("td"), state = data.states[place] || "";
      var kept = (cell.dataset.state || "").split(" ").filter(function (word) {
        return word === "total" || word === "lit" || word === "prefilled" && !(place in sent);
      });
      cell.dataset.state = kept.concat(state || []).join(" ");
      if (state === "error") field(place).setAttribute("aria-invalid", "true");
      else field(place).removeAttribute("aria-invalid");
    });
  }

  /* What people do ------------------------------------------------------------------------------ */

  form.addEventListener("input", function (event) {
    var place = placeOf(event.target);
    if (!place) return;
    pending[place] = "typing";
    keep();
    if (place === say.section) {
      clearTimeout(timer);
      timer = 0;
      queue(place, "typed", 2000);
    }
  });
  form.addEventListener("change", function (event) {
    var place = placeOf(event.target);
    if (place) queue(place, "typed", 300);
  });
  /* Typed and taken back: browsers tell of no change then. */
  form.addEventListener("focusout", function (event) {
    var place = placeOf(event.target);
    if (pending[place] !== "typing" || event.target.value !== (base[place] || "")) return;
    delete pending[place];
    keep();
  });
  form.addEventListener("portal:cells", function (event) {
    Array.from(event.detail.cells).forEach(function (cell) {
      var place = typeof cell === "string" ? cell : cell.name;
      if (place && field(place)) queue(place, event.detail.how, 300);
    });
  });
  form.addEventListener("submit", function () {
    leaving = true;
    keep();
  });

  function back() {
    if (document.hidden) return;
    if (stopped === "signed-out" || stopped === "other") renew();
    else if (tries) send();
  }
  window.addEventListener("online", back);
  window.addEventListener("focus", back);
  document.addEventListener("visibilitychange", back);

  form.dataset.unsaved = "no";
  restore();
})();

/* What the automatic saving says: the word in the bar, and the questions above it. */
(function () {
  "use strict";

  var saving = window.portalSaving;
  if (!saving) return;
  var say = saving.say, notices = saving.notices;
  var bar = saving.form.querySelector(".save-bar-state");

  saving.tell = function (text, state) {
    bar.textContent = text;
    bar.dataset.save = state;
  };

  function show() {
    notices.hidden = !notices.children.length;
  }

  saving.block = function (name, text) {
    var box = document.createElement("div"), line = document.createElement("p");
    saving.drop(name);
    box.className = "autosave-notice";
    box.dataset.name = name;
    box.setAttribute("role", "alert");
    line.textContent = text;
    box.appendChild(line);
    notices.appendChild(box);
    show();
    return box;
  };

  saving.drop = function (name) {
    Array.from(notices.children).forEach(function (box) {
      if (box.dataset.name === name) box.remove();
    });
    show();
  };

  function button(box, text, action) {
    var made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn-outline-primary";
    made.textContent = text;
    made.addEventListener("click", action);
    box.appendChild(made);
  }

  saving.stop = function (why, text) {
    saving.stopped = why;
    saving.tell(why === "signed-out" ? say.sayNotSaved : text, "failed");
    if (why !== "signed-out") return;
    var link = document.createElement("a");
    link.href = say.signIn;
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = say.saySignIn;
    saving.block("signed-out", text).appendChild(link);
  };

  saving.offerDiscard = function (before) {
    var box = saving.block("restored", say.sayRestored);
    button(box, say.sayDiscard, function () {
      box.remove();
      show();
      Object.keys(before).forEach(function (place) {
        saving.put(place, before[place]);
        delete saving.clashes[place];
        saving.queue(place, "undo", 0);
      });
    });
  };

  saving.askWhich = function (clash) {
    var box = saving.block("clash " + clash.place, say.sayClash + " · " + clash.label);
    var who = [clash.by, clash.at].filter(Boolean).join(" ");
    var theirs = document.createElement("blockquote"), mine = "";
    theirs.textContent = who + ": " + (clash.theirs || say.sayBlank);
    theirs.tabIndex = 0; /* a long text scrolls in it */
    box.appendChild(theirs);
    if (clash.place !== say.section) mine = ": " + (saving.field(clash.place).value || say.sayBlank);
    button(box, say.sayMine + mine, function () { choose(clash, false); });
    button(box, say.sayTheirs, function () { choose(clash, true); });
  };

  function choose(clash, theirs) {
    saving.drop("clash " + clash.place);
    delete saving.clashes[clash.place];
    saving.base[clash.place] = clash.base;
    if (theirs) saving.put(clash.place, clash.theirs);
    saving.queue(clash.place, "typed", 0);
  }
})();

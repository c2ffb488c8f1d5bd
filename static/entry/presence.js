/* Tells the server every 20 seconds that this page is open and says who else has it open. A hidden
   page is silent. Without this file the page says it as it was when it was loaded. */
(function () {
  "use strict";

  var saving = window.portalSaving, line = document.getElementById("presence");
  if (!saving || !line) return;
  var EVERY = 20000, timer = 0;

  function show(text) {
    if (line.textContent !== text) line.textContent = text; /* said aloud only when it changes */
  }

  function tell() {
    clearTimeout(timer);
    if (document.hidden || saving.leaving) return;
    timer = setTimeout(tell, EVERY);
    saving.ask(line.dataset.url, { method: "POST" }).then(function (response) {
      return response.ok ? response.json().then(function (told) { show(told.others); }) : null;
    }).catch(function () { return null; }); /* offline: the next time tells */
  }

  document.addEventListener("visibilitychange", tell);
  timer = setTimeout(tell, EVERY);
})();

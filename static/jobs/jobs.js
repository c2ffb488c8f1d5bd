// Keeps the list of tasks up to date while one of them is open. Without it the page has a link.

const EVERY = 2000; // milliseconds

async function look() {
  const shown = document.getElementById("jobs");
  if (!shown || !("open" in shown.dataset)) return;
  try {
    const answer = await fetch(shown.dataset.open, { redirect: "error" });
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("jobs");
      if (fresh && fresh.innerHTML !== shown.innerHTML && !shown.contains(document.activeElement)) {
        shown.replaceWith(fresh);
      }
    }
  } catch {
    // no connection, or signed out: the next look, or the link, finds it
  }
  setTimeout(look, EVERY);
}

setTimeout(look, EVERY);

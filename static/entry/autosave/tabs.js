/* The pages that one person has open in this browser speak with each other: who looks after what is
   not saved yet, and what was saved. Where the browser cannot do that, each looks after its own. */

export const me = Math.random().toString(36).slice(2, 10);
const PATIENCE = 400; /* milliseconds in which a page answers that is still open */

let channel = null;
const questions = new Set();

function hear(event, heard, looksAfter) {
  const told = event.data;
  if (told.ask && looksAfter) say({ here: me });
  else if (told.here) questions.forEach((answer) => { answer(told.here); });
  else if (heard) heard(told);
}

/* `heard` gets what other pages tell; only pages that look after entries answer. */
export function join(user, heard, looksAfter) {
  if (!window.BroadcastChannel) return;
  channel = new BroadcastChannel("portal.unsent." + user);
  channel.addEventListener("message", (event) => { hear(event, heard, looksAfter); });
}

export function say(message) {
  if (channel) channel.postMessage(message);
}

/* Which of these pages are open; all of them must answer, or the time is waited for. */
export function open(tabs) {
  const asked = new Set(tabs.filter((tab) => tab && tab !== me)), here = new Set();
  if (!channel || !asked.size) return Promise.resolve(here);
  return new Promise((resolve) => {
    function done() {
      questions.delete(answered);
      resolve(here);
    }
    function answered(tab) {
      here.add(tab);
      if (Array.from(asked).every((each) => here.has(each))) done();
    }
    questions.add(answered);
    say({ ask: true });
    setTimeout(done, PATIENCE);
  });
}

/* A link with `data-key` is followed when its key is pressed, but not while somebody writes. */

function pressed(event) {
  const writes = event.target.closest("input, select, textarea, [contenteditable]");
  if (writes || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  Array.from(document.querySelectorAll("a[data-key]")).some((link) => {
    if (link.dataset.key !== event.key) return false;
    link.click();
    return true;
  });
}

export function followShortcuts() {
  document.addEventListener("keydown", pressed);
}

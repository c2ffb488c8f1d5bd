/* A select of many choices that can be searched: what is typed before it narrows the choices to
   those whose name, short name or code has it. Without this it is the select it is. */

const FEW = 12;
const evened = (text) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");
const wordsOf = (option) => evened(option.text + " " + (option.dataset.words || ""));

/* Browsers do not hide options alike: those that do not fit are taken out. Where none fits, all stay
   as they were. Returns how many fit. */
function narrow(select, all, typed) {
  const chosen = select.value, wanted = evened(typed);
  const fit = all.filter((option) => wordsOf(option).includes(wanted));
  const shown = fit.length ? fit : all;
  select.textContent = "";
  shown.forEach((option) => { select.append(option); });
  select.value = shown.some((option) => option.value === chosen) ? chosen : shown[0].value;
  return fit.length;
}

function searched(select) {
  const all = Array.from(select.options), box = document.createElement("input");
  const label = select.labels.length ? select.labels[0].textContent.trim() : "";
  box.type = "search";
  box.className = "form-control searched-box";
  box.placeholder = select.closest("[data-search-words]").dataset.searchWords;
  box.setAttribute("aria-label", `${box.placeholder} ${label}`);
  const close = () => { select.size = 0; };
  box.addEventListener("input", () => {
    const found = narrow(select, all, box.value);
    select.size = box.value.trim() && found ? Math.min(8, Math.max(2, found)) : 0;
    box.setAttribute("aria-invalid", String(found === 0));
  });
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown") { event.preventDefault(); select.focus(); }
    if (event.key === "Enter") { event.preventDefault(); close(); select.focus(); }
    if (event.key === "Escape") { box.value = ""; narrow(select, all, ""); close(); }
  });
  select.addEventListener("change", () => { if (select.size < 2) box.value = ""; });
  select.addEventListener("click", (event) => { if (event.target !== select) close(); });
  select.addEventListener("blur", close);
  select.form.addEventListener("submit", () => { box.disabled = true; });
  select.before(box);
}

document.querySelectorAll("select[data-searched]").forEach((select) => {
  if (select.options.length > FEW) searched(select);
});

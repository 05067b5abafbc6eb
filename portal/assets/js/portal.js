// Small comforts; every page works without them.
document.addEventListener("click", (event) => {
  const printer = event.target.closest("[data-print]");
  if (printer) {
    event.preventDefault();
    window.print();
  }
});
for (const shown of document.querySelectorAll("[data-with-script]")) shown.hidden = false;
const summary = document.querySelector("[data-error-summary]");
if (summary) summary.focus();
for (const folded of document.querySelectorAll("details[data-open-wide]")) {
  if (window.matchMedia("(min-width: 52.01em)").matches) folded.open = true;
}
// In a worklist j and k go to the next and the previous case; Enter, on the case's number, opens it as always.
const openers = [...document.querySelectorAll("[data-worklist] [data-row-open]")];
if (openers.length) {
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox]), select, textarea");
    if (typing || event.ctrlKey || event.altKey || event.metaKey || !["j", "k"].includes(event.key)) return;
    const at = openers.indexOf(event.target.closest("[data-row]")?.querySelector("[data-row-open]"));
    const next = at < 0 ? 0 : at + (event.key === "j" ? 1 : -1);
    openers[Math.max(0, Math.min(openers.length - 1, next))].focus();
  });
}

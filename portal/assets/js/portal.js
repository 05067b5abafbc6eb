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

// While a roster is at work its page says how far it has come; the link beside does the same without a script.
const shown = document.querySelector("[data-roster-progress]");
if (shown) {
  const words = shown.querySelector("[data-roster-words]");
  const count = shown.querySelector("[data-roster-count]");
  const bar = shown.querySelector("[data-roster-bar]");
  const ask = async () => {
    try {
      const answer = await fetch(shown.dataset.rosterProgress, { headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const told = await answer.json();
      if (!["received", "checking", "applying"].includes(told.state) || told.state !== shown.dataset.state) {
        window.location.reload();
        return;
      }
      if (words.textContent !== told.words) words.textContent = told.words;
      count.textContent = told.total ? `${told.done} / ${told.total}` : "";
      if (told.total) {
        bar.max = told.total;
        bar.value = told.done;
      }
    } catch {
      // Offline for a moment: the next turn asks again.
    }
    window.setTimeout(ask, 2000);
  };
  window.setTimeout(ask, 1000);
}

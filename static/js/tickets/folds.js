// What was opened stays open and what was closed closed (details[id]), however often a live refresh draws it anew.
const opened = new Map();

// Not the toggle event: that also comes for what is drawn open.
document.addEventListener("click", ({ target }) => {
  const details = target.closest?.(".ticket-side summary")?.parentElement;
  if (details?.id) opened.set(details.id, !details.open);
});

document.addEventListener("htmx:afterSettle", () => {
  for (const [id, isOpen] of opened) {
    const details = document.getElementById(id);
    if (details && details.open !== isOpen) details.open = isOpen;
  }
});

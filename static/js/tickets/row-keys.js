// [data-row-key="e"]: its key presses it in the row that has the focus, and the row keeps the focus.
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  const row = event.target.closest("[data-list-item]");
  if (!row || event.target.matches("input, textarea, select")) return;
  const button = row.querySelector(`[data-row-key="${CSS.escape(event.key)}"]`);
  if (!button) return;
  event.preventDefault();
  button.click();
});

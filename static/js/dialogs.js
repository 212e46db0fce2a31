// [data-dialog="id"] opens a <dialog>; [data-dialog-close] closes the one it is in; so does a click on the backdrop.
// <dialog data-dialog-open> opens by itself, also when htmx brings it.
function openMarked(scope) {
  const dialogs = scope.matches?.("dialog[data-dialog-open]") ? [scope] : scope.querySelectorAll("dialog[data-dialog-open]");
  for (const dialog of dialogs) if (!dialog.open) dialog.showModal();
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) {
    event.preventDefault();
    document.getElementById(opener.dataset.dialog)?.showModal();
    return;
  }
  if (event.target.closest("[data-dialog-close]")) event.target.closest("dialog")?.close();
});

// The padding belongs to the form inside, so a press on the dialog itself is a press on its backdrop.
document.addEventListener("pointerdown", (event) => {
  if (event.target.matches("dialog.dialog[open]")) event.target.close();
});

document.addEventListener("htmx:load", (event) => openMarked(event.target));
openMarked(document);

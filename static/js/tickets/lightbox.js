// [data-lightbox="name"]: a picture opens over the page; Escape, the button and a press beside it close it.
function shown(link) {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog lightbox";
  dialog.setAttribute("aria-label", link.dataset.lightbox);
  const picture = document.createElement("img");
  picture.src = link.href;
  picture.alt = link.dataset.lightbox;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn";
  close.dataset.dialogClose = "";
  close.textContent = document.querySelector("[data-toasts]").dataset.closeLabel;
  dialog.append(picture, close);
  dialog.addEventListener("close", () => dialog.remove());
  return dialog;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-lightbox]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const dialog = shown(link);
  document.body.append(dialog);
  dialog.showModal();
});

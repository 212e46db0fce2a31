// [data-lightbox="name"]: a picture opens over the page, and so does a PDF (data-lightbox-frame names its preview) where
// the browser has a viewer for it; elsewhere the link leads to the file. Escape, the button and a press beside it close it.
const words = document.querySelector("[data-lightbox-words]").dataset;

function content({ href, dataset: { lightbox, lightboxFrame } }) {
  const made = document.createElement(lightboxFrame ? "iframe" : "img");
  // Without its pages in small beside it: there is little room.
  made.src = lightboxFrame ? `${lightboxFrame}#navpanes=0` : href;
  made[lightboxFrame ? "title" : "alt"] = lightbox;
  return made;
}

function actions(link) {
  const bar = document.createElement("div");
  bar.className = "actions";
  const file = document.createElement("a");
  file.className = "btn";
  file.href = link.href;
  file.download = link.dataset.lightbox;
  file.textContent = words.download;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn";
  close.dataset.dialogClose = "";
  // Not the frame, which would keep every key for itself, Escape too.
  close.autofocus = true;
  close.textContent = words.close;
  bar.append(file, close);
  return bar;
}

function shown(link) {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog lightbox";
  dialog.setAttribute("aria-label", link.dataset.lightbox);
  dialog.append(content(link), actions(link));
  dialog.addEventListener("close", () => dialog.remove());
  return dialog;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-lightbox]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (link.dataset.lightboxFrame && !navigator.pdfViewerEnabled) return;
  event.preventDefault();
  const dialog = shown(link);
  document.body.append(dialog);
  dialog.showModal();
});

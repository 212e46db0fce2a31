// Short notes at the foot of the page. They come in the page ([data-toast]), out-of-band from htmx, or as a `toast`
// event ({text, level, undo}), which htmx raises from an HX-Trigger header. A failed request raises one by itself.
const region = document.querySelector("[data-toasts]");
const STAYS = 8_000;
// Long enough to see that it was the wrong ticket, and to reach for the key.
const UNDOABLE_STAYS = 20_000;

function expire(toast) {
  if (toast.dataset.timed || toast.matches(".toast--bad, .toast--error")) return;
  toast.dataset.timed = "true";
  let timer;
  const stays = toast.querySelector("[data-undo]") ? UNDOABLE_STAYS : STAYS;
  const start = () => (timer = setTimeout(() => toast.remove(), stays));
  const stop = () => clearTimeout(timer);
  toast.addEventListener("pointerenter", stop);
  toast.addEventListener("pointerleave", start);
  toast.addEventListener("focusin", stop);
  toast.addEventListener("focusout", start);
  start();
}

function button(label, className) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = `btn btn--small btn--quiet ${className}`;
  element.dataset.toastClose = "";
  element.textContent = label;
  return element;
}

/** Its key is z, as long as nothing newer can be undone. */
function undoing(url) {
  for (const earlier of document.querySelectorAll('[data-shortcut="z"]')) delete earlier.dataset.shortcut;
  region.querySelectorAll("[data-toast]:has([data-undo])").forEach((earlier) => earlier.remove());
  const element = button(region.dataset.undoLabel, "strong");
  element.dataset.undo = "";
  element.dataset.shortcut = "z";
  element.addEventListener("click", () => window.htmx.ajax("POST", url, { swap: "none" }));
  return element;
}

/** What fails in several places at once is said once. */
function forgetAlike(text) {
  for (const words of region.querySelectorAll("[data-toast]:not(:has([data-undo])) p")) {
    if (words.textContent === text) words.closest("[data-toast]").remove();
  }
}

function show({ text, level = "good", undo }) {
  forgetAlike(text);
  const toast = document.createElement("div");
  toast.className = `toast toast--${level}`;
  toast.dataset.toast = "";
  const words = document.createElement("p");
  words.textContent = text;
  toast.append(words);
  if (undo) toast.append(undoing(undo));
  toast.append(button(region.dataset.closeLabel, ""));
  region.append(toast);
}

function reason(status) {
  if (status === 403) return region.dataset.forbidden;
  if (status === 404 || status === 410) return region.dataset.gone;
  return region.dataset.error;
}

if (region) {
  new MutationObserver(() => region.querySelectorAll("[data-toast]").forEach(expire)).observe(region, { childList: true });
  region.querySelectorAll("[data-toast]").forEach(expire);

  // After htmx had its turn with the same click: the undo button sits inside the toast it closes.
  document.addEventListener("click", (event) => {
    const closer = event.target.closest("[data-toast-close]");
    if (!closer) return;
    if (closer.hasAttribute("hx-post")) closer.addEventListener("htmx:afterRequest", () => closer.closest("[data-toast]").remove());
    else closer.closest("[data-toast]").remove();
  });

  document.addEventListener("toast", (event) => show(event.detail));
  document.addEventListener("htmx:responseError", (event) => show({ text: reason(event.detail.xhr.status), level: "bad" }));
  document.addEventListener("htmx:sendError", () => show({ text: region.dataset.offline, level: "bad" }));
}

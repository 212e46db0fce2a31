// #chat-panel: what somebody edits ([data-editing] that is open) is not swept away by a live refresh; it comes when
// they are done.
const isEdited = (panel) => panel.querySelector("[data-editing][open]") !== null;
let isWaiting = false;

document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, requestConfig } = event.detail;
  if (elt.id !== "chat-panel" || requestConfig.verb !== "get" || !isEdited(elt)) return;
  event.preventDefault();
  isWaiting = true;
});

// One that was on its way already when the editing began.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, requestConfig } = event.detail;
  if (target.id !== "chat-panel" || requestConfig.verb !== "get" || !isEdited(target)) return;
  event.detail.shouldSwap = false;
  isWaiting = true;
});

document.addEventListener("toggle", ({ target }) => {
  const panel = target.closest?.("#chat-panel");
  if (!panel || target.open || !isWaiting || isEdited(panel)) return;
  isWaiting = false;
  panel.dispatchEvent(new Event("look-again"));
}, true);

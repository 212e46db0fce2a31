// #chat-panel: what somebody edits ([data-editing] that is open) is not swept away by a live refresh, which comes when
// they are done, nor by what they do on another card, which brings the panel anew around it.
const isEdited = (panel) => panel.querySelector("[data-editing][open]") !== null;
let isWaiting = false;
let carried = [];
let focused = null;

document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, requestConfig } = event.detail;
  if (elt.id !== "chat-panel" || requestConfig.verb !== "get" || !isEdited(elt)) return;
  event.preventDefault();
  isWaiting = true;
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, requestConfig, shouldSwap, xhr } = event.detail;
  if (target?.id !== "chat-panel" || !isEdited(target)) return;
  if (requestConfig.verb === "get") {
    // It was on its way already when the editing began.
    event.detail.shouldSwap = false;
    isWaiting = true;
  } else if (shouldSwap && xhr.getResponseHeader("HX-Reswap") !== "none") {
    carry(target, requestConfig.elt);
  }
});

document.addEventListener("htmx:afterSwap", ({ detail: { target } }) => {
  // What history brings back has no target.
  if (target?.id !== "chat-panel") return;
  for (const edited of carried) {
    const place = document.getElementById(edited.id);
    if (place) place.replaceWith(edited);
    isWaiting ||= Boolean(place);
  }
  if (focused?.isConnected) focused.focus();
  carried = [];
  focused = null;
});

/** Taken out before the swap: htmx would strip them of what they listen to. */
function carry(panel, sent) {
  focused = document.activeElement?.closest("[data-editing]") ? document.activeElement : null;
  carried = [...panel.querySelectorAll("[data-editing][open]")].filter((edited) => !edited.contains(sent));
  for (const edited of carried) edited.remove();
}

document.addEventListener("toggle", ({ target }) => {
  const panel = target.closest?.("#chat-panel");
  if (!panel || target.open || !isWaiting || isEdited(panel)) return;
  isWaiting = false;
  panel.dispatchEvent(new Event("look-again"));
}, true);

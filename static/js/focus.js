// The keyboard never falls off the page: when what had the focus is gone or hidden, what came in its place gets it (the
// same id), else its neighbour in the list, else the [data-focus-home] of what it stood in. Who comes to a page by an
// action, so that it says something ([data-toast]), begins at its [data-arrival].
const FOCUSABLE = "a[href], button, summary, select, textarea, input:not([type=hidden])";
const INNER = "dialog, [popover], [data-toast]";
let held = null;

const isHere = (element) => element.isConnected && element.checkVisibility({ visibilityProperty: true });

/** Where to go, the nearest first. */
function placesOf(element, frame) {
  const list = [...(element.closest("ul, ol")?.querySelectorAll(FOCUSABLE) ?? [])];
  const at = list.indexOf(element);
  const places = [element, ...list.slice(at + 1), ...list.slice(0, Math.max(at, 0)).reverse()];
  for (let around = element.parentElement; around && around !== frame; around = around.parentElement) places.push(around);
  return places;
}

function hold(element) {
  const frame = element.closest(INNER);
  const outside = held?.frame ? held.outside : held?.places;
  held = { element, frame, outside, places: [...placesOf(element, frame), ...(frame && outside ? outside : [])] };
}

/** The place as it is now: what was drawn again has the same id. */
const now = (place) => (place.isConnected ? place : place.id && document.getElementById(place.id));

function homeIn(place) {
  if (place.matches(FOCUSABLE) || place.matches("[data-focus-home], #main")) return place;
  if (place.matches("details")) return place.querySelector("summary");
  return [...place.querySelectorAll("[data-focus-home]")].find(isHere);
}

function focusNear({ places }) {
  for (const place of [...places, document.getElementById("main")].map(now).filter(Boolean)) {
    const home = homeIn(place);
    if (!home || home.disabled || !isHere(home)) continue;
    if (!home.matches(FOCUSABLE)) home.tabIndex = -1;
    home.focus({ preventScroll: true });
    return;
  }
}

/** Gone, hidden, or taken out and put in again, which loses it too. */
function isLost(records) {
  const active = document.activeElement ?? document.body;
  if (!held || (active !== document.body && active !== held.element)) return false;
  const wasMoved = () => records.some(({ removedNodes }) => [...removedNodes].some((node) => node.contains(held.element)));
  return !isHere(held.element) || (active === document.body && wasMoved());
}

document.addEventListener("focusin", (event) => hold(event.target));

// Left on purpose (a press beside everything, Escape): then there is nothing to come back to.
document.addEventListener("focusout", (event) => {
  if (event.relatedTarget) return;
  setTimeout(() => {
    if (held && document.activeElement === document.body && isHere(held.element) && !held.element.disabled) held = null;
  });
});

// After the press that did it has had its effect: a form is still to learn from the focus which button sends it.
function mend(records) {
  if (!isLost(records)) return;
  const lost = held;
  setTimeout(() => [document.body, lost.element].includes(document.activeElement) && focusNear(lost));
}

new MutationObserver(mend).observe(document.body, {
  childList: true,
  subtree: true,
  attributeFilter: ["hidden", "open", "data-open"],
});

const arrival = document.querySelector("[data-toasts] [data-toast]") && document.querySelector("[data-arrival]");
if (arrival && document.activeElement === document.body) arrival.focus({ preventScroll: true });

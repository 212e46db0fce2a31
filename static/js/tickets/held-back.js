// While a change of one's own is on its way, no live refresh redraws the region that its answer is for: it would take
// away the form, and with it the answer's place and what it says. Nor while the pointer is down in it: what is drawn anew
// between press and release is not clicked. What was held up is fetched right after; but not for events that the change
// itself told and its answer shows (X-Live-Shown).
const REMEMBERED = 200;
const ANYTHING = Infinity;
const changing = new Map();
const missed = new Set();
// By request: one of its messages that is drawn again is gone by the time of the answer, the conversation is not.
const regions = new WeakMap();
// Of the ticket that is open: events heard since its conversation was fetched last, and those that answers showed.
const heard = new Set();
let shown = [];
let pressed = null;

const isHeld = (region) => changing.has(region) || region.contains(pressed);
const isRefresh = ({ elt, target, requestConfig }) => elt === target && requestConfig.verb === "get";
const isConversation = (target) => target.id === "transcript";

/** Whether the conversation is asked for by anything but events that the page shows already. */
function hasNews(event) {
  const isOfStream = !event || Boolean(event.detail?.number);
  return !isOfStream || [...heard].some((number) => !shown.includes(number));
}

/** Whether the refresh has to wait; then it is remembered. */
function waits(detail) {
  if (!isRefresh(detail) || !isHeld(detail.target)) return false;
  missed.add(detail.target);
  return true;
}

function begin(xhr, target) {
  const region = target.closest("#transcript") ?? target;
  regions.set(xhr, region);
  changing.set(region, (changing.get(region) ?? 0) + 1);
}

function end(xhr) {
  const region = regions.get(xhr);
  const left = changing.get(region) - 1;
  if (left) changing.set(region, left);
  else changing.delete(region);
  catchUp(region);
}

function catchUp(region) {
  if (isHeld(region) || !missed.delete(region) || !region.isConnected || (isConversation(region) && !hasNews())) return;
  window.htmx.ajax("GET", region.getAttribute("hx-get"), { source: region, target: region, swap: "innerHTML" });
}

function release() {
  pressed = null;
  missed.forEach(catchUp);
}

document.addEventListener("live", ({ detail: { topic, number } }) => {
  const topics = document.querySelector("[data-ticket]")?.dataset.live.split(" ") ?? [];
  if (topic === "resync") heard.add(ANYTHING);
  else if (topics.includes(topic)) heard.add(number);
});

document.addEventListener("htmx:beforeRequest", (event) => {
  const { detail } = event;
  const { target, requestConfig, xhr } = detail;
  if (requestConfig.verb !== "get") begin(xhr, target);
  else if (waits(detail)) event.preventDefault();
  else if (!isRefresh(detail) || !isConversation(target)) return;
  else if (hasNews(requestConfig.triggeringEvent)) heard.clear();
  else event.preventDefault();
});

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (!waits({ ...detail, elt: detail.requestConfig.elt })) return;
  detail.shouldSwap = false;
  heard.add(ANYTHING);
});

document.addEventListener("htmx:afterRequest", ({ detail: { xhr } }) => {
  const told = xhr.getResponseHeader("X-Live-Shown");
  if (told) shown = [...shown, ...told.split(",").map(Number)].slice(-REMEMBERED);
  if (regions.has(xhr)) end(xhr);
});

// Another button opens a menu of the browser's, which may keep its release to itself.
document.addEventListener("pointerdown", ({ target, button }) => (pressed = button ? null : target));
// After the click, which is told of last.
for (const over of ["pointerup", "pointercancel"]) document.addEventListener(over, () => setTimeout(release));

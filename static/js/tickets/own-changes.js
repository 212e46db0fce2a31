// While a change of one's own is on its way, no live refresh redraws the region that its answer is for: it would take
// away the form, and with it the answer's place and what it says. What was held up is fetched right after; but not for
// events that the change itself told and its answer shows (X-Live-Shown).
const REMEMBERED = 200;
const ANYTHING = Infinity;
const changing = new Map();
const missed = new Set();
// Of the ticket that is open: events heard since its conversation was fetched last, and those that answers showed.
const heard = new Set();
let shown = [];

const isRefresh = ({ elt, target, requestConfig }) => elt === target && requestConfig.verb === "get";
const isConversation = (target) => target.id === "transcript";

/** Whether the conversation is asked for by anything but events that the page shows already. */
function hasNews(event) {
  const isOfStream = !event || Boolean(event.detail?.number);
  return !isOfStream || [...heard].some((number) => !shown.includes(number));
}

/** Whether the refresh has to wait; then it is remembered. */
function waits(detail) {
  if (!isRefresh(detail) || !changing.get(detail.target)) return false;
  missed.add(detail.target);
  return true;
}

function count(target, step) {
  const left = (changing.get(target) ?? 0) + step;
  if (left > 0) changing.set(target, left);
  else changing.delete(target);
  return left;
}

document.addEventListener("live", ({ detail: { topic, number } }) => {
  const topics = document.querySelector("[data-ticket]")?.dataset.live.split(" ") ?? [];
  if (topic === "resync") heard.add(ANYTHING);
  else if (topics.includes(topic)) heard.add(number);
});

document.addEventListener("htmx:beforeRequest", (event) => {
  const { detail } = event;
  const { target, requestConfig } = detail;
  if (requestConfig.verb !== "get") count(target, 1);
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

document.addEventListener("htmx:afterRequest", ({ detail: { target, requestConfig, xhr } }) => {
  const told = xhr.getResponseHeader("X-Live-Shown");
  if (told) shown = [...shown, ...told.split(",").map(Number)].slice(-REMEMBERED);
  if (requestConfig.verb === "get" || count(target, -1) > 0 || !missed.delete(target) || !target.isConnected) return;
  if (isConversation(target) && !hasNews()) return;
  window.htmx.ajax("GET", target.getAttribute("hx-get"), { source: target, target, swap: "innerHTML" });
});

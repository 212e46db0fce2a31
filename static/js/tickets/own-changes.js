// While a change of one's own is on its way, no live refresh redraws the region that its answer is for: it would take
// away the form, and with it the answer's place and what it says. What was held up is fetched right after.
const changing = new Map();
const missed = new Set();

const isRefresh = ({ elt, target, requestConfig }) => elt === target && requestConfig.verb === "get";

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

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.requestConfig.verb !== "get") count(event.detail.target, 1);
  else if (waits(event.detail)) event.preventDefault();
});

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (waits({ ...detail, elt: detail.requestConfig.elt })) detail.shouldSwap = false;
});

document.addEventListener("htmx:afterRequest", ({ detail: { target, requestConfig } }) => {
  if (requestConfig.verb === "get" || count(target, -1) > 0 || !missed.delete(target) || !target.isConnected) return;
  window.htmx.ajax("GET", target.getAttribute("hx-get"), { source: target, target, swap: "innerHTML" });
});

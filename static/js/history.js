// Back and forward, and the requests that change the address (hx-push-url="true"): htmx lets each of them finish, and
// the last to arrive wins over the place that was asked for last. So who goes back gives up what was on its way, and
// what arrives after all gives up the way back. A place that can't be fetched is left to the browser.
const ahead = new Map();
let back = null;

const changesAddress = (element) => element.closest("[hx-push-url]")?.getAttribute("hx-push-url") === "true";

function giveUp(requests) {
  for (const request of requests) request.abort();
}

document.addEventListener("htmx:beforeSend", ({ detail: { elt, target, xhr } }) => {
  if (!changesAddress(elt)) return;
  ahead.set(xhr, target);
  xhr.addEventListener("loadend", () => ahead.delete(xhr));
});

document.addEventListener("htmx:historyCacheMiss", ({ detail: { xhr } }) => {
  back?.abort();
  giveUp([...ahead.keys()]);
  back = xhr;
  xhr.addEventListener("error", () => xhr === back && window.location.reload());
});
document.addEventListener("htmx:historyCacheMissLoadError", () => window.location.reload());
// To some browsers a request that is cut off by leaving the page is an error like any other.
window.addEventListener("beforeunload", () => (back = null));

document.addEventListener("htmx:beforeHistoryUpdate", () => back?.abort());

// What was asked for on the way back, from a page that is replaced by now, has no place to arrive at.
document.addEventListener("htmx:historyRestore", () => {
  giveUp([...ahead].filter(([, target]) => !target.isConnected).map(([request]) => request));
});

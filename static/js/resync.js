// A stream that comes back (after sleep, a lost network, a new version of the hub) may have missed events:
// everything that listens to it fetches itself once.

const opened = new WeakSet();

document.addEventListener("htmx:sseOpen", (event) => {
  if (opened.has(event.target)) document.body.dispatchEvent(new CustomEvent("resync"));
  opened.add(event.target);
});

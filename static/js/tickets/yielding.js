// <div data-yields>: a list that follows events gives way to what is done to its rows. An answer that was asked for before
// that was done may show the row as it was, and would take away the one that the action's own answer is for: it is
// dropped, and `again` fetches the list anew once all is done.
const askedAt = new WeakMap();
let changes = 0;
let underway = 0;
let isBehind = false;

function follow(list, request) {
  changes += 1;
  underway += 1;
  request.addEventListener("loadend", () => {
    changes += 1;
    underway -= 1;
    catchUp(list);
  });
}

function catchUp(list) {
  if (underway || !isBehind) return;
  isBehind = false;
  list.dispatchEvent(new CustomEvent("again"));
}

document.addEventListener("htmx:beforeSend", ({ detail: { elt, xhr } }) => {
  const list = elt.closest("[data-yields]");
  if (list && elt !== list) follow(list, xhr);
  else if (list) askedAt.set(xhr, changes);
});

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if ((askedAt.get(detail.xhr) ?? changes) === changes) return;
  detail.shouldSwap = false;
  isBehind = true;
  catchUp(detail.requestConfig.elt);
});

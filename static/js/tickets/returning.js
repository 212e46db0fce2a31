// Back and forward among the tickets of one list change the ticket alone: the list stays as it is, scrolled and ticked.
const asked = (page) => String(new URLSearchParams(new FormData(page.getElementById("list-query"))));

document.addEventListener("htmx:historyCacheMissLoad", ({ detail }) => {
  const page = new DOMParser().parseFromString(detail.response, "text/html");
  if (![page, document].every((one) => one.getElementById("list-query")) || asked(page) !== asked(document)) return;
  const pane = page.getElementById("ticket-pane");
  detail.historyElt = document.getElementById("ticket-pane");
  detail.response = page.querySelector("title").outerHTML + pane.innerHTML;
  document.querySelector(".workspace").dataset.open = page.querySelector(".workspace").dataset.open;
});

// A line that quotes a message ([data-quote]) leads to it, and so does an address that ends in #message-7: earlier
// pages are fetched until it is there.
const PAGES_AT_MOST = 50;

function earlier() {
  return document.querySelector("#earlier a");
}

/** Fetch the page above. Resolves when it is there. */
function fetchEarlier(link) {
  return new Promise((resolve) => {
    document.addEventListener("htmx:afterSettle", resolve, { once: true });
    link.click();
  });
}

async function find(id) {
  for (let page = 0; page < PAGES_AT_MOST && !document.getElementById(id) && earlier(); page++) await fetchEarlier(earlier());
  return document.getElementById(id);
}

async function lead(id) {
  const message = await find(id);
  if (!message) return;
  message.tabIndex = -1;
  message.focus({ preventScroll: true });
  message.scrollIntoView({ block: "center" });
  message.classList.add("msg--found");
  message.addEventListener("animationend", () => message.classList.remove("msg--found"), { once: true });
}

document.addEventListener("click", (event) => {
  const quote = event.target.closest("[data-quote]");
  if (!quote || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  lead(quote.hash.slice(1));
});

if (/^#message-\d+$/.test(location.hash)) lead(location.hash.slice(1));

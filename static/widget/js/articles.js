/* Links to the help centre. Where a customer may read more than anybody, an address is signed, good for an hour, and
   asked for anew by who opens it later. */

import { link } from "./elements.js";

const SIGNED_FOR = "as";
const GOOD_FOR = 50 * 60_000;

export function articleLink(title, url) {
  const made = link(title, url);
  if (new URL(made.href).searchParams.has(SIGNED_FOR)) made.dataset.signedAt = Date.now();
  return made;
}

/** "Browse help": the plain address is in the page; who has a session gets one that opens what they may read. */
export function startHelp(browse, api) {
  browse?.addEventListener("click", (event) => {
    if (!api.token) return;
    event.preventDefault();
    openLater(api.call("GET", "help").then(({ url }) => url), browse.href);
  });
}

export function keepArticlesOpen(log, api) {
  log.addEventListener("click", (event) => {
    const made = event.target.closest("a[data-signed-at]");
    if (!made || Date.now() - made.dataset.signedAt < GOOD_FOR) return;
    event.preventDefault();
    const asked = api.callInSession("GET", "help").then(({ url }) => {
      made.search = new URL(url, made.href).search;
      made.dataset.signedAt = Date.now();
      return made.href;
    });
    openLater(asked, made.href);
  });
}

function openLater(asked, otherwise) {
  // Opened now, while the click still counts: a browser blocks a tab that opens after an answer.
  const tab = window.open("about:blank", "_blank");
  if (tab) tab.opener = null;
  asked
    .catch(() => otherwise)
    .then((url) => new URL(url || otherwise, otherwise))
    .then((url) => (tab ? tab.location.replace(url) : location.assign(url)));
}

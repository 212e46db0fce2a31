/* "Browse help": the plain address is in the page; who has a session gets one that opens what they may read. */

export function startHelp(link, api) {
  link?.addEventListener("click", (event) => {
    if (!api.token) return;
    event.preventDefault();
    // Opened now, while the click still counts: a browser blocks a tab that opens after an answer.
    const tab = window.open("about:blank", "_blank");
    if (tab) tab.opener = null;
    api
      .call("GET", "help")
      .then(({ url }) => url || link.href)
      .catch(() => link.href)
      .then((url) => (tab ? tab.location.replace(new URL(url, link.href)) : location.assign(url)));
  });
}

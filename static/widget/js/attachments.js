/* The files of a message. Their addresses are good for an hour; one that is used later is asked for anew. */

import { element, link } from "./elements.js";

const GOOD_FOR = 50 * 60_000;

export function attachments(files) {
  if (!files.length) return null;
  return element("ul", "files", ...files.map((file) => element("li", "", attachment(file))));
}

function attachment({ id, name, url, is_image }) {
  const made = link(name, url);
  if (is_image) made.prepend(Object.assign(element("img", "file-image"), { alt: "", loading: "lazy", width: 200, height: 140, src: url }));
  made.dataset.file = id;
  made.dataset.at = Date.now();
  return made;
}

export function keepFresh(log, api) {
  async function renew(made) {
    const { file } = await api.callInSession("GET", `files/${made.dataset.file}`);
    made.href = file.url;
    made.dataset.at = Date.now();
  }

  function renewed(made, then) {
    if (!made || Date.now() - made.dataset.at < GOOD_FOR) return false;
    renew(made).then(then, (error) => console.warn("Conversations:", error));
    return true;
  }

  log.addEventListener("click", (event) => {
    const made = event.target.closest("[data-file]");
    if (renewed(made, () => made.click())) event.preventDefault();
  });
  // A picture that is scrolled to for the first time.
  log.addEventListener("error", ({ target }) => {
    const made = target.closest("[data-file]");
    renewed(made, () => (target.src = made.href));
  }, true);
}

/* What the visitor has seen, kept in the browser; the rest is counted on the launcher's badge. */

import { storage } from "./storage.js";

export class Unread {
  #name;
  #thread;
  #host;
  #isShown;

  constructor(key, thread, host) {
    this.#name = `conversations:${key}:read`;
    this.#thread = thread;
    this.#host = host;
    this.#isShown = !host.isThere;
    document.addEventListener("visibilitychange", () => this.count());
  }

  show(isShown) {
    this.#isShown = isShown;
    this.count();
  }

  count() {
    const isSeen = this.#isShown && document.visibilityState === "visible";
    if (isSeen) storage.set(this.#name, String(this.#thread.newestId));
    const read = Number(storage.get(this.#name) ?? 0);
    this.#host.tell("unread", this.#thread.countAfter(read));
  }
}

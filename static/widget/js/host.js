/* The page around the frame. Words go only to the origin the hub allowed for it, and are heard only from there. */

export class Host {
  #origin;

  /** `origin` is empty when the hub did not recognise the page; `handlers` by the kind of what it says. */
  constructor(origin, handlers) {
    this.#origin = window.parent === window ? "" : origin;
    addEventListener("message", ({ source, origin: from, data }) => {
      if (!this.isThere || source !== window.parent || from !== this.#origin) return;
      if (Object.hasOwn(handlers, data?.conversations)) handlers[data.conversations](data.data);
    });
  }

  get isThere() {
    return this.#origin !== "";
  }

  tell(kind, data) {
    if (this.isThere) window.parent.postMessage({ conversations: kind, data }, this.#origin);
  }

  /** For the listeners that the page added by its JS API. Never what was written. */
  emit(name, data) {
    this.tell("event", { name, data });
  }
}

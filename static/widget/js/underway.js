/* What was asked of the hub and is not answered yet: given up when it takes too long, or all of it at once. */

export class Underway {
  #asked = new Set();

  /** The answer of `ask(signal)`, which has `patience` milliseconds. */
  async wait(patience, ask) {
    const asked = new AbortController();
    const timer = setTimeout(() => asked.abort(new DOMException("The hub takes too long.", "TimeoutError")), patience);
    this.#asked.add(asked);
    try {
      return await ask(asked.signal);
    } finally {
      clearTimeout(timer);
      this.#asked.delete(asked);
    }
  }

  /** Whoever waits gets this error. */
  giveUp(error) {
    for (const asked of this.#asked) asked.abort(error);
  }
}

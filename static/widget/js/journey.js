/* What the visitor did on the page's site, on its way to the hub. The launcher keeps it until it is told that it
   was taken, so whatever is lost here comes again. */

import { Refused } from "./api.js";
import { pause, pauseBefore } from "./pause.js";

const MOST = 20;
const ATTEMPTS = 5;

export class Journey {
  #api;
  #onTaken;
  #steps = [];
  #isSending = false;
  #most = MOST;

  /** `onTaken(ids)` hears what need not be kept any longer. */
  constructor(api, onTaken) {
    this.#api = api;
    this.#onTaken = onTaken;
  }

  /** All that is kept and not taken yet. */
  hold(steps) {
    this.#steps = steps;
    this.send();
  }

  clear() {
    this.#steps = [];
  }

  /** Nothing is sent, and no session opened, before there is one for another reason. */
  async send() {
    if (this.#isSending) return;
    this.#isSending = true;
    this.#most = MOST;
    for (let attempt = 0; this.#api.token && this.#steps.length && attempt < ATTEMPTS; ) {
      const error = await this.#sendSome();
      attempt = error ? attempt + 1 : 0;
      if (error) await pause(pauseBefore(attempt, error.retryAfter));
    }
    this.#isSending = false;
  }

  /** Null when some are dealt with; else why they have to be sent again. */
  async #sendSome() {
    const some = this.#steps.slice(0, this.#most);
    const now = Date.now();
    const events = some.map(({ id, at, ...step }) => ({ ...step, client_id: id, seconds_ago: (now - at) / 1000 }));
    try {
      await this.#api.callInSession("POST", "journey", { events });
    } catch (error) {
      if (!(error instanceof Refused && error.isFinal)) return error;
      if (some.length > 1) {
        // One of them is wrong, or all are too large at once: each by itself tells.
        this.#most = 1;
        return null;
      }
      console.warn("Conversations:", error);
    }
    const ids = some.map(({ id }) => id);
    this.#steps = this.#steps.filter(({ id }) => !ids.includes(id));
    this.#onTaken(ids);
    return null;
  }
}

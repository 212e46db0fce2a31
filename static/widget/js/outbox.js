/* What was written and not yet taken by the hub. It survives a reload, and each message goes by one client id,
   so that however often it is sent it arrives once. */

import { pause, pauseBefore } from "./pause.js";
import { storage } from "./storage.js";

export class Outbox {
  #prefix;
  #send;
  #onState;
  #isRunning = false;
  #latest = 0;

  /** `send(item)` resolves when the hub has it; `onState(item, state, result)` hears of
      sending, waiting, limited, sent and failed. */
  constructor(key, { send, onState }) {
    this.#prefix = `conversations:${key}:outbox:`;
    this.#send = send;
    this.#onState = onState;
  }

  add(text, files) {
    // Two within a millisecond are in order too.
    this.#latest = Math.max(Date.now(), this.#latest + 1);
    const item = { client_id: crypto.randomUUID(), text, files, at: this.#latest, is_failed: false };
    this.#keep(item);
    this.#onState(item, "sending");
    this.flush();
  }

  retry(clientId) {
    const item = this.#all().find((one) => one.client_id === clientId);
    if (!item) return;
    this.#keep({ ...item, is_failed: false });
    this.flush();
  }

  /** Show what a closed page left behind, and go on sending it. */
  resume() {
    for (const item of this.#all()) this.#onState(item, item.is_failed ? "failed" : "waiting");
    this.flush();
  }

  /** The hub has it, although its answer may have been lost on the way. */
  settle(clientId) {
    storage.remove(this.#prefix + clientId);
  }

  clear() {
    for (const item of this.#all()) this.settle(item.client_id);
  }

  async flush() {
    if (this.#isRunning) return;
    this.#isRunning = true;
    let attempt = 0;
    for (let item = this.#next(); item; item = this.#next()) {
      const error = await this.#try(item);
      attempt = error ? attempt + 1 : 0;
      if (error?.status === 429) await this.#sitOut(pauseBefore(attempt, error.retryAfter));
      else if (error) await pause(pauseBefore(attempt, error.retryAfter));
    }
    this.#isRunning = false;
  }

  /** Null when the item is dealt with; else why it has to be tried again. */
  async #try(item) {
    this.#onState(item, "sending");
    try {
      const result = await this.#send(item);
      this.settle(item.client_id);
      this.#onState(item, "sent", result);
      return null;
    } catch (error) {
      if (!this.#has(item)) return null;
      if (error.isFinal) {
        this.#keep({ ...item, is_failed: true });
        this.#onState(item, "failed", error);
        return null;
      }
      if (error.status !== 429) this.#onState(item, "waiting", error);
      return error;
    }
  }

  /** Too many at once: none goes, so none overtakes another, until the hub takes messages again. */
  async #sitOut(milliseconds) {
    const until = Date.now() + milliseconds;
    for (let left = milliseconds; left > 0 && this.#next(); left = until - Date.now()) {
      for (const item of this.#queued()) this.#onState(item, "limited", { seconds: Math.ceil(left / 1000) });
      await new Promise((resolve) => setTimeout(resolve, Math.min(left, 1000)));
    }
  }

  #next() {
    return this.#queued()[0];
  }

  #queued() {
    return this.#all().filter((item) => !item.is_failed);
  }

  #all() {
    const items = storage.names(this.#prefix).map((name) => JSON.parse(storage.get(name)));
    return items.sort((one, other) => one.at - other.at);
  }

  // One entry a message: two tabs that write at once must not overwrite each other's.
  #keep(item) {
    storage.set(this.#prefix + item.client_id, JSON.stringify(item));
  }

  #has(item) {
    return storage.get(this.#prefix + item.client_id) !== null;
  }
}

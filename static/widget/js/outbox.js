/* What was written and not yet taken by the hub. It survives a reload, and each message goes by one client id,
   so that however often it is sent it arrives once. */

import { pause, pauseBefore } from "./pause.js";
import { storage } from "./storage.js";

export class Outbox {
  #prefix;
  #send;
  #onState;
  #isRunning = false;

  /** `send(item)` resolves when the hub has it; `onState(item, state, result)` hears of
      sending, waiting, sent and failed. */
  constructor(key, { send, onState }) {
    this.#prefix = `conversations:${key}:outbox:`;
    this.#send = send;
    this.#onState = onState;
  }

  add(text) {
    const item = { client_id: crypto.randomUUID(), text, at: Date.now(), is_failed: false };
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
      const retryAfter = await this.#try(item);
      attempt = retryAfter === null ? 0 : attempt + 1;
      if (retryAfter !== null) await pause(pauseBefore(attempt, retryAfter));
    }
    this.#isRunning = false;
  }

  /** Null when the item is dealt with; else the least seconds to wait before trying again. */
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
      this.#onState(item, "waiting", error);
      return error.retryAfter ?? 0;
    }
  }

  #next() {
    return this.#all().find((item) => !item.is_failed);
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

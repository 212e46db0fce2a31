/* One visitor's conversation: the hub's answers and events on one side, the log on the other. */

import { Outbox } from "./outbox.js";
import { Stream } from "./stream.js";
import { say } from "./words.js";

const PATIENCE = 3000; // a connection that is back by then was never missed

export class Conversation {
  #api;
  #thread;
  #outbox;
  #stream = new Stream((kind, data) => this.#hear(kind, data));
  #isFetching = false;
  #isStale = false;
  // Where the last fetch ended. One's own message comes back from sending it, ahead of what is before it.
  #after = 0;
  #changedSince = "";
  #offlineTimer = 0;
  ticket = null;
  onTicket = () => {};
  onMessages = () => {};
  onNotice = () => {};

  constructor({ api, thread, key }) {
    this.#api = api;
    this.#thread = thread;
    this.#outbox = new Outbox(key, {
      send: ({ text, client_id }) => api.call("POST", "messages", { text, client_id }),
      onState: (item, state, result) => this.#show(item, state, result),
    });
    api.onOpened = () => this.#listen();
    api.onLost = () => this.#forget();
  }

  send(text) {
    this.#outbox.add(text);
  }

  retry(clientId) {
    this.#outbox.retry(clientId);
  }

  /** Take up the conversation this browser had, if it had one. */
  async resume() {
    if (this.#api.token) {
      this.#listen();
      await this.refresh();
    }
    this.#outbox.resume();
  }

  async askForPerson() {
    const { ticket } = await this.#api.call("POST", "escalate");
    this.#settle(ticket);
    await this.refresh();
  }

  async startAnother() {
    await this.#api.call("POST", "threads");
    this.#clear();
  }

  logOut() {
    this.#outbox.clear();
    return this.#api.close();
  }

  /** Fetch what is new or changed; asked again while it runs, it runs once more. */
  async refresh() {
    this.#isStale = true;
    if (this.#isFetching || !this.#api.token) return;
    this.#isFetching = true;
    try {
      while (this.#isStale) await this.#fetch();
    } catch (error) {
      // The stream's next connection asks again.
      console.warn("Conversations:", error);
    } finally {
      this.#isFetching = false;
    }
  }

  async #fetch() {
    this.#isStale = false;
    const query = new URLSearchParams({ after: this.#after, changed_since: this.#changedSince });
    const { messages, ticket, changed_as_of, has_more } = await this.#api.call("GET", `messages?${query}`);
    this.#after = Math.max(this.#after, ...messages.map(({ id }) => id));
    this.#changedSince = changed_as_of;
    this.#isStale ||= has_more;
    this.onMessages(this.#thread.take(messages));
    this.#settle(ticket);
  }

  #listen() {
    this.#stream.start(this.#api.token);
  }

  #hear(kind, data) {
    if (kind === "lost") {
      this.#thread.write(null);
      this.#offlineTimer ||= setTimeout(() => this.onNotice(say("offline")), PATIENCE);
    } else {
      clearTimeout(this.#offlineTimer);
      this.#offlineTimer = 0;
      if (kind === "open") this.onNotice("");
    }
    if (kind === "open" || kind === "changed") this.refresh();
    else if (kind === "thinking") this.#thread.write("");
    else if (kind === "delta") this.#thread.write(data.text);
    else if (kind === "idle") this.refresh().then(() => this.#thread.write(null));
    else if (kind === "closed") this.#api.forget();
  }

  #show(item, state, result) {
    if (state === "sent") {
      this.#thread.take([result.message]);
      this.#settle(result.ticket);
    }
    this.#thread.pend(item, state, state === "failed" ? result.message : "");
  }

  #settle(ticket) {
    this.ticket = ticket;
    this.onTicket(ticket);
  }

  #forget() {
    this.#stream.stop();
    this.#clear();
  }

  #clear() {
    this.#after = 0;
    this.#changedSince = "";
    this.#thread.clear();
    this.#settle(null);
  }
}

/* One visitor's conversation: the hub's answers and events on one side, the log on the other. */

import { Inbox } from "./inbox.js";
import { Outbox } from "./outbox.js";
import { Stream } from "./stream.js";
import { say } from "./words.js";

const PATIENCE = 3000; // a connection that is back by then was never missed

export class Conversation {
  #api;
  #thread;
  #inbox;
  #outbox;
  #stream = new Stream((kind, data) => this.#hear(kind, data));
  #offlineTimer = 0;
  ticket = null;
  onTicket = () => {};
  onMessages = () => {};
  onNotice = () => {};
  onSuggestions = () => {};
  onForgotten = () => {};

  constructor({ api, thread, key }) {
    this.#api = api;
    this.#thread = thread;
    this.#inbox = new Inbox(api, (messages, ticket) => this.#take(messages, ticket));
    this.#outbox = new Outbox(key, {
      send: ({ text, files, client_id }) =>
        api.call("POST", "messages", { text, client_id, attachments: files?.map(({ id }) => id) ?? [] }),
      onState: (item, state, result) => this.#show(item, state, result),
    });
    api.onOpened = () => this.#listen();
    api.onLost = () => this.#forget();
  }

  send(text, files) {
    this.#outbox.add(text, files);
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

  async rate(answer) {
    const { ticket } = await this.#api.call("POST", "csat", answer);
    this.#settle(ticket);
  }

  async sayWhether(answer) {
    const { ticket } = await this.#api.call("POST", "helped", answer);
    this.#settle(ticket);
    await this.refresh();
  }

  async react(reaction) {
    const { message } = await this.#api.call("POST", "reactions", reaction);
    this.#thread.take([message]);
  }

  async startAnother() {
    await this.#api.call("POST", "threads");
    this.#clear();
  }

  logOut() {
    this.#outbox.clear();
    return this.#api.close();
  }

  refresh() {
    return this.#inbox.refresh();
  }

  #take(messages, ticket) {
    for (const { client_id } of messages) this.#outbox.settle(client_id);
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
    if (kind === "open" || kind === "suggestions") this.onSuggestions();
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
    this.#thread.pend(item, state, result);
  }

  #settle(ticket) {
    this.ticket = ticket;
    this.onTicket(ticket);
  }

  #forget() {
    this.#stream.stop();
    this.#clear();
    this.onForgotten();
  }

  #clear() {
    this.#inbox.clear();
    this.#thread.clear();
    this.#settle(null);
    this.onSuggestions();
  }
}

/* The log of one thread: what the hub has, what is on its way, what is being written. */

import { bubble, dayLine, draftBubble, line, markPending, pendingBubble } from "./bubbles.js";
import { keepingPlace } from "./place.js";
import { reactionsTo } from "./reactions.js";
import { say } from "./words.js";

export class Thread {
  #log;
  #greeting;
  #assistant;
  #messages = new Map();
  #pending = new Map();
  #draft = null;
  #joined = new Set();
  #lastDay = "";

  constructor(log, assistant) {
    this.#log = log;
    this.#assistant = assistant;
    this.#greeting = [...log.children];
  }

  get newestId() {
    return Math.max(0, ...this.#messages.keys());
  }

  get isEmpty() {
    return !this.#messages.size && !this.#pending.size;
  }

  /** How many messages of the other side came after this one. */
  countAfter(id) {
    return [...this.#messages.values()].filter((one) => one.id > id && one.author !== "customer").length;
  }

  clear() {
    this.#messages.clear();
    this.#pending.clear();
    this.#joined.clear();
    this.#draft = null;
    this.#lastDay = "";
    this.#log.replaceChildren(...this.#greeting);
  }

  /** Add or refresh messages, in the hub's order. Returns those that were not known. */
  take(messages) {
    return keepingPlace(this.#log, () => messages.filter((message) => this.#takeOne(message)));
  }

  #takeOne(message) {
    this.#dropPending(message.client_id);
    const known = this.#messages.get(message.id);
    this.#messages.set(message.id, message);
    if (known) {
      const isChanged = known.html !== message.html || known.is_deleted !== message.is_deleted;
      if (isChanged) this.#shown(message.id).replaceWith(bubble(message));
      else if (JSON.stringify(known.reactions) !== JSON.stringify(message.reactions)) this.#redrawReactions(message);
      return false;
    }
    if (message.author !== "customer") this.write(null);
    this.#insert(message.id, ...this.#introduction(message), bubble(message));
    return true;
  }

  // By itself: the rest of the message may hold what the visitor is about to press.
  #redrawReactions(message) {
    this.#shown(message.id).querySelector("[data-reactions]").replaceWith(reactionsTo(message));
  }

  #introduction(message) {
    const date = new Date(message.created_at);
    const lines = date.toDateString() === this.#lastDay ? [] : [dayLine(date)];
    this.#lastDay = date.toDateString();
    if (message.author === "member" && !this.#joined.has(message.author_name)) {
      this.#joined.add(message.author_name);
      lines.push(line(say("joined", { name: message.author_name }), "line--joined"));
    }
    return lines;
  }

  /** Show a message on its way in this state, with what there is to say about it. */
  pend(item, state, about) {
    keepingPlace(this.#log, () => {
      if (state === "sent") return this.#dropPending(item.client_id);
      let shown = this.#pending.get(item.client_id);
      if (!shown) {
        shown = pendingBubble(item);
        this.#pending.set(item.client_id, shown);
        this.#log.append(shown);
      }
      markPending(shown, state, about);
    }, state === "sending");
  }

  /** Show the answer as far as it is written: "" for dots, null for none. */
  write(text) {
    keepingPlace(this.#log, () => {
      if (text === null) {
        this.#draft?.remove();
        this.#draft = null;
        return;
      }
      if (!this.#draft) this.#log.append((this.#draft = draftBubble(this.#assistant)));
      if (text) this.#draft.querySelector(".bubble-body").textContent = text;
    });
  }

  // In the hub's order: one's own message may be known before an answer that came ahead of it. What is on
  // its way comes last.
  #insert(id, ...elements) {
    const later = [...this.#messages.keys()].filter((known) => known > id);
    const [first] = this.#pending.values();
    const next = later.length ? this.#shown(Math.min(...later)) : first;
    if (next) next.before(...elements);
    else this.#log.append(...elements);
  }

  #shown(id) {
    return this.#log.querySelector(`[data-message="${id}"]`);
  }

  #dropPending(clientId) {
    this.#pending.get(clientId)?.remove();
    this.#pending.delete(clientId);
  }
}

/* Whether it helped: asked under the newest answer; each card of an offer has a yes of its own. */

import { element, hidden } from "./elements.js";
import { bringToTop, keepingPlace } from "./place.js";
import { say } from "./words.js";

export class Helped {
  #log;
  #send;
  #say;
  #message = 0;

  /** `send({message_id, helped, article_id})` resolves when the hub has it; `notice` tells the visitor. */
  constructor(log, send, notice) {
    this.#log = log;
    this.#send = send;
    this.#say = notice;
    log.addEventListener("click", ({ target }) => {
      if (target.dataset.helped) this.#answer(target);
    });
  }

  /** Show what is asked about this ticket, once the message is there; nothing where nothing is asked. */
  show(ticket) {
    const asks = ticket?.asks;
    const entry = asks && this.#log.querySelector(`[data-message="${asks.message_id}"]`);
    if (asks?.message_id === this.#message && entry?.querySelector(".ask")) return;
    keepingPlace(this.#log, () => {
      for (const old of this.#log.querySelectorAll("[data-ask]")) old.remove();
      this.#message = entry ? asks.message_id : 0;
      if (entry) this.#ask(entry, asks.kind === "offer");
    });
    // Cards are read from the first one on, and that is the best.
    if (entry?.offsetHeight > this.#log.clientHeight) bringToTop(this.#log, entry);
  }

  #ask(entry, isOffer) {
    const found = entry.querySelectorAll("[data-article]");
    const question = say(isOffer && found.length > 1 ? "ask_offer" : "ask_answer");
    const hasOwnYes = found.length > 1;
    if (hasOwnYes) {
      for (const card of found) {
        const { article, title } = card.dataset;
        card.append(button("yes_this_one", "yes", { article, about: title }));
      }
    }
    const group = element("div", "ask", element("p", "", question), !hasOwnYes && button("yes", "yes"), button("no", "no"));
    group.role = "group";
    group.ariaLabel = question;
    group.dataset.ask = "";
    entry.querySelector(".bubble").append(group);
  }

  async #answer({ dataset }) {
    const buttons = [...this.#log.querySelectorAll("[data-helped]")];
    for (const one of buttons) one.disabled = true;
    const answer = { message_id: this.#message, helped: dataset.helped === "yes" };
    if (dataset.article) answer.article_id = Number(dataset.article);
    try {
      await this.#send(answer);
      this.#say(say("noted"));
      // The button that had the focus is gone: the conversation goes on here.
      this.#log.focus({ preventScroll: true });
    } catch (error) {
      console.warn("Conversations:", error);
      for (const one of buttons) one.disabled = false;
      this.#say(say("helped_failed"));
    }
  }
}

function button(word, helped, { article, about } = {}) {
  const made = element("button", "ask-button", about && hidden(about), say(word));
  made.type = "button";
  made.dataset.helped = helped;
  if (article) {
    made.dataset.article = article;
    made.dataset.ask = "";
  }
  return made;
}

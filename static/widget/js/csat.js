/* How it was: five buttons while a resolved conversation may be rated, and room for a word about it. */

import { say } from "./words.js";

export class Csat {
  #section;
  #send;
  #buttons;
  #form;
  #said;
  #askedAt = "";

  /** `send({rating, comment})` resolves when the hub has it. */
  constructor(section, send) {
    this.#section = section;
    this.#send = send;
    this.#buttons = [...section.querySelectorAll("[data-rate]")];
    this.#form = section.querySelector("[data-csat-comment]");
    this.#said = section.querySelector("[data-csat-said]");
    for (const button of this.#buttons) button.addEventListener("click", () => this.#rate(Number(button.dataset.rate)));
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#rate(this.#rating, this.#form.elements[0].value);
    });
  }

  get #rating() {
    return Number(this.#buttons.find((button) => button.ariaPressed === "true")?.dataset.rate ?? 0);
  }

  /** Show what the hub has of this ticket's rating; nothing where there is nothing to rate. */
  show(ticket) {
    const csat = ticket?.csat;
    this.#section.hidden = !csat?.may_change;
    if (this.#section.hidden) return;
    if (csat.asked_at !== this.#askedAt) {
      this.#askedAt = csat.asked_at;
      this.#form.elements[0].value = csat.comment;
      this.#said.textContent = "";
    }
    this.#press(csat.rating);
  }

  #press(rating) {
    for (const button of this.#buttons) button.ariaPressed = String(Number(button.dataset.rate) === rating);
    this.#form.hidden = !rating;
  }

  async #rate(rating, comment) {
    const before = this.#rating;
    this.#press(rating);
    try {
      await this.#send({ rating, comment });
      this.#said.textContent = say("rated");
    } catch (error) {
      console.warn("Conversations:", error);
      this.#press(before);
      this.#said.textContent = say("rate_failed");
    }
  }
}

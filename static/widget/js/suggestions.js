/* Tickets that the chat suggests: a calm card for each, above the composer. */

import { element } from "./elements.js";
import { bringToTop, keepingPlace } from "./place.js";
import { exchange, isTypedIn, rating, said, text, verb, wording } from "./suggestion-parts.js";
import { say } from "./words.js";

const JUDGED_WITHIN = 10 * 60_000;

/** What became of a card is told while it can be taken back or judged; then the log has the room again. */
function isToBeSeen({ state, may_undo, rating, decided_at }) {
  if (state === "open" || may_undo) return true;
  return state === "created" && !rating && Date.now() - Date.parse(decided_at) < JUDGED_WITHIN;
}

const isOf = (one) => (id) => id === String(one.id);

export class Suggestions {
  #section;
  #log;
  #api;
  #shown = [];
  #timer = 0;

  constructor(section, log, api) {
    this.#section = section;
    this.#log = log;
    this.#api = api;
  }

  async refresh() {
    if (!this.#api.token) return this.#show([], () => true);
    try {
      const { suggestions } = await this.#api.callInSession("GET", "suggestions");
      this.#show(suggestions);
    } catch (error) {
      // The chat itself goes on; the next event asks again.
      console.warn("Conversations:", error);
    }
  }

  /** What is being typed in a card stays until it is sent or given up: `isDone` tells of a card's id that it is. */
  #show(suggestions, isDone = () => false, place = this.#place()) {
    clearTimeout(this.#timer);
    this.#shown = suggestions;
    const seen = suggestions.filter(isToBeSeen);
    const kept = [...this.#section.children].filter((card) => isTypedIn(card) && !isDone(card.dataset.suggestion));
    const typedIn = new Set(kept.map((card) => card.dataset.suggestion));
    const made = seen.filter(({ id }) => !typedIn.has(String(id))).map((one) => this.#card(one));
    keepingPlace(this.#log, () => {
      exchange(this.#section, kept, made);
      this.#section.hidden = !this.#section.children.length;
    });
    this.#returnTo(place);
    if (seen.some(({ may_undo }) => may_undo)) this.#timer = setTimeout(() => this.refresh(), 20_000);
  }

  /** Where the keyboard is: in which card, and at which of its buttons. */
  #place() {
    const at = document.activeElement;
    const card = at?.closest(".suggestion");
    return card && { id: card.dataset.suggestion, label: at.textContent };
  }

  /** A card that is drawn anew takes its buttons away: the keyboard goes on with what stands there now. */
  #returnTo(place) {
    if (!place || document.activeElement !== document.body) return;
    const card = this.#section.querySelector(`[data-suggestion="${place.id}"]`);
    const buttons = card ? [...card.querySelectorAll("button")] : [];
    const same = buttons.find((button) => button.textContent === place.label);
    (same ?? card?.querySelector(".suggestion-verbs button") ?? buttons[0] ?? this.#log).focus();
  }

  #card(one) {
    const made = element("article", "suggestion", ...(one.state === "open" ? this.#open(one) : this.#decided(one)));
    made.dataset.suggestion = one.id;
    return made;
  }

  #open(one) {
    const about = element("p", "suggestion-about", `${one.category_name} · ${say(`priority_${one.priority}`)} · ${say("sure", { percent: Math.round(100 * one.confidence) })} `);
    one.message_ids.forEach((id, place) => about.append(verb(say("message_number", { number: place + 1 }), "link", () => this.#jumpTo(id)), " "));
    return [
      element("p", "suggestion-ask", say("suggested")),
      text("strong", one.title),
      text("p", one.summary),
      about,
      element(
        "div",
        "suggestion-verbs",
        verb(say("create_ticket"), "primary", (button) => this.#act(one, "ticket", {}, button)),
        verb(say("edit_first"), "", (button) => this.#edit(one, button.closest(".suggestion"))),
        verb(say("not_an_issue"), "", (button) => this.#act(one, "dismiss", {}, button)),
      ),
      said(),
    ];
  }

  #decided(one) {
    const told = one.state === "created" && one.ticket ? say("ticket_created", { reference: one.ticket }) : say("dismissed");
    const undo = one.may_undo && verb(say("undo"), "link", (button) => this.#act(one, "undo", {}, button));
    return [element("p", "", told, " ", undo), text("p", one.title), one.state === "created" && !one.rating && rating((told, button) => this.#act(one, "feedback", told, button)), said()];
  }

  #edit(one, card) {
    const cancel = () => this.#show(this.#shown, isOf(one));
    const form = wording(one, (told, button) => this.#act(one, "ticket", told, button), cancel);
    card.replaceChildren(form, said());
    form.elements[0].focus();
  }

  async #act(one, what, body, button) {
    const card = button.closest(".suggestion");
    const place = this.#place();
    button.disabled = true;
    button.ariaBusy = "true";
    try {
      const { suggestion } = await this.#api.callInSession("POST", `suggestions/${one.id}/${what}`, body);
      this.#show(this.#shown.map((other) => (other.id === one.id ? suggestion : other)), isOf(one), place);
    } catch (error) {
      console.warn("Conversations:", error);
      card.querySelector("[role=status]").textContent = error.code ? error.message : say("person_failed");
      button.disabled = false;
      button.ariaBusy = null;
    }
  }

  #jumpTo(id) {
    const entry = this.#log.querySelector(`[data-message="${id}"]`);
    if (entry) bringToTop(this.#log, entry);
  }
}

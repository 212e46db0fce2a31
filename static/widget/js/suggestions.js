/* Tickets that the chat suggests: a calm card for each, above the composer. */

import { element } from "./bubbles.js";
import { keepingPlace } from "./place.js";
import { say } from "./words.js";

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
    if (!this.#api.token) return this.#show([]);
    try {
      const { suggestions } = await this.#api.callInSession("GET", "suggestions");
      this.#show(suggestions);
    } catch (error) {
      // The chat itself goes on; the next event asks again.
      console.warn("Conversations:", error);
    }
  }

  #show(suggestions) {
    clearTimeout(this.#timer);
    // What became of a card is told while it can be taken back or judged; then the log has the room again.
    const seen = suggestions.filter(({ state, may_undo, rating }) => state === "open" || may_undo || (state === "created" && !rating));
    this.#shown = suggestions;
    if (this.#section.querySelector("form:focus-within")) return;
    keepingPlace(this.#log, () => {
      this.#section.replaceChildren(...seen.map((one) => this.#card(one)));
      this.#section.hidden = !seen.length;
    });
    if (seen.some(({ may_undo }) => may_undo)) this.#timer = setTimeout(() => this.refresh(), 20_000);
  }

  #card(one) {
    const made = element("article", "suggestion", ...(one.state === "open" ? this.#open(one) : this.#decided(one)));
    made.dataset.suggestion = one.id;
    return made;
  }

  #open(one) {
    const about = element("p", "suggestion-about", `${one.category_name} · ${say(`priority_${one.priority}`)} · ${say("sure", { percent: Math.round(100 * one.confidence) })} `);
    one.message_ids.forEach((id, place) => about.append(this.#button(say("message_number", { number: place + 1 }), "link", () => this.#jumpTo(id)), " "));
    return [
      element("p", "suggestion-ask", say("suggested")),
      text("strong", one.title),
      text("p", one.summary),
      about,
      element(
        "div",
        "suggestion-verbs",
        this.#button(say("create_ticket"), "primary", (button) => this.#act(one, "ticket", {}, button)),
        this.#button(say("edit_first"), "", (button) => this.#edit(one, button.closest(".suggestion"))),
        this.#button(say("not_an_issue"), "", (button) => this.#act(one, "dismiss", {}, button)),
      ),
      said(),
    ];
  }

  #decided(one) {
    const told = one.state === "created" && one.ticket ? say("ticket_created", { reference: one.ticket }) : say("dismissed");
    const undo = one.may_undo && this.#button(say("undo"), "link", (button) => this.#act(one, "undo", {}, button));
    return [element("p", "", told, " ", undo), text("p", one.title), one.state === "created" && !one.rating && this.#rating(one), said()];
  }

  #rating(one) {
    const numbers = [1, 2, 3, 4, 5].map((rating) => this.#button(String(rating), "", (button) => this.#act(one, "feedback", { rating, comment: comment.value }, button)));
    const comment = element("input", "");
    Object.assign(comment, { maxLength: 2000, placeholder: say("comment"), ariaLabel: say("comment") });
    const scale = element("div", "suggestion-scale", ...numbers);
    scale.setAttribute("role", "group");
    scale.ariaLabel = say("was_it_right");
    return element("div", "suggestion-rating", element("p", "", say("was_it_right")), comment, scale);
  }

  #edit(one, card) {
    const title = Object.assign(element("input"), { value: one.title, maxLength: 120, required: true, ariaLabel: say("title") });
    const summary = Object.assign(element("textarea"), { value: one.summary, maxLength: 1000, required: true, rows: 3, ariaLabel: say("summary") });
    const send = element("button", "primary", say("create_ticket"));
    const form = element("form", "suggestion-form", title, summary, element("div", "suggestion-verbs", send, this.#button(say("cancel"), "", () => card.replaceWith(this.#card(one)))));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#act(one, "ticket", { title: title.value, summary: summary.value }, send);
    });
    card.replaceChildren(form, said());
    title.focus();
  }

  async #act(one, verb, body, button) {
    const card = button.closest(".suggestion");
    button.disabled = true;
    button.ariaBusy = "true";
    try {
      const { suggestion } = await this.#api.callInSession("POST", `suggestions/${one.id}/${verb}`, body);
      document.activeElement?.blur();
      this.#show(this.#shown.map((other) => (other.id === one.id ? suggestion : other)));
    } catch (error) {
      console.warn("Conversations:", error);
      card.querySelector("[role=status]").textContent = error.code ? error.message : say("person_failed");
      button.disabled = false;
      button.ariaBusy = null;
    }
  }

  #jumpTo(id) {
    this.#log.querySelector(`[data-message="${id}"]`)?.scrollIntoView({ block: "center" });
  }

  #button(label, className, act) {
    const button = Object.assign(element("button", className, label), { type: "button" });
    button.addEventListener("click", () => act(button));
    return button;
  }
}

function text(name, content) {
  const made = element(name, "", content);
  made.dir = "auto";
  return made;
}

function said() {
  const made = element("p", "suggestion-said");
  made.setAttribute("role", "status");
  return made;
}

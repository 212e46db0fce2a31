/* The elements of a suggestion's card. */

import { element } from "./elements.js";
import { say } from "./words.js";

/** Whether somebody words it, or has begun to say how good it was. */
export function isTypedIn(card) {
  const comment = card.querySelector(".suggestion-rating input");
  return card.querySelector("form") !== null || Boolean(comment && (comment.value || comment === document.activeElement));
}

/** Have the section hold these cards by their ids. Those kept are not moved, which would end the typing in them. */
export function exchange(section, kept, made) {
  for (const card of [...section.children]) if (!kept.includes(card)) card.remove();
  for (const card of made) {
    const next = [...section.children].find((other) => Number(other.dataset.suggestion) > Number(card.dataset.suggestion));
    section.insertBefore(card, next ?? null);
  }
}

/** Somebody's words, in their own direction. */
export function text(name, content) {
  const made = element(name, "", content);
  made.dir = "auto";
  return made;
}

/** Where it is said what went wrong. */
export function said() {
  const made = element("p", "suggestion-said");
  made.setAttribute("role", "status");
  return made;
}

/** A button that calls `act` with itself. */
export function verb(label, className, act) {
  const button = Object.assign(element("button", className, label), { type: "button" });
  button.addEventListener("click", () => act(button));
  return button;
}

/** Five buttons and room for a word; `send(answer, button)`. */
export function rating(send) {
  const comment = Object.assign(element("input"), { maxLength: 2000, placeholder: say("comment"), ariaLabel: say("comment") });
  const numbers = [1, 2, 3, 4, 5].map((number) => verb(String(number), "", (button) => send({ rating: number, comment: comment.value }, button)));
  const scale = element("div", "suggestion-scale", ...numbers);
  scale.setAttribute("role", "group");
  scale.ariaLabel = say("was_it_right");
  return element("div", "suggestion-rating", element("p", "", say("was_it_right")), comment, scale);
}

/** Title and summary to be worded anew; `send(wording, button)`. */
export function wording(one, send, cancel) {
  const title = Object.assign(element("input"), { value: one.title, maxLength: 120, required: true, ariaLabel: say("title") });
  const summary = Object.assign(element("textarea"), { value: one.summary, maxLength: 1000, required: true, rows: 3, ariaLabel: say("summary") });
  const button = element("button", "primary", say("create_ticket"));
  const form = element("form", "suggestion-form", title, summary, element("div", "suggestion-verbs", button, verb(say("cancel"), "", cancel)));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send({ title: title.value, summary: summary.value }, button);
  });
  return form;
}

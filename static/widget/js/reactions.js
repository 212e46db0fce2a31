/* Reactions to a message: those that were given, one's own pressed, and a few to choose from. */

import { element } from "./elements.js";
import { keepingPlace } from "./place.js";
import { say } from "./words.js";

const EMOJIS = JSON.parse(document.getElementById("emojis").textContent);

/** What stands under a message; one's own messages are for others to react to. */
export function reactionsTo({ author, is_deleted, reactions }) {
  const made = element("div", "reactions", ...reactions.map(given), author !== "customer" && !is_deleted && opener());
  made.dataset.reactions = "";
  return made;
}

function given({ emoji, names, is_own }) {
  const all = is_own ? [...names, say("you")] : names;
  const made = button("reaction", { emoji }, emoji, ` ${all.length}`);
  Object.assign(made, { ariaPressed: is_own, title: all.join(", "), ariaLabel: `${emoji} ${all.length}: ${all.join(", ")}` });
  return made;
}

function opener() {
  const made = button("react", { react: "" }, document.getElementById("smile").content.cloneNode(true));
  Object.assign(made, { ariaExpanded: false, ariaLabel: say("react"), title: say("react") });
  return made;
}

function picker(bar) {
  const choices = EMOJIS.map(([emoji, name]) => {
    const isOwn = [...bar.querySelectorAll("[aria-pressed=true]")].some((one) => one.dataset.emoji === emoji);
    return Object.assign(button("", { emoji }, emoji), { ariaPressed: isOwn, ariaLabel: name, title: name });
  });
  const made = element("div", "picker", ...choices);
  Object.assign(made, { role: "group", ariaLabel: say("react") });
  made.dataset.picker = "";
  return made;
}

function button(className, data, ...children) {
  const made = element("button", className, ...children);
  made.type = "button";
  Object.assign(made.dataset, data);
  return made;
}

/** `send({message_id, emoji, given})` resolves when the hub has it; `notice` tells the visitor. */
export function startReactions(log, send, notice) {
  /** Put the choice away. Returns what had opened it, null for none. */
  function close() {
    const opened = log.querySelector("[aria-expanded=true]");
    if (opened) opened.ariaExpanded = false;
    log.querySelector("[data-picker]")?.remove();
    return opened;
  }

  function open(target) {
    target.ariaExpanded = true;
    const made = picker(target.parentElement);
    keepingPlace(log, () => target.closest("[data-message]").append(made));
    made.firstChild.focus({ preventScroll: true });
    made.scrollIntoView({ block: "nearest" });
  }

  async function react({ dataset: { emoji }, ariaPressed }, message) {
    close();
    try {
      await send({ message_id: Number(message), emoji, given: ariaPressed !== "true" });
    } catch (error) {
      console.warn("Conversations:", error);
      notice(error.code ? error.message : say("react_failed"));
    }
    const bar = log.querySelector(`[data-message="${message}"] [data-reactions]`);
    (bar?.querySelector("[data-react]") ?? log).focus({ preventScroll: true });
  }

  log.addEventListener("click", ({ target }) => {
    const pressed = target.closest("[data-react], [data-emoji]");
    const wasOpen = pressed?.closest("[data-picker]") ? null : close();
    if (pressed?.dataset.emoji) react(pressed, pressed.closest("[data-message]").dataset.message);
    else if (pressed && pressed !== wasOpen) open(pressed);
  });
  log.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const wasOpen = close();
    if (!wasOpen) return;
    event.stopPropagation();
    wasOpen.focus();
  });
}

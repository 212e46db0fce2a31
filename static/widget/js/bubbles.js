/* The elements of a thread. Only a message's own HTML is HTML, and the hub has cleaned it. */

import { articleLink } from "./articles.js";
import { attachments } from "./attachments.js";
import { cards } from "./cards.js";
import { element, hidden } from "./elements.js";
import { reactionsTo } from "./reactions.js";
import { dayOf, say, timeOf } from "./words.js";

/** A message as the hub has it. */
export function bubble(message) {
  const isOwn = message.author === "customer";
  const body = element("div", "bubble-body");
  body.dir = "auto";
  if (message.is_deleted) body.append(element("em", "", say("deleted")));
  else if (message.offer?.length) body.append(element("p", "", say("offer")), cards(message.offer));
  else body.innerHTML = message.html;
  const made = element(
    "article",
    `entry entry--${message.author}`,
    isOwn ? hidden(say("you")) : author(message.author, message.author_name),
    element("div", "bubble", body, sources(message.citations), attachments(message.attachments)),
    element("div", "entry-foot", time(new Date(message.created_at)), reactionsTo(message)),
  );
  made.dataset.message = message.id;
  return made;
}

/** A message on its way. */
export function pendingBubble(item) {
  const body = element("div", "bubble-body bubble-body--plain", item.text);
  body.dir = "auto";
  const names = (item.files ?? []).map(({ name }) => element("li", "", name));
  const words = element("div", "bubble", body, names.length && element("ul", "files", ...names));
  const foot = element("div", "entry-foot");
  const made = element("article", "entry entry--customer", hidden(say("you")), words, foot);
  made.dataset.clientId = item.client_id;
  return made;
}

/** `about` is why it failed, or in how many seconds it is sent again. */
export function markPending(made, state, about) {
  const foot = made.querySelector(".entry-foot");
  // A countdown is announced when it begins, not every second.
  foot.ariaLive = state === "limited" && made.dataset.state === state ? "off" : null;
  made.dataset.state = state;
  foot.replaceChildren(say(state, about), state === "failed" ? ` · ${about.message} ` : "");
  if (state !== "failed") return;
  const retry = element("button", "link", say("retry"));
  retry.type = "button";
  retry.dataset.retry = made.dataset.clientId;
  foot.append(" ", retry);
}

/** An answer while it is being written; it is announced when it is whole. */
export function draftBubble(name) {
  const body = element("div", "bubble-body bubble-body--plain", element("span", "dots", ...dots()));
  body.dir = "auto";
  const made = element("article", "entry entry--ai", author("ai", name), element("div", "bubble", body));
  made.setAttribute("aria-hidden", "true");
  return made;
}

export const line = (text, className = "") => element("p", `line ${className}`, text);

export function dayLine(date) {
  const made = line(dayOf(date), "line--day");
  made.dataset.day = date.toDateString();
  return made;
}

function author(kind, name) {
  const isAi = kind === "ai";
  const mark = element("span", `mark mark--${kind}`, isAi ? say("ai") : initials(name));
  if (!isAi) mark.setAttribute("aria-hidden", "true");
  return element("p", "entry-author", kind !== "system" && mark, element("strong", "", name));
}

function initials(name) {
  const parts = name.split(/\s+/).filter(Boolean);
  return [parts[0], parts.length > 1 && parts.at(-1)].map((part) => (part ? [...part][0] : "")).join("").toUpperCase();
}

const dots = () => [1, 2, 3].map(() => element("i"));

function time(date) {
  const made = element("time", "", timeOf(date));
  made.dateTime = date.toISOString();
  made.title = date.toLocaleString();
  return made;
}

function sources(citations) {
  if (!citations.length) return null;
  const items = citations.map(({ title, url }) => element("li", "", url ? articleLink(title, url) : title));
  return element("div", "sources", element("p", "", say("sources")), element("ul", "", ...items));
}

/* Puts the messenger together. */

import { Api } from "./api.js";
import { keepArticlesOpen, startHelp } from "./articles.js";
import { keepFresh } from "./attachments.js";
import { startComposer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { Csat } from "./csat.js";
import { startDropping } from "./dropping.js";
import { Files } from "./files.js";
import { Helped } from "./helped.js";
import { Host } from "./host.js";
import { Journey } from "./journey.js";
import { startNotice } from "./notice.js";
import { keepingPlace } from "./place.js";
import { startReactions } from "./reactions.js";
import { Thread } from "./thread.js";
import { Unread } from "./unread.js";
import { Suggestions } from "./suggestions.js";
import { say } from "./words.js";

const { key, host: origin, assistant } = document.body.dataset;
const find = (name) => document.querySelector(`[data-${name}]`);

const api = new Api(key);
const { notice, press } = startNotice(find("notice"));
const thread = new Thread(find("log"), assistant);
const conversation = new Conversation({ api, thread, key });
const files = new Files(find("composer"), key, api);
const composer = startComposer(find("composer"), key, files, (text, sent) => conversation.send(text, sent));
startDropping(find("composer"), (dropped) => files.take(dropped));
startHelp(find("help"), api);
const host = new Host(origin, {
  open() {
    unread.show(true);
    composer.fit();
    composer.focus();
  },
  close: () => unread.show(false),
  identify: attempt(({ id, signature, ...traits }) =>
    introduce({ identity: { user_id: String(id), signature: String(signature) }, traits }),
  ),
  traits: attempt((traits) => introduce({ traits })),
  journey: (steps) => journey.hold(steps),
  logout: attempt(() => {
    composer.clear();
    files.clear();
    journey.clear();
    return conversation.logOut();
  }),
});
const unread = new Unread(key, thread, host);
const journey = new Journey(api, (ids) => host.tell("taken", ids));
const csat = new Csat(find("csat"), (answer) => conversation.rate(answer));
const suggestions = new Suggestions(find("suggestions"), find("log"), api);
const helped = new Helped(find("log"), (answer) => conversation.sayWhether(answer), notice);
startReactions(find("log"), (reaction) => conversation.react(reaction), notice);
keepFresh(find("log"), api);
keepArticlesOpen(find("log"), api);
let wasWithPeople = false;

/** Errors of what the page asked for are told on its console: they are its developer's. */
function attempt(act) {
  return (data) => Promise.resolve(data).then(act).catch((error) => console.warn("Conversations:", error));
}

async function introduce(who) {
  await api.introduce(who);
  if (api.token) await conversation.resume();
}

conversation.onNotice = notice;
conversation.onForgotten = () => files.forget();
conversation.onSuggestions = () => suggestions.refresh();
conversation.onMessages = (fresh) => {
  if (fresh.length) host.tell("known");
  for (const { author } of fresh) if (author !== "customer") host.emit("message", { author });
  unread.count();
};
conversation.onTicket = (ticket) => {
  const isWithPeople = Boolean(ticket?.is_with_people);
  const isResolved = ticket?.status === "resolved";
  keepingPlace(find("log"), () => csat.show(ticket));
  helped.show(ticket);
  find("ticket").hidden = !isWithPeople && !isResolved;
  find("ticket").textContent = isResolved
    ? say("resolved")
    : isWithPeople && say("with_people", { reference: ticket.reference });
  find("person").hidden = isWithPeople && !isResolved;
  find("another").hidden = !ticket;
  journey.send();
  if (isWithPeople && !wasWithPeople) host.emit("escalated", { reference: ticket.reference });
  wasWithPeople = isWithPeople;
};

find("log").addEventListener("click", ({ target }) => {
  if (target.dataset.retry) conversation.retry(target.dataset.retry);
});
find("person").addEventListener("click", ({ currentTarget }) => press(currentTarget, () => conversation.askForPerson()));
find("another").addEventListener("click", ({ currentTarget }) => press(currentTarget, () => conversation.startAnother()));
find("close").hidden = !host.isThere;
find("close").addEventListener("click", () => host.tell("close"));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.isComposing) host.tell("close");
});

conversation.onTicket(null);
host.tell("ready");
conversation.resume();

// One stream a page for everything in it that says what it shows (data-live="tickets ticket-42") and up to which event
// (data-live-since). The hub tells what came after that first, or `live:resync`: fetch everything once. An event becomes
// `live:tickets` on the body, for hx-trigger="live:tickets from:body". A hidden tab lets go of its stream: a browser
// allows six to a host.

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;
const newest = new Map();
let stream = null;
let topics = "";
let wait = FIRST_WAIT;

const topicsOf = (element) => element.dataset.live.split(" ");
const since = (element) => Number(element.dataset.liveSince);

/** First to who wants to know of everything, then to who waits for this. */
function tell(topic, number) {
  document.dispatchEvent(new CustomEvent("live", { detail: { topic, number } }));
  document.body.dispatchEvent(new CustomEvent(`live:${topic}`, { detail: { number } }));
}

/** Each topic with the newest event that everything about it shows already. */
function shownBy(elements) {
  const shown = new Map();
  for (const element of elements) {
    for (const topic of topicsOf(element)) shown.set(topic, Math.min(since(element), shown.get(topic) ?? Infinity));
  }
  return shown;
}

function connect() {
  const elements = document.hidden ? [] : [...document.querySelectorAll("[data-live]")];
  const shown = shownBy(elements);
  const wanted = [...shown.keys()].sort().join(",");
  if (wanted === topics) return stream?.adopt(elements);
  const earlier = stream;
  topics = wanted;
  stream = wanted ? new Stream(elements, shown, earlier) : null;
  if (!stream) earlier.close();
}

class Stream {
  #elements;
  #source;

  /** Until this one is open, the earlier one goes on telling what happens. */
  constructor(elements, shown, earlier) {
    this.#elements = elements;
    const asked = [...shown].map(([topic, number]) => `${topic}@${number}`).join(",");
    this.#source = new EventSource(`${document.body.dataset.liveUrl}?topics=${asked}`);
    for (const topic of [...shown.keys(), "resync"]) this.#source.addEventListener(topic, (event) => this.#hear(event));
    this.#source.onopen = () => {
      earlier?.close();
      wait = FIRST_WAIT;
    };
    this.#source.onerror = () => {
      if (this.#source.readyState !== EventSource.CLOSED) return;
      earlier?.close();
      setTimeout(() => again(this), wait);
    };
  }

  close() {
    this.#source.close();
  }

  /** What came with the same topics: an event that was told while it was on its way is told again, once. */
  adopt(elements) {
    const added = elements.filter((element) => !this.#elements.includes(element));
    this.#elements = elements;
    for (const element of added) {
      for (const topic of topicsOf(element)) {
        if (!(newest.get(topic) > since(element))) continue;
        const number = newest.get(topic);
        newest.delete(topic);
        tell(topic, number);
      }
    }
  }

  #hear({ type, lastEventId }) {
    const number = Number(lastEventId);
    const isNews = this.#elements.some((element) => topicsOf(element).includes(type) && since(element) < number);
    for (const element of this.#elements) element.dataset.liveSince = Math.max(since(element), number);
    newest.set(type, number);
    if (isNews || type === "resync") tell(type, number);
  }
}

function again(lost) {
  if (lost !== stream) return;
  wait = Math.min(wait * 2, LONGEST_WAIT);
  topics = "";
  stream = null;
  connect();
}

document.addEventListener("visibilitychange", connect);
document.addEventListener("htmx:afterSettle", connect);
document.addEventListener("htmx:historyRestore", connect);
// Not before htmx is at work: an event that came earlier would find nobody who listens.
document.addEventListener("DOMContentLoaded", connect);

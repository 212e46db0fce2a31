/* The server's words, in the visitor's language. */

const words = JSON.parse(document.getElementById("words").textContent);

/** The sentence of this name, with {name}s filled in. */
export function say(name, values = {}) {
  return words[name].replace(/\{(\w+)\}/g, (whole, field) => values[field] ?? whole);
}

// The clock is the visitor's own, with 12 or 24 hours; the words are the page's.
const clock = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });
const calendar = new Intl.DateTimeFormat(document.documentElement.lang, { day: "numeric", month: "long" });

export const timeOf = (date) => clock.format(date);

export function dayOf(date) {
  return date.toDateString() === new Date().toDateString() ? say("today") : calendar.format(date);
}

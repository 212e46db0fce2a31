// hx-ext="keyed": a refresh of #transcript keeps each entry that is as it was, so that a picture does not flicker, a
// recording plays on, and a message that is being edited ([data-busy]) stays. Pages fetched before stay above too.
// hx-swap="entry" gives one of them its new looks; hx-swap="newest" adds one at the end, unless a refresh was faster.
const drawn = new WeakMap();
// What differs each time though nothing changed: ages, which the page keeps true by itself, and forms' tokens.
const PASSING = /(<time[^>]*>)[^<]*|(name="csrfmiddlewaretoken" value=")[^"]*/g;

function looks(entry) {
  return entry.outerHTML.replace(PASSING, "$1$2");
}

function remember(transcript) {
  for (const entry of transcript.children) if (!drawn.has(entry)) drawn.set(entry, looks(entry));
}

/** The same element with the other's looks: an answer that is on its way to it still finds it. */
function become(element, entry) {
  drawn.set(element, looks(entry));
  for (const { name } of [...element.attributes]) if (!entry.hasAttribute(name)) element.removeAttribute(name);
  for (const { name, value } of entry.attributes) element.setAttribute(name, value);
  element.replaceChildren(...entry.childNodes);
  return element;
}

/** What stands above the page that is refreshed: earlier pages, with their own way to still earlier ones. */
function above(transcript, fresh) {
  const first = fresh.find((entry) => entry.id !== "earlier");
  const known = first && transcript.querySelector(`:scope > #${CSS.escape(first.id)}`);
  if (!known) return [];
  const children = [...transcript.children];
  const before = children.slice(0, children.indexOf(known));
  return before.some((entry) => entry.id !== "earlier") ? before : [];
}

function refresh(transcript, fresh) {
  const kept = above(transcript, fresh);
  const known = new Map([...transcript.children].map((entry) => [entry.id, entry]));
  const added = [];
  const wanted = fresh.filter((entry) => !(kept.length && entry.id === "earlier")).map((entry) => {
    const old = known.get(entry.id);
    if (old && (old.matches("[data-busy]") || drawn.get(old) === looks(entry))) return old;
    added.push(old ? become(old, entry) : entry);
    if (!old) drawn.set(entry, looks(entry));
    return old ?? entry;
  });
  const staying = new Set([...kept, ...wanted]);
  for (const entry of [...transcript.children]) if (!staying.has(entry) && !entry.matches("[data-busy]")) entry.remove();
  // What stays is never taken out and put back: that would stop a recording and lose the focus.
  let place = kept.length ? kept.at(-1).nextElementSibling : transcript.firstElementChild;
  for (const entry of wanted) {
    if (entry === place) place = place.nextElementSibling;
    else transcript.insertBefore(entry, place);
  }
  return added;
}

function add(transcript, entry) {
  const known = transcript.querySelector(`:scope > #${CSS.escape(entry.id)}`);
  if (known) return [become(known, entry)];
  drawn.set(entry, looks(entry));
  transcript.append(entry);
  return [entry];
}

window.htmx.defineExtension("keyed", {
  handleSwap(style, target, fragment) {
    if (style === "entry") return [become(target, fragment.firstElementChild)];
    if (style === "newest") return add(target, fragment.firstElementChild);
    if (style !== "innerHTML" || target.id !== "transcript") return false;
    return refresh(target, [...fragment.children]);
  },
});

function prepare(scope) {
  const transcript = scope.matches?.("#transcript") ? scope : scope.querySelector("#transcript");
  if (transcript) remember(transcript);
}

document.addEventListener("htmx:load", (event) => prepare(event.target));
prepare(document);

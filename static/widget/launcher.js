/* The launcher: a button and, once it is pressed, a frame with the messenger. No cookies, nothing global but
   window.Conversations, nothing thrown into the page. Styles go through CSSOM in a shadow root, so neither
   the page's CSS nor a strict policy for styles gets in the way. One file: it is all a page loads. */
(() => {
  "use strict";
  const script = document.currentScript || document.querySelector('script[data-key][src*="/widget/v1.js"]');
  const early = window.Conversations;
  if (!script || early?.isLoaded) return;
  const key = script.dataset.key || "";
  const hub = new URL(script.src, location.href).origin;
  const flag = `conversations:${key}:known`;
  const diary = `conversations:${key}:journey`;
  const listeners = {};
  let calls = early?.q || [];
  let waiting = [];
  let isOpen = false;
  let isReady = false;
  let unread = 0;
  let journey = [];
  let page, settling, gathering;
  let looks, root, button, badge, frame, patience, focusBefore;

  const css = (side, accent, text) => `
:host{all:initial;color-scheme:light dark}
button{all:unset;box-sizing:border-box;position:fixed;bottom:20px;${side}:20px;width:56px;height:56px;border-radius:50%;
display:grid;place-items:center;cursor:pointer;background:${accent};color:${text};z-index:2147483000;
box-shadow:0 2px 6px rgb(0 0 0/.2),0 8px 24px rgb(0 0 0/.18);transition:transform .15s}
button:hover{transform:scale(1.05)}
button:active{transform:scale(.97)}
button:focus-visible{outline:3px solid ${accent};outline-offset:3px;box-shadow:0 0 0 3px #fff}
button[aria-busy=true] svg{opacity:.45}
svg{width:26px;height:26px;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
span{position:absolute;top:-3px;right:-3px;min-width:20px;height:20px;padding:0 5px;box-sizing:border-box;
border-radius:10px;background:#b3261e;color:#fff;font:600 12px/20px system-ui,sans-serif;text-align:center}
iframe{position:fixed;bottom:88px;${side}:20px;width:400px;max-width:calc(100vw - 40px);height:640px;
max-height:calc(100vh - 108px);border:0;border-radius:16px;background:Canvas;z-index:2147483001;
box-shadow:0 2px 8px rgb(0 0 0/.14),0 16px 48px rgb(0 0 0/.22)}
[hidden]{display:none}
@media (max-width:480px),(max-height:480px){
iframe{inset:0;width:100%;max-width:none;height:100%;max-height:none;border-radius:0}
button[aria-expanded=true]{display:none}}
@media (prefers-reduced-motion:reduce){button{transition:none}}
@media print{:host{display:none}}`;

  const safely = (act) => (...given) => {
    try {
      return act(...given);
    } catch (error) {
      console.warn("Conversations:", error);
    }
  };

  const emit = (name, data) => (listeners[name] || []).forEach((listener) => safely(listener)(data));

  // Whether this browser has written before. Where storage is blocked, the badge waits for the first opening.
  const known = safely((value) => {
    if (value) localStorage.setItem(flag, value);
    else if (value === "") localStorage.removeItem(flag);
    return localStorage.getItem(flag);
  });

  /* What the visitor does on this site waits in its tab, the newest of it, until the messenger says that the hub
     took it. The messenger sends nothing before it has a session for another reason. */
  const remember = safely((list) => {
    if (list) sessionStorage.setItem(diary, JSON.stringify(list));
    return JSON.parse(sessionStorage.getItem(diary) || "[]");
  });

  function keep(kind, name, properties = {}) {
    if (!looks.journey) return;
    const kept = JSON.stringify(properties);
    if (kept.length > 4000) throw new Error(`the properties of ${name} are too large`);
    const id = Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("");
    const step = { id, kind, name: String(name).slice(0, 200), url: address().slice(0, 500) };
    journey = [...journey, { ...step, properties: JSON.parse(kept), at: Date.now() }].slice(-30);
    remember(journey);
    gathering ||= setTimeout(safely(passOn), 1000);
  }

  function passOn() {
    gathering = 0;
    if (isReady && journey.length) tell("journey", journey);
  }

  /* Without the query string, which may hold what is nobody's business; of the rest only what routers write there. */
  function address() {
    const query = "query" in script.dataset ? location.search : "";
    return location.origin + location.pathname + query + (location.hash.match(/^#!?\/[^?]*/) || "");
  }

  function view() {
    if (address() === page) return;
    page = address();
    keep("page_view", document.title);
  }

  /* Pages that draw themselves anew write the address first, maybe twice, and the title later. */
  function follow() {
    const moved = safely(() => {
      clearTimeout(settling);
      settling = setTimeout(safely(view), 400);
    });
    for (const name of ["pushState", "replaceState"]) {
      const original = history[name];
      history[name] = function (...given) {
        original.apply(this, given);
        moved();
      };
    }
    addEventListener("popstate", moved);
    view();
  }

  function tell(type, data) {
    if (isReady) frame.contentWindow.postMessage({ conversations: type, data }, hub);
    else waiting.push([type, data]);
  }

  function load() {
    if (frame) return;
    frame = document.createElement("iframe");
    frame.title = looks.words.title;
    frame.hidden = true;
    frame.src = `${hub}/widget/frame/?key=${encodeURIComponent(key)}&origin=${encodeURIComponent(location.origin)}`;
    root.append(frame);
    patience = setTimeout(safely(giveUp), 15000);
  }

  /* The hub went away between the button and the frame: back to the button, nothing broken on the page. */
  function giveUp() {
    frame.remove();
    frame = null;
    isOpen = false;
    show();
  }

  function show() {
    let label = isOpen ? looks.words.close : looks.words.open;
    if (unread && !isOpen) label += `, ${unread} ${looks.words.unread}`;
    button.setAttribute("aria-label", label);
    button.setAttribute("aria-expanded", isOpen && isReady);
    button.setAttribute("aria-busy", isOpen && !isReady);
    badge.hidden = !unread || isOpen;
    badge.textContent = unread > 9 ? "9+" : unread;
    if (frame) frame.hidden = !isOpen || !isReady;
  }

  function open() {
    if (isOpen) return;
    focusBefore = document.activeElement;
    isOpen = true;
    load();
    show();
    if (isReady) reveal();
  }

  function reveal() {
    frame.focus();
    tell("open");
    emit("open");
  }

  function close() {
    if (!isOpen) return;
    isOpen = false;
    if (isReady) tell("close");
    show();
    const isPlace = focusBefore?.isConnected && focusBefore !== document.body && focusBefore !== root.host;
    (isPlace ? focusBefore : button).focus({ preventScroll: true });
    emit("close");
  }

  const heard = {
    close,
    ready() {
      clearTimeout(patience);
      isReady = true;
      waiting.splice(0).forEach(([type, data]) => tell(type, data));
      passOn();
      show();
      if (isOpen) reveal();
      emit("ready");
    },
    known: () => known("1"),
    unread(count) {
      unread = count;
      show();
      emit("unread", count);
    },
    event: ({ name, data }) => emit(name, data),
    taken(ids) {
      journey = journey.filter(({ id }) => !ids.includes(id));
      remember(journey);
    },
  };

  const commands = {
    open,
    close,
    identify: (identity) => tell("identify", identity),
    setTraits: (traits) => tell("traits", traits),
    track: (name, properties) => keep("event", name, properties),
    logout() {
      journey = remember([]) || [];
      tell("logout");
      if (known()) load();
      known("");
    },
    on: (name, listener) => (listeners[name] ||= []).push(listener),
  };

  function run([name, ...given]) {
    if (Object.hasOwn(commands, name)) commands[name](...given);
    else console.warn(`Conversations: there is no command ${name}`);
  }

  function build() {
    const host = document.createElement("div");
    root = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css(looks.position === "left" ? "left" : "right", looks.accent, looks.on_accent));
    root.adoptedStyleSheets = [sheet];
    button = document.createElement("button");
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    path.setAttribute("d", "M4 5.5A1.5 1.5 0 0 1 5.5 4h13A1.5 1.5 0 0 1 20 5.5v9a1.5 1.5 0 0 1-1.5 1.5H11l-5 4v-4h-.5A1.5 1.5 0 0 1 4 14.5ZM8 8.5h8M8 12h5");
    svg.append(path);
    badge = document.createElement("span");
    badge.setAttribute("aria-hidden", "true");
    button.append(svg, badge);
    button.addEventListener("click", safely(() => (isOpen ? close() : open())));
    root.addEventListener("keydown", safely((event) => event.key === "Escape" && close()));
    root.append(button);
    document.body.append(host);
  }

  function start() {
    build();
    show();
    window.addEventListener("message", safely(({ data, origin, source }) => {
      if (!frame || source !== frame.contentWindow || origin !== hub) return;
      if (Object.hasOwn(heard, data?.conversations)) heard[data.conversations](data.data);
    }));
    if (looks.journey) {
      journey = remember() || [];
      follow();
    }
    // Someone who wrote before may have an answer waiting: load the messenger unseen, for its badge.
    if (known()) load();
    const early = calls;
    calls = null;
    early.forEach(safely(run));
  }

  window.Conversations = safely((...call) => (calls ? calls.push(call) : run(call)));
  window.Conversations.isLoaded = true;

  // Anything but a clean yes (a dead hub, another site, a widget that is switched off) leaves the page as it is.
  fetch(`${hub}/widget/launcher/${encodeURIComponent(key)}/`, { credentials: "omit" })
    .then((response) => (response.ok ? response.json() : null))
    .then((found) => {
      if (!found) return;
      looks = found;
      if (document.body) start();
      else document.addEventListener("DOMContentLoaded", safely(start));
    })
    .catch((error) => console.warn("Conversations:", error));
})();

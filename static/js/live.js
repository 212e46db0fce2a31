// One stream a page for everything in it that says what it shows: data-live="tickets ticket-42". An event becomes
// `live:tickets` on the body, for hx-trigger="live:tickets from:body". A hidden tab lets go of its stream (a browser
// allows six to a host); when it is seen again, or the hub was away, `live:resync` has everything fetch itself once.

const LONGEST_WAIT = 30_000;
const LATE = 1_000;
let stream = null;
let topics = "";
let isBehind = false;
let wait = 1000;

function wanted() {
  const named = [...document.querySelectorAll("[data-live]")].flatMap((element) => element.dataset.live.split(" "));
  return document.hidden ? "" : [...new Set(named)].sort().join(",");
}

function tell(name) {
  document.body.dispatchEvent(new CustomEvent(`live:${name}`));
}

function connect() {
  if (wanted() === topics) return;
  const earlier = stream;
  topics = wanted();
  stream = topics ? open(earlier) : null;
  if (stream) return;
  isBehind = isBehind || earlier !== null;
  earlier?.close();
}

function open(earlier) {
  let isBack = false;
  const opened = new EventSource(`${document.body.dataset.liveUrl}?topics=${topics}`);
  for (const topic of [...topics.split(","), "resync"]) opened.addEventListener(topic, () => tell(topic));
  opened.onopen = () => {
    // Until now the earlier stream told what happened, so nothing was missed in between.
    earlier?.close();
    wait = 1000;
    // What happened between the page being drawn and its first stream, nobody told it.
    const isLate = !earlier && !isBack && performance.now() > LATE;
    if (isBehind || isBack || isLate) tell("resync");
    isBehind = false;
    isBack = true;
  };
  opened.onerror = () => {
    if (opened.readyState === EventSource.CLOSED && opened === stream) setTimeout(again, wait);
  };
  return opened;
}

function again() {
  wait = Math.min(wait * 2, LONGEST_WAIT);
  topics = "";
  stream = null;
  isBehind = true;
  connect();
}

document.addEventListener("visibilitychange", connect);
document.addEventListener("htmx:afterSettle", connect);
connect();

// <time data-relative> and <time data-countdown>: the server writes the first text, this keeps it true.
// The words come from the server too, so that nothing changes when the script starts.
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const EVERY = 30_000;

const meta = document.querySelector('meta[name="time-words"]');
const [now, minutes, hours, days, until, over] = meta ? meta.content.split("|") : [];

function duration(seconds) {
  if (seconds < MINUTE) return now;
  if (seconds < HOUR) return minutes.replace("{n}", Math.floor(seconds / MINUTE));
  if (seconds < 2 * DAY) return hours.replace("{n}", Math.floor(seconds / HOUR));
  return days.replace("{n}", Math.floor(seconds / DAY));
}

function write(time, text) {
  if (time.textContent !== text) time.textContent = text;
}

function refreshRelative(time, secondsAgo) {
  // A week and more is a date, which the server wrote and which stays true.
  if (Math.abs(secondsAgo) >= 7 * DAY) return;
  const words = duration(Math.abs(secondsAgo));
  write(time, secondsAgo < -MINUTE ? until.replace("{time}", words) : words);
}

function refreshCountdown(time, secondsAgo) {
  const words = duration(Math.abs(secondsAgo));
  time.toggleAttribute("data-overdue", secondsAgo > 0);
  write(time, secondsAgo > 0 ? over.replace("{time}", words) : words);
}

function refresh(scope) {
  for (const time of scope.querySelectorAll("time[data-relative], time[data-countdown]")) {
    const secondsAgo = (Date.now() - Date.parse(time.dateTime)) / 1000;
    if (Number.isNaN(secondsAgo)) continue;
    if (time.hasAttribute("data-countdown")) refreshCountdown(time, secondsAgo);
    else refreshRelative(time, secondsAgo);
  }
}

if (meta) {
  refresh(document);
  setInterval(() => refresh(document), EVERY);
  document.addEventListener("visibilitychange", () => document.hidden || refresh(document));
  document.addEventListener("htmx:load", (event) => refresh(event.target));
}

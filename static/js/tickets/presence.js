// <form data-presence>: tells the hub every 20 s that somebody looks at this ticket, and while they write in it.
// A hidden tab keeps quiet, and a ticket that is left says goodbye.
const EVERY = 20_000;
const STILL = 6_000;
let current = null;
let stillness = null;

const form = () => document.querySelector("[data-presence]");

function beat(doing) {
  const here = form();
  if (!here || document.hidden) return;
  here.elements.doing.value = doing;
  here.dispatchEvent(new CustomEvent("beat"));
}

function leave(place) {
  const fields = new FormData(place);
  navigator.sendBeacon(place.dataset.leave, fields);
}

function notice() {
  const here = form();
  if (here === current) return;
  if (current && current.dataset.leave !== here?.dataset.leave) leave(current);
  current = here;
  const typed = document.activeElement?.closest("[data-composer]");
  // The field is there before the scripts are: who began meanwhile writes all the same.
  if (typed?.querySelector("textarea").value) write(typed);
  else beat("viewing");
}

function write(composer) {
  const doing = composer.querySelector('[name="mode"]:checked')?.value === "note" ? "noting" : "replying";
  if (form().elements.doing.value !== doing) beat(doing);
  clearTimeout(stillness);
  stillness = setTimeout(() => beat("viewing"), STILL);
}

document.addEventListener("input", (event) => {
  const composer = event.target.closest("[data-composer]");
  if (composer && form()) write(composer);
});
document.addEventListener("visibilitychange", () => (document.hidden ? current && leave(current) : beat("viewing")));
window.addEventListener("pagehide", () => current && leave(current));
document.addEventListener("htmx:afterSettle", notice);
document.addEventListener("htmx:historyRestore", notice);
// A beat that htmx does not listen for yet is lost: it says when it does.
document.addEventListener("htmx:load", notice);
setInterval(() => form() && beat(form().elements.doing.value), EVERY);

// The triage page: a form is sent as JSON, and its answer read line by line as it comes (NDJSON). What the lines say is
// shown at once; the result and the questions are then fetched as the hub draws them. Without this, plain forms do it.
import { linesOf } from "./lines.js";

const page = document.querySelector("[data-triage]");
const LOOK_EVERY_MS = 1500;
// What was sent latest, and its thread, once the hub has named it: then nothing is sent again, it goes on by itself.
let latest = null;
let known = null;

const live = () => document.getElementById("triage-live");
const part = (name) => live().querySelector(`[data-triage-${name}]`);

function showStep(node, state, ms) {
  const step = part("steps").querySelector(`[data-node="${node}"]`);
  step.dataset.state = state;
  step.querySelector("[data-said]").textContent = part("steps").dataset[state];
  step.querySelector("[data-ms]").textContent = ms === undefined ? "" : `${Math.round(ms)} ms`;
  if (state === "running") part("said").textContent = step.textContent.trim();
}

function showMatches(matches) {
  const template = document.getElementById("triage-match");
  part("matches").replaceChildren(...matches.map((match) => {
    const row = template.content.cloneNode(true);
    row.querySelector("[data-id]").textContent = match.id;
    row.querySelector("[data-title]").textContent = match.title;
    row.querySelector("[data-action]").textContent = match.recommended_action;
    row.querySelector("[data-similarity]").textContent = `${Math.round(100 * match.similarity)}%`;
    return row;
  }));
  part("found").hidden = !matches.length;
}

function fail(message, mayHelp = true) {
  part("error").querySelector("span").textContent = message;
  part("error").querySelector("button").hidden = !mayHelp;
  part("error").hidden = false;
}

/** What stood there is hidden, and comes back where nothing is known of what was sent. */
function begin() {
  part("before").hidden = true;
  for (const step of part("steps").children) showStep(step.dataset.node, "waiting");
  part("steps").hidden = false;
  part("found").hidden = true;
}

function hear(event) {
  if (event.type === "node_start") showStep(event.node, "running");
  if (event.type === "node_complete") showStep(event.node, "done", event.ms);
  if (event.type === "kb_search_complete") showMatches(event.data);
  if (event.type === "error") fail(event.message);
}

/** As the hub has it now; whether it still runs. */
async function draw(threadId) {
  const address = `${page.dataset.pageUrl}${threadId}/`;
  const response = await fetch(address, { headers: { "HX-Request": "true" } });
  if (!response.ok) throw new Error(response.statusText);
  const drawn = new DOMParser().parseFromString(await response.text(), "text/html");
  drawn.getElementById("triage-history").open = document.getElementById("triage-history").open;
  for (const fresh of [...drawn.body.children]) document.getElementById(fresh.id).replaceWith(fresh);
  htmx.process(live());
  history.replaceState(null, "", address);
  (live().querySelector("textarea") ?? part("focus"))?.focus();
  return Boolean(part("running"));
}

async function look(threadId) {
  while (await draw(threadId)) await new Promise((done) => setTimeout(done, LOOK_EVERY_MS));
}

async function attempt(work) {
  part("error").hidden = true;
  live().setAttribute("aria-busy", "true");
  try {
    await work();
  } catch {
    // Cut off, or answered by something in between that is not the hub.
    if (!known) part("before").hidden = false;
    if (part("error").hidden) fail(page.dataset.failed);
  } finally {
    live().removeAttribute("aria-busy");
  }
}

async function refused(response, sent, form) {
  const { error } = await response.json();
  if (response.status === 409) {
    // What was typed may fit the next questions.
    await look(sent.thread_id);
    const area = live().querySelector("textarea");
    if (area) area.value = sent.additional_details;
  } else form.querySelector("textarea").focus();
  // The same again helps where only the moment was wrong.
  const said = response.status === 429 ? `${error.message} ${error.what_to_do}` : error.message;
  fail(said, response.status === 429 || response.status >= 500);
}

async function send(url, sent, form) {
  const button = form.querySelector("button");
  button.disabled = true;
  known = null;
  try {
    const headers = { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
    const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(sent) });
    if (!response.ok) return await refused(response, sent, form);
    begin();
    let last = {};
    for await (last of linesOf(response)) {
      known = last.thread_id;
      hear(last);
    }
    // A stream that broke ends without saying how the triage stands.
    if (last.type !== "status" || last.state === "running") throw new Error("cut off");
    await look(known);
  } finally {
    button.disabled = false;
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!page || !form.matches("[data-triage-start], [data-triage-answer]")) return;
  event.preventDefault();
  const { description, additional_details: details } = form.elements;
  const [url, sent] = form.matches("[data-triage-start]")
    ? [page.dataset.startUrl, { description: description.value }]
    : [page.dataset.resumeUrl, { thread_id: form.dataset.triageAnswer, additional_details: details.value }];
  attempt((latest = () => send(url, sent, form)));
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-triage-retry]")) attempt(known ? () => look(known) : latest);
});

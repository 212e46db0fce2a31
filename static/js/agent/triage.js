// The triage page: a form is sent as JSON, and its answer read line by line as it comes (NDJSON). What the lines say is
// shown at once; the result and the questions are then fetched as the hub draws them. Without this, plain forms do it.
const page = document.querySelector("[data-triage]");
let latest = null;

const live = () => document.getElementById("triage-live");
const part = (name) => live().querySelector(`[data-triage-${name}]`);

async function* linesOf(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (rest + value).split("\n");
    rest = lines.pop();
    for (const line of lines) if (line) yield JSON.parse(line);
  }
}

function showStep(node, state, ms) {
  const step = part("steps").querySelector(`[data-node="${node}"]`);
  step.dataset.state = state;
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

function fail(message) {
  part("error").querySelector("span").textContent = message;
  part("error").hidden = false;
}

function begin() {
  for (const old of [...live().children]) {
    if (!old.matches("[data-triage-steps], [data-triage-found], [data-triage-said], [data-triage-error]")) old.remove();
  }
  for (const step of part("steps").children) showStep(step.dataset.node, "waiting");
  part("steps").hidden = false;
  part("found").hidden = part("error").hidden = true;
  live().setAttribute("aria-busy", "true");
}

function hear(event) {
  if (event.type === "node_start") showStep(event.node, "running");
  if (event.type === "node_complete") showStep(event.node, "done", event.ms);
  if (event.type === "kb_search_complete") showMatches(event.data);
  if (event.type === "error") fail(event.message);
}

async function draw(threadId) {
  const address = `${page.dataset.pageUrl}${threadId}/`;
  const drawn = await fetch(address, { headers: { "HX-Request": "true" } });
  if (!drawn.ok) throw new Error(drawn.statusText);
  live().outerHTML = await drawn.text();
  htmx.process(live());
  history.replaceState(null, "", address);
  (live().querySelector("textarea") ?? part("focus"))?.focus();
}

async function send(url, sent, button) {
  latest = () => send(url, sent, button);
  begin();
  button.disabled = true;
  try {
    const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
    const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(sent) });
    if (!response.ok) return fail((await response.json()).error.message);
    let last = {};
    for await (const event of linesOf(response)) hear((last = event));
    // A stream that broke ends without saying how the triage stands.
    if (last.type === "status" && last.state !== "running") await draw(last.thread_id);
    else if (part("error").hidden) fail(page.dataset.failed);
  } catch {
    // Cut off, or answered by something in between that is not the hub.
    fail(page.dataset.failed);
  } finally {
    button.disabled = false;
    live().removeAttribute("aria-busy");
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!page || !form.matches("[data-triage-start], [data-triage-answer]")) return;
  event.preventDefault();
  const button = form.querySelector("button");
  if (form.matches("[data-triage-start]")) send(page.dataset.startUrl, { description: form.elements.description.value }, button);
  else {
    const sent = { thread_id: form.dataset.triageAnswer, additional_details: form.elements.additional_details.value };
    send(page.dataset.resumeUrl, sent, button);
  }
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-triage-retry]")) latest?.();
});

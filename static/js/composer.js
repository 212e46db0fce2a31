// <form data-composer>: Ctrl/Cmd+Enter presses the send button of the chosen mode (reply or note), a sent text is
// cleared and a failed one stays, a draft survives a reload (data-draft-key).
function mode(form) {
  return form.querySelector('[name="mode"]:checked')?.value || "reply";
}

function sendButton(form) {
  return form.querySelector(`[data-send="${mode(form)}"]`);
}

function draft(form, text) {
  const key = form.dataset.draftKey && `draft:${form.dataset.draftKey}`;
  if (!key) return "";
  try {
    if (text === undefined) return sessionStorage.getItem(key) || "";
    if (text) sessionStorage.setItem(key, text);
    else sessionStorage.removeItem(key);
  } catch (error) {
    console.debug("the draft is not kept", error);
  }
  return "";
}

function showMode(form) {
  const area = form.querySelector("textarea");
  area.dataset.replyPlaceholder ??= area.placeholder;
  area.placeholder = mode(form) === "note" ? area.dataset.notePlaceholder || "" : area.dataset.replyPlaceholder;
  area.setAttribute("aria-label", form.querySelector('[name="mode"]:checked')?.parentElement.textContent.trim() || "");
}

function prepare(scope) {
  for (const form of found(scope, "[data-composer]")) {
    const area = form.querySelector("textarea");
    if (!area.value) area.value = draft(form);
    showMode(form);
  }
}

function found(scope, selector) {
  return scope.matches?.(selector) ? [scope] : scope.querySelectorAll(selector);
}

document.addEventListener("keydown", (event) => {
  const form = event.target.closest("[data-composer]");
  if (!form || event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  form.requestSubmit(sendButton(form));
});

document.addEventListener("input", (event) => {
  const form = event.target.closest("[data-composer]");
  if (form && event.target.matches("textarea")) draft(form, event.target.value);
});

document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-composer]");
  if (!form || event.target.name !== "mode") return;
  showMode(form);
  form.querySelector("textarea").focus();
});

// One message per press: a second submit while the first is on its way is ignored.
document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-composer]");
  if (!form?.classList.contains("htmx-request")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

const sent = new WeakMap();
document.addEventListener("htmx:beforeRequest", (event) => {
  const form = event.target.closest("[data-composer]");
  if (form && event.detail.elt === form) sent.set(form, form.querySelector("textarea").value);
});

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest("[data-composer]");
  const { elt, xhr } = event.detail;
  // A 422 is swapped in like a success, but its text is still to be sent.
  if (!form || elt !== form || xhr.status < 200 || xhr.status >= 300) return;
  const field = form.querySelector("textarea");
  // What was typed while the message was on its way is the next message.
  if (field.value !== sent.get(form)) return;
  field.value = "";
  draft(form, "");
});

document.addEventListener("htmx:load", (event) => prepare(event.target));
prepare(document);

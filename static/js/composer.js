// <form data-composer>: Ctrl/Cmd+Enter presses the send button of the chosen mode (reply or note), a sent text is
// cleared and a failed one stays, a draft survives a reload (data-draft-key), a thread stays at its newest entry.
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
  const forms = scope.matches?.("[data-composer]") ? [scope] : scope.querySelectorAll("[data-composer]");
  for (const form of forms) {
    const area = form.querySelector("textarea");
    if (!area.value) area.value = draft(form);
    showMode(form);
  }
  for (const thread of scope.querySelectorAll("[data-stick-bottom]")) stick(thread);
}

function stick(thread) {
  if (thread.dataset.sticking) return;
  thread.dataset.sticking = "true";
  const toEnd = () => (thread.scrollTop = thread.scrollHeight);
  let atEnd = true;
  thread.addEventListener("scroll", () => (atEnd = thread.scrollHeight - thread.scrollTop - thread.clientHeight < 48), { passive: true });
  new MutationObserver(() => atEnd && toEnd()).observe(thread, { childList: true, subtree: true, characterData: true });
  new ResizeObserver(() => atEnd && toEnd()).observe(thread);
  toEnd();
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

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest("[data-composer]");
  const { elt, xhr } = event.detail;
  // A 422 is swapped in like a success, but its text is still to be sent.
  if (!form || elt !== form || xhr.status < 200 || xhr.status >= 300) return;
  form.querySelector("textarea").value = "";
  draft(form, "");
});

document.addEventListener("htmx:load", (event) => prepare(event.target));
prepare(document);

// <form data-composer>: Ctrl/Cmd+Enter presses the send button of the chosen mode (reply or note), a sent text is
// cleared and a failed one stays, a draft survives a reload (data-draft-key).
function mode(form) {
  return form.querySelector('[name="mode"]:checked')?.value || "reply";
}

function sendButton(form) {
  return form.querySelector(`[data-send="${mode(form)}"]`);
}

function keep(form, text) {
  const key = form.dataset.draftKey && `draft:${form.dataset.draftKey}`;
  if (!key) return;
  try {
    if (text) sessionStorage.setItem(key, JSON.stringify({ text, mode: mode(form) }));
    else sessionStorage.removeItem(key);
  } catch (error) {
    console.debug("the draft is not kept", error);
  }
}

/** What was typed before a reload, in the mode it was typed in: half a note must not come back as a reply. */
function restore(form) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(`draft:${form.dataset.draftKey}`));
    if (!kept) return;
    form.querySelector("textarea").value = kept.text;
    const chosen = form.querySelector(`[name="mode"][value="${kept.mode}"]`);
    if (chosen) chosen.checked = true;
  } catch (error) {
    console.debug("the draft is not restored", error);
  }
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
    if (!area.value) restore(form);
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
  // A click, not requestSubmit: htmx knows only from a click which button sends, and a note must stay a note.
  sendButton(form).click();
});

document.addEventListener("input", (event) => {
  const form = event.target.closest("[data-composer]");
  if (!form || !event.target.matches("textarea")) return;
  keep(form, event.target.value);
  form.querySelector(".errorlist").replaceChildren();
});

document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-composer]");
  if (!form || event.target.name !== "mode") return;
  showMode(form);
  const area = form.querySelector("textarea");
  keep(form, area.value);
  area.focus();
});

// One message per press: a second submit while the first is on its way is ignored.
document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-composer]");
  if (!form?.classList.contains("htmx-request")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

const sent = new WeakMap();
document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  const form = detail.elt;
  if (!form.matches("[data-composer]")) return;
  const along = form.querySelectorAll("[data-parent], .composer-file");
  sent.set(form, { text: form.querySelector("textarea").value, along: [...along] });
});

// By detail.elt: another ticket may be open by now, and then the event no longer comes from inside the form.
document.addEventListener("htmx:afterRequest", ({ detail: { elt: form, xhr } }) => {
  // A 422 is swapped in like a success, but its text is still to be sent.
  if (!form.matches("[data-composer]") || xhr.status < 200 || xhr.status >= 300) return;
  form.querySelector(".errorlist").replaceChildren();
  const area = form.querySelector("textarea");
  // What was typed, chosen or attached while the message was on its way is the next message's.
  const { text, along } = sent.get(form);
  for (const element of along) element.remove();
  if (area.value !== text) return;
  area.value = "";
  keep(form, "");
});

document.addEventListener("htmx:load", (event) => prepare(event.target));
prepare(document);

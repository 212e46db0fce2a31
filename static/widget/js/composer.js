/* Enter sends, Shift+Enter is a new line; the field grows with its text, and keeps it over a reload. */

import { storage } from "./storage.js";

export function startComposer(form, key, onSend) {
  const field = form.querySelector("textarea");
  const draft = `conversations:${key}:draft`;

  function fit() {
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + 2}px`;
  }

  function keep() {
    if (field.value) storage.set(draft, field.value);
    else storage.remove(draft);
    fit();
  }

  field.addEventListener("input", keep);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  function clear() {
    field.value = "";
    keep();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field.value.trim();
    field.focus();
    if (!text) return;
    clear();
    onSend(text);
  });
  field.value = storage.get(draft) ?? "";
  fit();
  return { focus: () => field.focus(), fit, clear };
}

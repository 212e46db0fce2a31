/* Enter sends, Shift+Enter is a new line; the field grows with its text, and keeps it over a reload. */

import { storage } from "./storage.js";

// Of four bytes at most each, so that what fits here fits the 16 kB that the hub takes at once.
const MOST = 4000;
const numbers = new Intl.NumberFormat(document.documentElement.lang);

export function startComposer(form, key, files, onSend) {
  const field = form.querySelector("textarea");
  const count = form.querySelector("[data-count]");
  const tooLong = document.querySelector("[data-too-long]");
  const draft = `conversations:${key}:draft`;
  let isTooLong = false;

  function fit() {
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + 2}px`;
  }

  /** What is too long stays as it is, to be shortened; near the limit, how near is shown. */
  function measure() {
    const length = [...field.value.trim()].length;
    isTooLong = length > MOST;
    count.textContent = `${numbers.format(length)} / ${numbers.format(MOST)}`;
    count.hidden = length < 0.9 * MOST;
    tooLong.hidden = !isTooLong;
    field.ariaInvalid = isTooLong ? "true" : null;
    form.querySelector(".send").disabled = isTooLong;
  }

  function keep() {
    if (field.value) storage.set(draft, field.value);
    else storage.remove(draft);
    measure();
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
    if ((!text && !files.count) || isTooLong || files.isBusy()) return;
    clear();
    onSend(text, files.hand());
  });
  field.value = storage.get(draft) ?? "";
  measure();
  fit();
  return { focus: () => field.focus(), fit, clear };
}

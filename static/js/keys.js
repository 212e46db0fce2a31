// The keyboard: j/k walk a [data-list], x selects the row, / goes to [data-search],
// ? opens the sheet that lists them (dialog[data-keys]), and any [data-shortcut="r"] is pressed (or focused, if it
// is a field) by its key. Escape leaves a field for the [data-arrival].
function isTyping(target) {
  return target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true], dialog");
}

function rows() {
  const list = document.querySelector("[data-list]");
  return list ? [...list.querySelectorAll("[data-list-item]")] : [];
}

function currentIndex(items) {
  const focused = items.findIndex((item) => item.contains(document.activeElement));
  return focused >= 0 ? focused : items.findIndex((item) => item.getAttribute("aria-current") === "true");
}

function walk(step) {
  const items = rows();
  if (!items.length) return false;
  const index = currentIndex(items);
  const next = index < 0 ? (step > 0 ? 0 : items.length - 1) : Math.min(Math.max(index + step, 0), items.length - 1);
  const link = items[next].querySelector("[data-list-link]");
  link.focus({ preventScroll: true });
  items[next].scrollIntoView({ block: "nearest" });
  return true;
}

function select() {
  const items = rows();
  const box = items[currentIndex(items)]?.querySelector("input[type=checkbox]");
  box?.click();
  return Boolean(box);
}

function search() {
  const field = document.querySelector("[data-search]");
  field?.focus();
  field?.select();
  return Boolean(field);
}

function shortcut(key) {
  const targets = document.querySelectorAll(`[data-shortcut="${CSS.escape(key)}"]`);
  const target = [...targets].find((element) => element.checkVisibility() && !element.disabled);
  if (!target) return false;
  if (target.matches("textarea, select, input:not([type=radio]):not([type=checkbox])")) target.focus();
  else press(target);
  return true;
}

// What a press opens or switches is where the hands go next: the menu, or the text of the chosen kind.
function press(target) {
  if (target.matches("summary")) target.focus();
  target.click();
  if (target.matches("[type=radio]")) target.form?.querySelector("textarea")?.focus();
}

function help() {
  const sheet = document.querySelector("dialog[data-keys]");
  sheet?.showModal();
  return Boolean(sheet);
}

/** From a field back to the keys: the hands are at the name of what is open. */
function leave(field) {
  const name = document.querySelector("[data-arrival]");
  if (!name || !isTyping(field) || field.closest("dialog, [popover], details[open], [data-message-edit]")) return false;
  name.focus({ preventScroll: true });
  return true;
}

const KEYS = { j: () => walk(1), k: () => walk(-1), x: select, "/": search, "?": help };

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && event.target.matches("[data-search]")) {
    // Left, not emptied: what was found stays to be walked through.
    event.preventDefault();
    event.target.blur();
    return;
  }
  if (event.key === "Escape" && leave(event.target)) return event.preventDefault();
  if (isTyping(event.target)) return;
  const handled = KEYS[event.key] ? KEYS[event.key]() : shortcut(event.key);
  if (handled) event.preventDefault();
});

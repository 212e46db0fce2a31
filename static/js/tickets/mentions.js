// <textarea data-mentions="url">: `@` offers colleagues. The list is a listbox; the focus stays in the text, arrows
// choose, Enter or Tab takes, Escape closes. Who there is, is asked once a page, and once for each private ticket.
const BEFORE = /(^|[^\w@])@([\w.-]{0,40})$/;
const SHOWN_AT_MOST = 8;
const colleagues = new Map();
let list = null;

async function everyone(url) {
  if (!colleagues.has(url)) {
    const asked = fetch(url, { headers: { Accept: "application/json" } });
    colleagues.set(url, asked.then((response) => response.json()));
  }
  return (await colleagues.get(url)).colleagues;
}

function asked(area) {
  const before = area.value.slice(0, area.selectionStart).match(BEFORE);
  return before && area.selectionStart === area.selectionEnd ? before[2].toLowerCase() : null;
}

function matching(people, text) {
  const fits = ({ handle, name }) => handle.startsWith(text) || name.toLowerCase().split(/\s+/).some((part) => part.startsWith(text));
  return people.filter(fits).slice(0, SHOWN_AT_MOST);
}

function close() {
  if (!list) return;
  list.area.removeAttribute("aria-activedescendant");
  list.area.removeAttribute("aria-controls");
  list.element.remove();
  list = null;
}

function option({ handle, name }, index) {
  const element = document.createElement("li");
  element.id = `mention-${index}`;
  element.role = "option";
  element.dataset.handle = handle;
  const who = document.createElement("strong");
  who.textContent = name;
  const how = document.createElement("span");
  how.className = "muted";
  how.textContent = `@${handle}`;
  element.append(who, " ", how);
  return element;
}

function choose(index) {
  const options = [...list.element.children];
  list.index = (index + options.length) % options.length;
  options.forEach((one, at) => one.setAttribute("aria-selected", String(at === list.index)));
  options[list.index].scrollIntoView({ block: "nearest" });
  list.area.setAttribute("aria-activedescendant", options[list.index].id);
}

function open(area, people) {
  close();
  if (!people.length) return;
  const element = document.createElement("ul");
  element.id = "mention-options";
  element.role = "listbox";
  element.className = "mention-options";
  element.setAttribute("aria-label", "@");
  element.append(...people.map(option));
  area.after(element);
  area.setAttribute("aria-autocomplete", "list");
  area.setAttribute("aria-controls", element.id);
  list = { area, element, index: 0 };
  choose(0);
}

function takeUp(handle) {
  const { area } = list;
  const before = area.value.slice(0, area.selectionStart).replace(BEFORE, `$1@${handle} `);
  area.setRangeText(before, 0, area.selectionStart, "end");
  close();
  area.focus();
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("input", async ({ target }) => {
  if (!target.matches("[data-mentions]")) return;
  if (asked(target) === null) return close();
  const people = await everyone(target.dataset.mentions);
  const text = asked(target);
  if (text === null || document.activeElement !== target) close();
  else open(target, matching(people, text));
});

// Before everything else that knows these keys: while the list is open they are the list's.
document.addEventListener("keydown", (event) => {
  if (!list || event.target !== list.area || event.ctrlKey || event.metaKey) return;
  const acts = { ArrowDown: () => choose(list.index + 1), ArrowUp: () => choose(list.index - 1), Escape: close };
  acts.Enter = acts.Tab = () => takeUp(list.element.children[list.index].dataset.handle);
  if (!acts[event.key]) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  acts[event.key]();
}, true);

document.addEventListener("pointerdown", (event) => {
  const chosen = event.target.closest(".mention-options [role=option]");
  if (!chosen) return;
  event.preventDefault();
  takeUp(chosen.dataset.handle);
});

document.addEventListener("focusout", (event) => list?.area === event.target && close());

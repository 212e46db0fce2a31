// Rows ticked for one action on all of them. What is ticked outlives the list's own redrawing; a click with Shift ticks
// everything in between. "Select all in this list" means also what is on further pages.
const chosen = new Set();
let latest = null;

const form = () => document.querySelector("[data-selection]");
const boxes = () => [...document.querySelectorAll('#rows input[name="number"]')];
const everything = () => form()?.querySelector("[data-selection-everything]");

function draw() {
  const bar = form();
  if (!bar) return;
  const isAll = Boolean(everything().value);
  const wasHidden = bar.hidden;
  bar.hidden = chosen.size === 0 && !isAll;
  const words = chosen.size === 1 ? bar.dataset.one : bar.dataset.many.replace("{n}", chosen.size);
  bar.querySelector("[data-selection-count]").textContent = isAll ? bar.dataset.everything : words;
  bar.querySelector("[data-selection-all]").hidden = isAll;
  if (wasHidden && !bar.hidden) document.body.dispatchEvent(new CustomEvent("selection:start"));
}

function clear() {
  chosen.clear();
  latest = null;
  if (everything()) everything().value = "";
  for (const box of boxes()) box.checked = false;
  draw();
}

function note(box) {
  if (box.checked) chosen.add(box.value);
  else chosen.delete(box.value);
  everything().value = "";
}

function tick(event) {
  const box = event.target;
  const all = boxes();
  const [from, to] = [all.indexOf(latest), all.indexOf(box)].sort((a, b) => a - b);
  if (event.shiftKey && from >= 0) {
    for (const between of all.slice(from, to + 1)) {
      between.checked = box.checked;
      note(between);
    }
  }
  note(box);
  latest = box;
  draw();
}

function restore() {
  const query = document.querySelector("#rows [data-query]")?.dataset.query;
  const kept = document.getElementById("bulk-query");
  // Another list: what was ticked in the earlier one is not to be changed unseen.
  if (kept && query !== undefined && kept.value !== query) {
    kept.value = query;
    clear();
  }
  for (const box of boxes()) box.checked = chosen.has(box.value) || Boolean(everything()?.value);
  draw();
}

document.addEventListener("click", (event) => {
  if (!form()) return;
  if (event.target.matches('#rows input[name="number"]')) tick(event);
  else if (event.target.closest("[data-selection-clear]")) clear();
  else if (event.target.closest("[data-selection-all]")) {
    everything().value = "1";
    restore();
  } else if (event.target.closest("[data-dismiss]")) event.target.closest(".bulk-strip").remove();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && chosen.size && !event.defaultPrevented && !event.target.matches("input[type=search]")) clear();
});
document.addEventListener("selection:clear", clear);
document.addEventListener("htmx:afterSettle", restore);
restore();

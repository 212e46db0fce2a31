// Files dragged over a thread: it says so, and takes them. A message waits for the files that are still on their way.
import { listOf, say, take } from "./files.js";

const threadOf = (event) => event.target.closest?.(".ticket-thread:has([data-upload])");
const hasFiles = (event) => event.dataTransfer?.types.includes("Files");

document.addEventListener("dragover", (event) => {
  const thread = hasFiles(event) && threadOf(event);
  for (const other of document.querySelectorAll("[data-dropping]")) if (other !== thread) delete other.dataset.dropping;
  if (!thread) return;
  event.preventDefault();
  thread.dataset.dropping = "";
});

for (const name of ["dragleave", "drop"]) {
  document.addEventListener(name, (event) => {
    const thread = threadOf(event);
    if (thread && !(name === "dragleave" && thread.contains(event.relatedTarget))) delete thread.dataset.dropping;
  });
}

document.addEventListener("drop", (event) => {
  const thread = hasFiles(event) && threadOf(event);
  if (!thread) return;
  event.preventDefault();
  take(listOf(thread), [...event.dataTransfer.files]);
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-composer]");
  const list = form?.querySelector("[data-upload]");
  if (!list?.querySelector("[data-uploading]")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  form.querySelector(".errorlist").replaceChildren();
  say(list, list.dataset.wait);
}, true);

// <textarea data-upload="/url/">: files that are pasted, dropped or chosen (input[data-upload-for]) go up, and the
// hub's answer, Markdown that shows them, takes the place that was held for it in the text.
const fill = (words, name) => words.replace("{name}", name);
const statusOf = (area) => document.getElementById(`${area.id}-files`);
let number = 0;

function replace(area, held, text) {
  const at = area.value.indexOf(held);
  if (at < 0) return false;
  const { selectionStart, selectionEnd } = area;
  area.setRangeText(text, at, at + held.length, "preserve");
  if (selectionStart > at) area.setSelectionRange(selectionStart + text.length - held.length, selectionEnd + text.length - held.length);
  area.dispatchEvent(new Event("input", { bubbles: true }));
  return true;
}

function hold(area, name) {
  const held = `![${fill(area.dataset.uploading, name)} (${++number})]()`;
  const start = area.selectionStart;
  const before = start && area.value[start - 1] !== "\n" ? "\n" : "";
  area.setRangeText(`${before}${held}\n`, start, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
  return held;
}

async function upload(area, file) {
  const name = file.name || "image.png";
  const held = hold(area, name);
  const waiting = (area.dataset.waiting | 0) + 1;
  area.dataset.waiting = waiting;
  statusOf(area).textContent = fill(area.dataset.uploading, name);
  const body = new FormData();
  body.append("upload", file, name);
  let words = fill(area.dataset.failed, name);
  let markdown = "";
  try {
    const headers = JSON.parse(document.body.getAttribute("hx-headers"));
    const response = await fetch(area.dataset.upload, { method: "POST", body, headers });
    if (response.ok) ({ markdown } = await response.json());
    else if (response.status === 422) words = await response.text();
    if (markdown) words = fill(area.dataset.added, name);
  } catch (error) {
    console.debug("the upload failed", error);
  }
  area.dataset.waiting = area.dataset.waiting - 1;
  replace(area, markdown ? held : `${held}\n`, markdown);
  statusOf(area).textContent = words;
}

function take(area, files) {
  for (const file of files) upload(area, file);
}

document.addEventListener("change", (event) => {
  const area = event.target.dataset?.uploadFor && document.getElementById(event.target.dataset.uploadFor);
  if (!area) return;
  take(area, [...event.target.files]);
  event.target.value = "";
  area.focus();
});

document.addEventListener("paste", (event) => {
  const files = [...(event.clipboardData?.files || [])];
  if (!files.length || !event.target.matches?.("[data-upload]")) return;
  event.preventDefault();
  take(event.target, files);
});

document.addEventListener("dragover", (event) => {
  const area = event.dataTransfer?.types.includes("Files") && event.target.closest?.("[data-upload]");
  for (const other of document.querySelectorAll("[data-dropping]")) if (other !== area) delete other.dataset.dropping;
  if (!area) return;
  event.preventDefault();
  area.dataset.dropping = "";
});

document.addEventListener("drop", (event) => {
  const area = event.target.closest?.("[data-upload]");
  if (!area || !event.dataTransfer.files.length) return;
  event.preventDefault();
  delete area.dataset.dropping;
  take(area, [...event.dataTransfer.files]);
});

document.addEventListener("submit", (event) => {
  const area = event.target.querySelector("[data-upload]");
  if (!(area?.dataset.waiting | 0)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  statusOf(area).textContent = area.dataset.wait;
}, true);

// Files for the composer's next message: chosen, dropped on the thread or pasted. Each goes up at once, with its
// progress; the server's answer is the chip that carries its id. What is refused leaves everything else as it is.
const listOf = (element) => element.closest(".ticket-thread, [data-composer]")?.querySelector("[data-upload]");

function fill(words, values) {
  return words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

function say(list, words) {
  const item = document.createElement("li");
  item.textContent = words;
  list.closest("form").querySelector(".errorlist").append(item);
}

/** Why this file can't go, said before anything is sent; "" when it can. */
function refusal(list, file) {
  const { mostBytes, types, mostFiles, tooBig, wrongType, tooMany } = list.dataset;
  if (list.children.length >= Number(mostFiles)) return tooMany;
  if (file.size > Number(mostBytes)) return fill(tooBig, { name: file.name, size: (file.size / 2 ** 20).toFixed(1) });
  const suffix = file.name.split(".").pop().toLowerCase();
  return types.split(" ").includes(suffix) ? "" : fill(wrongType, { name: file.name });
}

function waiting(list, file) {
  const chip = document.createElement("li");
  chip.className = "composer-file";
  chip.dataset.uploading = "";
  const name = document.createElement("span");
  name.className = "truncate";
  name.textContent = file.name;
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", fill(list.dataset.uploading, { name: file.name }));
  const stop = document.createElement("button");
  stop.type = "button";
  stop.className = "btn btn--quiet btn--icon btn--small";
  stop.textContent = "×";
  stop.setAttribute("aria-label", document.querySelector("[data-toasts]").dataset.closeLabel);
  chip.append(name, bar, stop);
  list.append(chip);
  return { chip, bar, stop };
}

function upload(list, file) {
  const { chip, bar, stop } = waiting(list, file);
  const request = new XMLHttpRequest();
  const body = new FormData();
  body.append("upload", file, file.name);
  request.open("POST", list.dataset.upload);
  for (const [name, value] of Object.entries(JSON.parse(document.body.getAttribute("hx-headers")))) request.setRequestHeader(name, value);
  request.upload.onprogress = ({ loaded, total }) => (bar.value = loaded / total);
  request.onload = () => settle(list, chip, request, file);
  request.onerror = () => fail(list, chip, fill(list.dataset.failed, { name: file.name }));
  stop.addEventListener("click", () => {
    request.abort();
    chip.remove();
  });
  request.send(body);
}

function settle(list, chip, { status, responseText }, file) {
  if (status !== 200) return fail(list, chip, status === 422 ? responseText : fill(list.dataset.failed, { name: file.name }));
  const made = document.createRange().createContextualFragment(responseText);
  chip.replaceWith(made);
}

function fail(list, chip, words) {
  chip.remove();
  say(list, words);
}

function take(list, files) {
  if (!list || !files.length) return;
  list.closest("form").querySelector(".errorlist").replaceChildren();
  for (const file of files) {
    const words = refusal(list, file);
    if (words) say(list, words);
    else upload(list, file);
  }
}

document.addEventListener("change", (event) => {
  if (!event.target.matches('[data-composer] input[type="file"]')) return;
  take(listOf(event.target), [...event.target.files]);
  // Or the form would send them a second time.
  event.target.value = "";
});

document.addEventListener("paste", (event) => {
  const files = [...(event.clipboardData?.files || [])];
  if (!files.length || !event.target.closest?.("[data-composer]")) return;
  // Copied from an office program, a text comes with its own picture.
  if (event.clipboardData.types.includes("text/plain")) return;
  event.preventDefault();
  take(listOf(event.target), files);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-file-remove]");
  if (!button) return;
  const form = button.closest("form");
  window.htmx.ajax("POST", button.dataset.fileRemove, { swap: "none" });
  button.closest("li").remove();
  form.querySelector("textarea").focus();
});

export { listOf, say, take };

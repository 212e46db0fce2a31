// [data-copy="#id"], or the text itself: copies it and says so.
async function copy(button) {
  const wanted = button.dataset.copy;
  const source = wanted.startsWith("#") ? document.querySelector(wanted) : null;
  const text = source ? (source.value ?? source.textContent.trim()) : wanted;
  await navigator.clipboard.writeText(text);
  const words = document.querySelector("[data-toasts]").dataset.copied;
  document.dispatchEvent(new CustomEvent("toast", { detail: { text: words } }));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(button);
});

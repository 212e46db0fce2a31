// A message's menu ([data-message-menu] fills and opens #message-menu), its inline edit form ([data-message-edit]),
// and the line of the composer that says what is answered ([data-answer], [data-drop-parent]).
const menu = () => document.getElementById("message-menu");

function open(button) {
  const panel = menu();
  panel.showPopover();
  const { top, bottom, right } = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = panel;
  const fitsBelow = bottom + height + 8 < window.innerHeight;
  panel.style.top = `${Math.max(8, fitsBelow ? bottom + 4 : top - height - 4)}px`;
  panel.style.left = `${Math.min(Math.max(8, right - width), window.innerWidth - width - 8)}px`;
  panel.querySelector("button, a")?.focus();
}

function close() {
  if (menu()?.matches(":popover-open")) menu().hidePopover();
}

function walk(event) {
  const items = [...menu().querySelectorAll("button, a")];
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  items[(items.indexOf(document.activeElement) + step + items.length) % items.length]?.focus();
  event.preventDefault();
}

function toComposer(item) {
  const form = document.querySelector("[data-composer]");
  const wanted = form.querySelector('[name="mode"][value="note"]');
  if (item.dataset.answer === "note" && !wanted.checked) {
    wanted.checked = true;
    wanted.dispatchEvent(new Event("change", { bubbles: true }));
  }
  form.querySelector("textarea").focus();
}

/** After a message was drawn again from its menu or its form, the keyboard is where it was. */
function stay(messageId) {
  const field = document.getElementById(messageId)?.querySelector("textarea");
  if (!field) return document.getElementById(messageId.replace("message-", "more-"))?.focus({ preventScroll: true });
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
}

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  const from = detail.requestConfig?.elt;
  if (from?.matches("[data-message-menu]")) open(from);
  else if (from?.matches("[data-answer]")) toComposer(from);
  else if (from?.closest("#message-menu, [data-message-edit]") && detail.target.id.startsWith("message-")) stay(detail.target.id);
});

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (menu()?.contains(detail.elt)) close();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("#message-menu [data-copy]")) close();
  const dropper = event.target.closest("[data-drop-parent]");
  if (!dropper) return;
  const form = dropper.closest("form");
  dropper.closest("[data-parent]").remove();
  form.querySelector("textarea").focus();
});

document.addEventListener("keydown", (event) => {
  if (event.target.closest?.("#message-menu")) return walk(event);
  if (event.key === " " && event.target.matches("[data-message-menu]")) {
    event.preventDefault();
    event.target.click();
  }
  const form = event.target.closest?.("[data-message-edit]");
  if (!form || event.defaultPrevented) return;
  if (event.key === "Escape") form.querySelector("[data-edit-cancel]").click();
  else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
});

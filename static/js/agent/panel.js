// <form data-use-draft="text" data-composer-key="ticket-7">: once the hub agreed, the text goes into the reply.

/** Behind what is typed already, as a reply: a draft is meant for the customer. */
function write(composer, text) {
  const area = composer.querySelector("textarea");
  const reply = composer.querySelector('[name="mode"][value="reply"]');
  if (reply && !reply.checked) {
    reply.checked = true;
    reply.dispatchEvent(new Event("change", { bubbles: true }));
  }
  const typed = area.value.trimEnd();
  if (!typed.includes(text)) area.value = typed ? `${typed}\n\n${text}` : text;
  area.dispatchEvent(new Event("input", { bubbles: true }));
  area.focus();
  area.setSelectionRange(area.value.length, area.value.length);
}

document.addEventListener("htmx:afterRequest", ({ detail: { requestConfig, successful } }) => {
  // Not detail.elt: the form itself is gone, the answer has drawn the panel anew.
  const elt = requestConfig.elt;
  if (!successful || !elt.matches("[data-use-draft]")) return;
  // Another ticket may have been opened while the hub was asked.
  const composer = document.querySelector(`[data-composer][data-draft-key="${elt.dataset.composerKey}"]`);
  if (composer) write(composer, elt.dataset.useDraft);
});

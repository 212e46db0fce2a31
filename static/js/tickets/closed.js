// A ticket that is not found any more was removed, or closed to who looks at it: the page keeps nothing of it and says
// so once, in the words of <template data-ticket-closed>. Asked for that is by what the page does by itself; an action
// that fails says so, and leaves what was typed.
const WHOLE_TICKET = /\/tickets\/(\d+)\/[a-z/-]*$/;
const TELLING = /\/(?:read|presence\/beat)\/$/;

function isClosed({ xhr, pathInfo, requestConfig }) {
  const open = document.querySelector("[data-ticket]")?.dataset.ticket;
  const [path, number] = WHOLE_TICKET.exec(pathInfo.requestPath) ?? [];
  return xhr.status === 404 && number && number === open && (requestConfig.verb === "get" || TELLING.test(path));
}

function close() {
  const words = document.querySelector("[data-ticket-closed]");
  document.querySelectorAll("dialog[open]").forEach((dialog) => dialog.close());
  window.htmx.swap("#ticket-pane", words.innerHTML, { swapStyle: "innerHTML" });
  document.title = words.dataset.ticketClosed;
  document.querySelector("#ticket-pane h1").focus();
}

// Before the toasts hear of it.
document.addEventListener(
  "htmx:responseError",
  (event) => {
    if (!isClosed(event.detail)) return;
    event.stopPropagation();
    close();
  },
  true,
);

// [data-stick-bottom]: a thread opens at its newest entry and stays there while entries arrive, unless the reader
// scrolled up. On narrow screens the thread does not scroll by itself, the ticket around it does.
const NEAR = 48;

function scroller(thread) {
  return getComputedStyle(thread).overflowY === "visible" ? thread.closest(".ticket") : thread;
}

function isAtEnd(thread) {
  const box = scroller(thread);
  if (!box) return false;
  if (box === thread) return box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
  return thread.parentElement.getBoundingClientRect().bottom - box.getBoundingClientRect().bottom < NEAR;
}

function toEnd(thread) {
  const box = scroller(thread);
  if (box === thread) box.scrollTop = box.scrollHeight;
  else if (box) box.scrollTop += thread.parentElement.getBoundingClientRect().bottom - box.getBoundingClientRect().bottom;
}

function stick(thread) {
  if (thread.dataset.sticking) return;
  thread.dataset.sticking = "true";
  let atEnd = true;
  const follow = () => atEnd && toEnd(thread);
  const watch = (event) => {
    if (event.target.contains?.(thread)) atEnd = isAtEnd(thread);
    if (!thread.isConnected) document.removeEventListener("scroll", watch, true);
  };
  document.addEventListener("scroll", watch, { capture: true, passive: true });
  new MutationObserver(follow).observe(thread, { childList: true, subtree: true, characterData: true });
  new ResizeObserver(follow).observe(thread);
  toEnd(thread);
}

function prepare(scope) {
  if (scope.matches?.("[data-stick-bottom]")) stick(scope);
  scope.querySelectorAll("[data-stick-bottom]").forEach(stick);
}

document.addEventListener("htmx:load", (event) => prepare(event.target));
prepare(document);

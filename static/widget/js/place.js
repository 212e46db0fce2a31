/** Change a scroller's content, and stay at its end unless the reader went up to read. */
export function keepingPlace(scroller, change, toEnd = false) {
  const { scrollHeight, scrollTop, clientHeight } = scroller;
  const wasAtEnd = scrollHeight - scrollTop - clientHeight < 80;
  const result = change();
  if (wasAtEnd || toEnd) scroller.scrollTop = scroller.scrollHeight;
  return result;
}

/** Scroll to a part of a scroller, and nothing but the scroller: the page's head stays where it is. */
export function bringToTop(scroller, part) {
  scroller.scrollTop += part.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
}

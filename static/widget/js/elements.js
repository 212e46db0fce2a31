/* What all parts of a thread are made of. Text is text: nothing here reads HTML. */

import { say } from "./words.js";

export function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children.filter(Boolean));
  return made;
}

export const hidden = (text) => element("span", "visually-hidden", `${text}: `);

export function link(text, url) {
  const made = element("a", "", text, hidden(say("new_tab")));
  Object.assign(made, { href: url, target: "_blank", rel: "noopener" });
  return made;
}

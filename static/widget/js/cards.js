/* The articles that the AI offers in place of an answer, each with the passage that matched. */

import { articleLink } from "./articles.js";
import { element } from "./elements.js";

export function cards(articles) {
  return element("ul", "cards", ...articles.map(card));
}

function card({ id, title, heading, url, excerpt }) {
  const words = excerpt.map(([text, isMarked]) => (isMarked ? element("mark", "", text) : text));
  const name = element("p", "offer-title", url ? articleLink(title, url) : title);
  const passage = element("p", "offer-passage", ...words);
  const made = element("li", "offer-card", name, heading && element("p", "offer-heading", heading), passage);
  for (const part of made.children) part.dir = "auto";
  made.dataset.article = id;
  made.dataset.title = title;
  return made;
}

// A comment that is being typed outlives a live refresh of the article around it; what was sent is gone from its box.
let typed = null;

const box = () => document.getElementById("review-text");

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const isRefresh = detail.requestConfig.verb === "get" && detail.target.id === "article";
  const area = isRefresh ? box() : null;
  typed = area?.value ? { text: area.value, at: area.selectionEnd, isFocused: area === document.activeElement } : null;
});

document.addEventListener("htmx:afterSwap", () => {
  const area = typed && box();
  if (!area) return;
  area.value = typed.text;
  if (typed.isFocused) area.focus();
  area.setSelectionRange(typed.at, typed.at);
  typed = null;
});

// `composer:insert` ({text}), raised from an HX-Trigger header: the text goes where the caret is, around what is typed.
document.addEventListener("composer:insert", ({ detail }) => {
  const area = document.getElementById("composer-text");
  if (!area) return;
  const before = area.value.slice(0, area.selectionStart);
  const gap = before.trim() && !before.endsWith("\n") ? "\n\n" : "";
  area.setRangeText(gap + detail.text, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
  area.focus();
});

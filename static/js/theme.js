// <button data-theme-choice="light|dark|auto">: sets the theme on <html> and remembers it in this browser.
const root = document.documentElement;

function mark() {
  const current = root.dataset.theme || "auto";
  for (const button of document.querySelectorAll("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === current));
  }
}

function choose(theme) {
  if (theme === "auto") delete root.dataset.theme;
  else root.dataset.theme = theme;
  mark();
  try {
    if (theme === "auto") localStorage.removeItem("theme");
    else localStorage.setItem("theme", theme);
  } catch (error) {
    console.debug("theme is not stored", error);
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-theme-choice]");
  if (button) choose(button.dataset.themeChoice);
});

// Another tab chose.
window.addEventListener("storage", (event) => {
  if (event.key === "theme") choose(event.newValue || "auto");
});

mark();

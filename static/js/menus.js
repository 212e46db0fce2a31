// <details data-menu>: closes on a click elsewhere, on its [data-menu-close] and on Escape (focus returns to the button), and when another opens.
const EDGE = 8;
const opened = () => document.querySelectorAll("details[data-menu][open]");

function close(menu) {
  menu.open = false;
  menu.querySelector("summary").focus();
}

/** A panel that would stick out at a side of the screen is moved onto it. */
function fit(menu) {
  const panel = menu.querySelector(".menu-panel");
  panel.style.translate = "";
  const { left, right } = panel.getBoundingClientRect();
  if (left < 0) panel.style.translate = `${EDGE - left}px`;
  else if (right > window.innerWidth) panel.style.translate = `${window.innerWidth - EDGE - right}px`;
}

document.addEventListener("toggle", ({ target }) => target.matches?.("details[data-menu][open]") && fit(target), true);

document.addEventListener("click", (event) => {
  const closer = event.target.closest("[data-menu-close]");
  if (closer) return close(closer.closest("details"));
  for (const menu of opened()) {
    const inPanel = event.target.closest(".menu-panel");
    const stays = event.target.closest("[data-theme-choice], label, input, select, textarea, [data-menu-stays]");
    if (!menu.contains(event.target) || (inPanel && !stays)) menu.open = false;
  }
});

document.addEventListener("focusin", (event) => {
  for (const menu of opened()) if (!menu.contains(event.target)) menu.open = false;
});

function items(menu) {
  return [...menu.querySelectorAll(".menu-item, .menu-panel button, .menu-panel a")];
}

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details[data-menu][open]") || opened()[0];
  if (!menu) return;
  if (event.key === "Escape") {
    close(menu);
    event.preventDefault();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (event.target.matches("input, select, textarea")) return;
    const all = items(menu);
    const step = event.key === "ArrowDown" ? 1 : -1;
    const index = all.indexOf(document.activeElement);
    all[index < 0 ? (step > 0 ? 0 : all.length - 1) : (index + step + all.length) % all.length]?.focus();
    event.preventDefault();
  }
});

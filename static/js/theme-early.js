// Classic and blocking, so that a chosen theme is set before the first paint.
(function () {
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch (error) {
    // Storage is refused (private mode, policy): the system's theme is used.
    console.debug("theme is not stored", error);
  }
})();

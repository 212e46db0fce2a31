// Tabs that do not fit open with the chosen one in sight.
for (const tab of document.querySelectorAll(".tabs > [aria-current]")) {
  tab.scrollIntoView({ block: "nearest", inline: "center", behavior: "instant" });
}

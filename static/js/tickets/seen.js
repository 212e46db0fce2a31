// A reply says up to where the conversation was read (#composer-seen), so that it is not sent past anything newer. What
// a live refresh drew since (#newest-seen) counts as read as long as nothing is typed or attached.
function advance() {
  const newest = document.getElementById("newest-seen");
  const form = newest?.closest("[data-composer]");
  if (!form || form.querySelector("textarea").value || form.querySelector(".composer-file")) return;
  form.querySelector("#composer-seen").value = newest.value;
}

document.addEventListener("htmx:oobAfterSwap", advance);
document.addEventListener("input", (event) => {
  if (event.target.matches("[data-composer] textarea")) advance();
});

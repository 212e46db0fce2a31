// <div data-rows="20">: [data-add-row] puts an empty copy of the last fieldset below it, until there are so many.
const rowsOf = (list) => [...list.querySelectorAll(":scope > fieldset")];

function add(list) {
  const last = rowsOf(list).at(-1);
  const row = last.cloneNode(true);
  const number = rowsOf(list).length + 1;
  row.querySelector("legend").textContent = list.dataset.rowLabel.replace("0", number);
  for (const field of row.querySelectorAll("input")) field.value = "";
  last.after(row);
  row.querySelector("input").focus();
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-add-row]");
  const list = button?.closest("[data-rows]");
  if (!list) return;
  add(list);
  button.hidden = rowsOf(list).length >= Number(list.dataset.rows);
});

// One box for all boxes of a form's table; it says "some" where only some are ticked.

const boxesOf = (form) => [...form.querySelectorAll('input[name="item"]')];

const show = (form) => {
  const all = form.querySelector("[data-choose-all]");
  const boxes = boxesOf(form);
  const ticked = boxes.filter((box) => box.checked).length;
  all.checked = ticked > 0 && ticked === boxes.length;
  all.indeterminate = ticked > 0 && ticked < boxes.length;
};

document.addEventListener("change", ({ target }) => {
  const form = target.closest("[data-choosing]");
  if (!form) return;
  if (target.matches("[data-choose-all]")) boxesOf(form).forEach((box) => { box.checked = target.checked; });
  show(form);
});

const showAll = () => document.querySelectorAll("[data-choosing]").forEach(show);
document.addEventListener("htmx:afterSettle", showAll);
showAll();

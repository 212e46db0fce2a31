// [data-submit-on-change]: a plain form is sent as soon as this select or box changes.
// [data-fill='{"login": "…"}' data-fill-form="id"]: a press writes these values into that form and sends it.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-fill]");
  if (!button) return;
  const form = document.getElementById(button.dataset.fillForm);
  for (const [name, value] of Object.entries(JSON.parse(button.dataset.fill))) form.elements[name].value = value;
  form.requestSubmit(form.querySelector("[type=submit]"));
});

// <form data-clear>: what was typed was taken, so the field is empty for the next. Its field outlives live refreshes
// (hx-preserve), and with it whatever else is being typed.
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const { requestConfig, xhr } = detail;
  if (!requestConfig.elt.matches("form[data-clear]") || xhr.status < 200 || xhr.status >= 300) return;
  for (const field of document.querySelectorAll("form[data-clear] input:not([type=hidden])")) {
    field.value = "";
    field.focus();
  }
});

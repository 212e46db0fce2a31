// <form data-kept="article-12-3">: what is typed survives a reload, a closed session or a lost connection, in this
// tab. The key names the version it started from, so that a saved text begins anew.
const KEY = (form) => `kept:${form.dataset.kept}`;
const fields = (form) => [...form.querySelectorAll("input[name=title], textarea[name=body]")];

function read(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key));
  } catch (error) {
    console.debug("nothing is kept", error);
    return null;
  }
}

function write(key, value) {
  try {
    if (value) sessionStorage.setItem(key, JSON.stringify(value));
    else sessionStorage.removeItem(key);
  } catch (error) {
    console.debug("the text is not kept", error);
  }
}

const typed = (form) => Object.fromEntries(fields(form).map((field) => [field.name, field.value]));

function keep(form, isSent = false) {
  write(KEY(form), { text: typed(form), isSent });
}

function say(form) {
  const bar = document.createElement("div");
  bar.className = "callout callout--info";
  bar.setAttribute("role", "status");
  const words = document.createElement("p");
  words.className = "grow";
  words.textContent = form.dataset.keptSaid;
  const drop = document.createElement("button");
  drop.type = "button";
  drop.className = "btn btn--small";
  drop.textContent = form.dataset.keptDrop;
  drop.addEventListener("click", () => {
    for (const field of fields(form)) put(field, field.defaultValue);
    write(KEY(form), null);
    bar.remove();
    fields(form)[0].focus();
  });
  bar.append(words, drop);
  form.prepend(bar);
}

function put(field, value) {
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function restore(form) {
  const kept = read(KEY(form));
  const isUnsaved = kept && fields(form).some((field) => (kept.text[field.name] ?? field.value) !== field.value);
  // What the hub sent back with a reason or another text to choose from is newer than what is kept.
  if (!isUnsaved || form.querySelector("[aria-invalid], [name=was], [name=kept_body]")) return;
  for (const field of fields(form)) put(field, kept.text[field.name] ?? field.value);
  say(form);
}

for (const form of document.querySelectorAll("form[data-kept]")) {
  restore(form);
  form.addEventListener("input", (event) => fields(form).includes(event.target) && keep(form));
  form.addEventListener("submit", () => keep(form, true));
}

// An article that is shown was saved: the form for a new one is empty again.
if (!document.querySelector("form[data-kept]") && read("kept:article-new")?.isSent) write("kept:article-new", null);

// Files that were attached and not sent yet survive a reload, like the text: their ids are kept for this tab
// (data-draft-key), and the hub says which of them still wait.
const keyOf = (list) => `files:${list.closest("[data-draft-key]").dataset.draftKey}`;
const idsIn = (list) => [...list.querySelectorAll("[data-file]")].map((chip) => chip.dataset.file);

function keep(list) {
  const ids = idsIn(list);
  try {
    if (ids.length) sessionStorage.setItem(keyOf(list), ids.join(" "));
    else sessionStorage.removeItem(keyOf(list));
  } catch (error) {
    console.debug("the files are not kept", error);
  }
}

function kept(list) {
  try {
    return (sessionStorage.getItem(keyOf(list)) ?? "").split(" ").filter(Boolean);
  } catch (error) {
    console.debug("the files are not restored", error);
    return [];
  }
}

async function restore(list) {
  const ids = kept(list);
  if (!ids.length || idsIn(list).length) return;
  const query = new URLSearchParams(ids.map((id) => ["file", id]));
  const response = await fetch(`${list.dataset.waiting}?${query}`);
  if (response.ok && list.isConnected) list.insertAdjacentHTML("afterbegin", await response.text());
}

async function prepare(scope) {
  const list = scope.matches?.("[data-waiting]") ? scope : scope.querySelector("[data-waiting]");
  if (!list || list.dataset.kept) return;
  list.dataset.kept = "true";
  await restore(list);
  new MutationObserver(() => list.isConnected && keep(list)).observe(list, { childList: true });
  keep(list);
}

document.addEventListener("htmx:load", (event) => prepare(event.target));
prepare(document);

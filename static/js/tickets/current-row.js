// Marks the row of the ticket that is open beside the list, also after the list was redrawn, and tells
// narrow screens which of the two to show.

function markCurrentRow() {
  const open = document.querySelector("[data-ticket]")?.dataset.ticket
  for (const row of document.querySelectorAll("[data-list-item]")) {
    if (row.id === `row-${open}`) {
      row.setAttribute("aria-current", "true")
      row.removeAttribute("data-unread")
    }
    else row.removeAttribute("aria-current")
  }
}

function showTicket(event) {
  if (event.detail.target?.id !== "ticket-pane") return
  document.querySelector(".workspace")?.setAttribute("data-open", "detail")
}

document.addEventListener("htmx:afterSettle", markCurrentRow)
document.addEventListener("htmx:afterSwap", showTicket)
markCurrentRow()

// A live refresh of a list that was replaced while it was on its way (by a search, say) would bring the earlier one back.
const shown = () => document.querySelector("#rows [data-query]")?.dataset.query
document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (detail.elt.id === "rows") detail.elt.dataset.askedFrom = shown() ?? ""
})
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const asker = detail.requestConfig?.elt
  if (asker?.id === "rows" && asker.dataset.askedFrom !== (shown() ?? "")) detail.shouldSwap = false
})

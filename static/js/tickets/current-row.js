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
document.addEventListener("htmx:historyRestore", markCurrentRow)
document.addEventListener("htmx:afterSwap", showTicket)
markCurrentRow()

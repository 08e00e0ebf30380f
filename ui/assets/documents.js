// Removing takes a click: it can be put back.
element.addEventListener("click", (event) => {
  const row = event.target.closest("li[data-id]");
  if (row && event.target.closest(".remove")) trigger("remove", { id: row.dataset.id });
});

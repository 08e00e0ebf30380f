// Removing takes two clicks: the first asks whether one is sure.
element.addEventListener("click", (event) => {
  const row = event.target.closest("li[data-id]");
  if (!row) return;
  if (event.target.closest(".remove")) {
    row.classList.add("asking");
    row.querySelector(".confirm").focus();
  } else if (event.target.closest(".keep")) {
    row.classList.remove("asking");
    row.querySelector(".remove").focus();
  } else if (event.target.closest(".confirm")) {
    row.classList.remove("asking");
    trigger("remove", { id: row.dataset.id });
  }
});

element.addEventListener("click", (event) => {
  const button = event.target.closest(".undo");
  if (button) trigger("undo", { id: button.dataset.id });
});

// A click on a chip takes its restriction off.
element.addEventListener("click", (event) => {
  const chip = event.target.closest(".chip");
  if (chip) trigger("off", { name: chip.dataset.name, value: chip.dataset.value || "" });
});

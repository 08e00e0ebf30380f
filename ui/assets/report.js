element.addEventListener("click", (event) => event.target.closest(".save-report") && trigger("save", {}));

// Clicks on examples and on the starter button become events.
element.addEventListener("click", (event) => {
  const example = event.target.closest(".example");
  const starter = event.target.closest(".starter");
  if (example) {
    trigger("example", { question: example.dataset.question });
  } else if (starter) {
    starter.disabled = true;
    trigger("starter", {});
  }
});

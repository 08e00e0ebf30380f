// A run is shown, a failed case is asked on the page for asking.
element.addEventListener("click", (event) => {
  const run = event.target.closest(".run");
  const replay = event.target.closest(".replay");
  if (run) trigger("choose", { run: run.dataset.run });
  if (replay) {
    trigger("replay", { run: replay.dataset.run, id: replay.dataset.case });
    // the other page begins at its top, where the question will stand
    window.scrollTo({ top: 0 });
  }
});

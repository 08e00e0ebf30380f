// The way back from the source to the quote that was chosen.
element.addEventListener("click", (event) => {
  if (!event.target.closest(".back")) return;
  const chosen = window.tradeqaChosen;
  const goal = chosen && chosen.isConnected ? chosen : document.querySelector("#question textarea");
  goal.scrollIntoView({ block: "center" });
  goal.focus({ preventScroll: true });
});

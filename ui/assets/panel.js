// The way back from the source to the quote that was clicked.
element.addEventListener("click", (event) => {
  if (!event.target.closest(".back")) return;
  const quote = window.tradeqaQuote;
  const goal = quote && quote.isConnected ? quote : document.querySelector("#question textarea");
  goal.scrollIntoView({ block: "center" });
  goal.focus({ preventScroll: true });
});

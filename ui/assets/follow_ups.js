// A click asks; what comes in after the conversation has gone on is not shown.
element.addEventListener("click", (event) => {
  const button = event.target.closest(".follow-up");
  if (button) trigger("example", { question: button.dataset.question });
});
const drop = () => {
  const list = element.querySelector(".follow-ups");
  if (list && Number(list.dataset.turns) !== document.querySelectorAll("#talk article.turn").length) list.remove();
};
watch("value", drop);
new MutationObserver(drop).observe(document.querySelector("#talk"), { childList: true, subtree: true });

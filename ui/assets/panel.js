// The way back to the quote that was chosen, the other quotes of the document, the citation, the page enlarged.
const back = () => {
  const chosen = window.tradeqaChosen;
  const goal = chosen && chosen.isConnected ? chosen : document.querySelector("#question textarea");
  goal.scrollIntoView({ block: "center" });
  goal.focus({ preventScroll: true });
};
const copy = async (button) => {
  try {
    await navigator.clipboard.writeText(button.dataset.copied);
    button.textContent = "Copied";
  } catch {
    // a page that is not served from this computer may not write to the clipboard: the words are shown to be copied
    const box = document.createElement("textarea");
    box.className = "to-copy";
    box.readOnly = true;
    box.setAttribute("aria-label", "The citation");
    box.value = button.dataset.copied;
    button.after(box);
    box.select();
  }
};
let enlarged = null;
const enlarge = (figure, button) => {
  const isLarge = figure.classList.toggle("large");
  // a popover lies above everything, whatever the columns of the page are stacked like
  if (isLarge) {
    figure.popover = "manual";
    figure.showPopover();
  } else {
    figure.hidePopover();
    figure.removeAttribute("popover");
  }
  button.textContent = isLarge ? "Show it smaller" : "Show it larger";
  enlarged = isLarge ? figure : null;
  const words = figure.querySelector(".rectangle:not(.other)");
  if (isLarge && words) words.scrollIntoView({ block: "center" });
  button.focus({ preventScroll: isLarge });
};
element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.matches(".back")) back();
  if (button.matches(".copy")) copy(button);
  if (button.matches(".enlarge")) enlarge(button.closest("figure"), button);
  if (button.matches("[data-quote]")) {
    trigger("cite", { turn: Number(button.dataset.turn), quote: Number(button.dataset.quote) });
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && enlarged && enlarged.isConnected) enlarge(enlarged, enlarged.querySelector(".enlarge"));
});

// beside the answer, the panel scrolls for itself: its title stays in view unless the words stand too far down
watch("value", () => {
  const column = document.querySelector("#evidence");
  const words = element.querySelector(".rectangle:not(.other), mark:not(.other)");
  column.scrollTop = 0;
  if (!words || !window.matchMedia("(min-width: 821px)").matches) return;
  const seen = column.getBoundingClientRect();
  if (words.getBoundingClientRect().bottom > seen.bottom) {
    column.scrollTop = words.getBoundingClientRect().top - seen.top - 120;
  }
});

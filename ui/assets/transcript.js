// Clicks on quotes become events; a hovered or focused quote shows its words.
const tip = document.createElement("div");
tip.className = "tip";
tip.setAttribute("aria-hidden", "true");
document.body.append(tip);

const show = (button) => {
  const words = document.getElementById(button.getAttribute("aria-describedby"));
  if (!words) return;
  tip.textContent = "“" + words.textContent + "”";
  tip.classList.add("shown");
  const at = button.getBoundingClientRect();
  const left = Math.min(at.left, window.innerWidth - tip.offsetWidth - 12);
  const above = at.top - tip.offsetHeight - 8;
  tip.style.left = Math.max(12, left) + "px";
  tip.style.top = (above > 8 ? above : at.bottom + 8) + "px";
};
const hide = () => tip.classList.remove("shown");
const cited = (event) => event.target.closest("[data-quote]");
const choose = (button) => {
  hide();
  document.querySelectorAll(".chosen").forEach((one) => one.classList.remove("chosen"));
  button.classList.add("chosen");
  window.tradeqaChosen = button;
};

element.addEventListener("click", (event) => {
  const quote = cited(event);
  const near = event.target.closest("[data-near]");
  if (quote) {
    choose(quote);
    trigger("cite", { turn: Number(quote.dataset.turn), quote: Number(quote.dataset.quote) });
  } else if (near) {
    choose(near);
    trigger("near", { turn: Number(near.dataset.turn), near: Number(near.dataset.near) });
  }
});
// where nothing can hover, a tap opens the source at once
for (const name of window.matchMedia("(hover: hover)").matches ? ["mouseover", "focusin"] : []) {
  element.addEventListener(name, (event) => cited(event) && show(cited(event)));
}
for (const name of ["mouseout", "focusout"]) {
  element.addEventListener(name, hide);
}
document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
window.addEventListener("scroll", hide, { passive: true });

// a new question, and a finished answer, are brought into view
let turns = 0;
watch("value", () => {
  const articles = element.querySelectorAll("article.turn");
  if (articles.length > turns) {
    articles[articles.length - 1].scrollIntoView({ block: "start", behavior: "smooth" });
  }
  turns = articles.length;
});

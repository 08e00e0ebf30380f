// Clicks on quotes become events; a hovered or focused quote shows its words.
const tip = document.createElement("div");
tip.className = "tip";
tip.setAttribute("aria-hidden", "true");
document.body.append(tip);

const show = (button) => {
  const words = document.getElementById(button.getAttribute("aria-describedby"));
  // an answer in quotes says the words itself
  if (!words || button.closest(".answer.quoted")) return;
  tip.textContent = "“" + words.textContent + "”";
  tip.classList.add("shown");
  const at = button.getBoundingClientRect();
  // above a quote stands the answer: its words are shown below it, or beside it
  const [right, low] = [window.innerWidth - tip.offsetWidth - 12, window.innerHeight - tip.offsetHeight - 12];
  const isBelow = at.bottom + 6 <= low;
  const isBeside = !isBelow && at.right + 12 <= right;
  tip.style.left = Math.max(12, isBeside ? at.right + 12 : Math.min(at.left, right)) + "px";
  tip.style.top = (isBelow ? at.bottom + 6 : isBeside ? low : at.top - tip.offsetHeight - 8) + "px";
};
const hide = () => tip.classList.remove("shown");
const cited = (event) => event.target.closest("[data-quote]");
const choose = (button) => {
  hide();
  document.querySelectorAll(".chosen").forEach((one) => one.classList.remove("chosen"));
  button.classList.add("chosen");
  window.tradeqaChosen = button;
};

// the last question is edited where it stands; Enter asks it anew, Escape leaves it
const asked = (turn) => turn.querySelector(".question");
const edit = (turn) => {
  if (turn.querySelector(".rewording")) return;
  const heading = asked(turn);
  const form = document.createElement("form");
  const box = document.createElement("textarea");
  form.className = "rewording";
  box.value = heading.textContent;
  box.maxLength = 2000;
  box.setAttribute("aria-label", "Edit the question");
  const buttons = ["Ask this instead", "Leave it"].map((words, at) => {
    const button = document.createElement("button");
    button.type = at ? "button" : "submit";
    button.textContent = words;
    return button;
  });
  const leave = () => {
    form.remove();
    heading.hidden = false;
    turn.querySelector(".edit").focus();
  };
  form.append(box, ...buttons);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (box.value.trim()) trigger("again", { question: box.value });
  });
  buttons[1].addEventListener("click", leave);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") leave();
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  heading.hidden = true;
  heading.after(form);
  box.focus();
  box.select();
};

element.addEventListener("click", (event) => {
  const quote = cited(event);
  const near = event.target.closest("[data-near]");
  if (quote) {
    choose(quote);
    trigger("cite", { turn: Number(quote.dataset.turn), quote: Number(quote.dataset.quote) });
  } else if (event.target.closest(".edit")) {
    edit(event.target.closest("article"));
  } else if (event.target.closest(".retry")) {
    trigger("again", { question: asked(event.target.closest("article")).textContent });
  } else if (event.target.closest(".alone")) {
    // the words with which one announces another topic: what was asked before is then left out
    trigger("again", { question: "New topic: " + asked(event.target.closest("article")).textContent });
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

// what is told to those who cannot see it: each step by its name, then the answer
const told = document.createElement("p");
told.className = "unseen";
told.setAttribute("role", "status");
document.body.append(told);
const tell = (turn) => {
  const step = turn && turn.querySelector(".steps .now");
  const words = step ? step.textContent : turn ? ["status", "answer"].map((name) => turn.querySelector("." + name)) : "";
  told.textContent = Array.isArray(words) ? words.map((one) => (one ? one.textContent : "")).join(". ") : words;
};

// a new question, and a finished answer, are brought into view
let turns = element.querySelectorAll("article.turn").length;
watch("value", () => {
  const articles = element.querySelectorAll("article.turn");
  if (articles.length > turns) {
    articles[articles.length - 1].scrollIntoView({ block: "start" });
  }
  turns = articles.length;
  tell(articles[turns - 1]);
});

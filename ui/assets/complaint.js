// "Not right?" opens a small form under its answer; what becomes of it is told in the form's place.
const complaint = (turn) => {
  if (turn.querySelector(".complaint")) return;
  const button = turn.querySelector(".wrong");
  const form = document.createElement("form");
  form.className = "complaint";
  const field = (kind, words, name) => {
    const label = document.createElement("label");
    const box = document.createElement(kind);
    label.textContent = words;
    box.name = name;
    box.maxLength = 1000;
    label.append(box);
    form.append(label);
    return box;
  };
  const wrong = field("textarea", "What was wrong?", "wrong");
  field("input", "The right words, if you know them", "right");
  wrong.required = true;
  const buttons = ["Keep as a draft case", "Leave it"].map((words, at) => {
    const one = document.createElement("button");
    one.type = at ? "button" : "submit";
    one.textContent = words;
    form.append(one);
    return one;
  });
  const leave = () => {
    form.remove();
    button.hidden = false;
    button.focus();
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const { wrong, right } = form.elements;
    trigger("complain", { turn: Number(button.dataset.turn), wrong: wrong.value, right: right.value });
  });
  form.addEventListener("keydown", (event) => event.key === "Escape" && leave());
  buttons[1].addEventListener("click", leave);
  button.hidden = true;
  turn.append(form);
  wrong.focus();
};
element.addEventListener("click", (event) => {
  if (event.target.closest(".wrong")) complaint(event.target.closest("article"));
});

// A title opens its conversation; renaming happens in its place; deleting takes two clicks.
const rename = (row) => {
  if (row.querySelector(".renaming")) return;
  const title = row.querySelector(".open");
  const form = document.createElement("form");
  const box = document.createElement("input");
  const save = document.createElement("button");
  form.className = "renaming";
  box.value = title.textContent;
  box.maxLength = 200;
  box.setAttribute("aria-label", "New title; empty for the first question");
  save.textContent = "Save";
  form.append(box, save);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    trigger("change_one", { what: "rename", id: row.dataset.id, title: box.value });
  });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    form.remove();
    title.hidden = false;
    row.querySelector(".rename").focus();
  });
  title.hidden = true;
  title.before(form);
  box.focus();
  box.select();
};
element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  const row = event.target.closest("li[data-id]");
  if (!button || !row) return;
  const id = row.dataset.id;
  if (button.matches(".open")) trigger("open", { id });
  if (button.matches(".export")) trigger("export", { id, form: button.dataset.form });
  if (button.matches(".rename")) rename(row);
  if (button.matches(".remove")) {
    row.classList.add("asking");
    row.querySelector(".confirm").focus();
  }
  if (button.matches(".keep")) {
    row.classList.remove("asking");
    row.querySelector(".remove").focus();
  }
  if (button.matches(".confirm")) trigger("change_one", { what: "delete", id, title: "" });
});

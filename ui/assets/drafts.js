// A draft is accepted, dropped, or edited in its place.
const leave = (row) => {
  row.querySelector("form").hidden = true;
  row.querySelector(".change").focus();
};
element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  const row = event.target.closest("li[data-id]");
  if (!button || !row) return;
  const id = row.dataset.id;
  if (button.matches(".accept")) trigger("act", { what: "accept", id, given: {} });
  if (button.matches(".drop")) trigger("act", { what: "drop", id, given: {} });
  if (button.matches(".leave")) leave(row);
  if (button.matches(".change")) {
    row.querySelector("form").hidden = false;
    row.querySelector("form textarea").focus();
  }
});
element.addEventListener("keydown", (event) => event.key === "Escape" && event.target.closest("form") && leave(event.target.closest("li")));
element.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = new FormData(event.target);
  const given = { question: form.get("question"), facts: form.get("facts"), words: form.get("words") };
  given.declined = form.has("declined");
  given.gold = form.getAll("gold");
  trigger("act", { what: "edit", id: event.target.closest("li").dataset.id, given });
});

// What became of a complaint stands where its form was; where it was not kept, the form stays.
watch("value", () => {
  const note = element.querySelector("[data-turn]");
  if (!note) return;
  const turn = document.querySelectorAll("#talk article.turn")[Number(note.dataset.turn)];
  const form = turn && turn.querySelector(".complaint");
  if (form && note.matches(".problem")) form.prepend(note.cloneNode(true));
  else if (form) form.replaceWith(note.cloneNode(true));
});

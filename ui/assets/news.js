// What was read goes at once; the next page that is opened does not bring it back.
element.addEventListener("click", (event) => {
  const news = event.target.closest(".news");
  if (!news || !event.target.closest(".dismiss")) return;
  trigger("dismiss", {});
  document.querySelector("#pages [role=tab]").focus();
});

() => {
  // on a phone this would bring up the keyboard over the answer
  if (!window.matchMedia("(hover: hover)").matches) return;
  // who has gone on to a quote meanwhile stays there
  if (document.activeElement.closest("#evidence, .quote")) return;
  document.querySelector("#question textarea").focus({ preventScroll: true });
}

() => {
  // on a phone this would bring up the keyboard over the answer
  if (!window.matchMedia("(hover: hover)").matches) return;
  document.querySelector("#question textarea").focus({ preventScroll: true });
}

() => {
  const panel = document.querySelector("#evidence .source");
  if (!panel) return;
  // below the answer, on a narrow screen, the panel has to be brought into view
  if (!window.matchMedia("(min-width: 821px)").matches) panel.scrollIntoView({ block: "start" });
  panel.focus({ preventScroll: true });
}

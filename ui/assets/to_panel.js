() => {
  const panel = document.querySelector("#evidence .source");
  if (!panel) return;
  if (window.matchMedia("(min-width: 821px)").matches) {
    // beside the answer, the panel scrolls for itself: its title stays in view unless the words stand too far down
    const column = document.querySelector("#evidence");
    const words = panel.querySelector("mark");
    column.scrollTop = 0;
    const seen = column.getBoundingClientRect();
    if (words && words.getBoundingClientRect().bottom > seen.bottom) {
      column.scrollTop = words.getBoundingClientRect().top - seen.top - 120;
    }
  } else {
    panel.scrollIntoView({ block: "start" });
  }
  panel.focus({ preventScroll: true });
}

() => {
  const panel = document.querySelector("#evidence .source");
  if (!panel) return;
  panel.scrollTop = 0;
  const column = document.querySelector("#evidence");
  const mark = panel.querySelector("mark");
  const beside = window.matchMedia("(min-width: 821px)").matches;
  if (beside) {
    if (mark) column.scrollTop = mark.getBoundingClientRect().top - column.getBoundingClientRect().top - 160;
  } else {
    panel.scrollIntoView({ block: "start" });
  }
  panel.focus({ preventScroll: true });
}

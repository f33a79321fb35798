// Rows of runs that are not over draw themselves again, while somebody can see them.

setInterval(() => {
  if (document.hidden) return;
  for (const row of document.querySelectorAll('.run-row[hx-trigger="redraw"]')) htmx.trigger(row, "redraw");
}, 3000);

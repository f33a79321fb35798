// The queue draws itself again every few seconds, but never under the hands of somebody who chooses or types.

const EACH = 5000;
const overview = () => document.getElementById("queue-overview");
const list = () => document.getElementById("queue-list");
const boxes = () => [...list().querySelectorAll('input[name="run"]')];
const inUse = (part) => part.contains(document.activeElement);

function redraw() {
  if (document.hidden) return;
  if (!inUse(overview())) htmx.trigger(overview(), "redraw");
  if (!inUse(list()) && !boxes().some((box) => box.checked)) htmx.trigger(list(), "redraw");
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-choose-all]");
  if (!link) return;
  event.preventDefault();
  const some = boxes().some((box) => !box.checked);
  for (const box of boxes()) box.checked = some;
  link.textContent = some ? gettext("Select none") : gettext("Select all shown");
});

setInterval(redraw, EACH);

// The queue draws itself again every few seconds, but never under the hands of somebody who chooses or types.

const EACH = 5000;
const overview = () => document.getElementById("queue-overview");
const list = () => document.getElementById("queue-list");
const boxes = () => [...list().querySelectorAll('input[name="run"]')];
const inUse = (part) => part.contains(document.activeElement) || (part === list() && boxes().some((box) => box.checked));

function redraw() {
  if (document.hidden) return;
  for (const part of [overview(), list()]) if (!inUse(part)) htmx.trigger(part, "redraw");
}

// What was asked for before somebody began to choose comes too late.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { requestConfig, target } = event.detail;
  if (requestConfig.triggeringEvent?.type === "redraw" && inUse(target)) event.detail.shouldSwap = false;
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-choose-all]");
  if (!link) return;
  event.preventDefault();
  const some = boxes().some((box) => !box.checked);
  for (const box of boxes()) box.checked = some;
  link.textContent = some ? gettext("Select none") : gettext("Select all shown");
});

setInterval(redraw, EACH);

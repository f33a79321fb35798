// A large picture: arrow keys and a swipe lead to its neighbours, Escape back to all of them.

const SWIPE = 60; // pixels

const links = { ArrowLeft: "a[rel=prev]", ArrowRight: "a[rel=next]", Escape: "#gallery-back" };

addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, audio, [popover]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  if (links[event.key]) document.querySelector(links[event.key])?.click();
});

const picture = document.getElementById("large");
let began = null;

picture.addEventListener("touchstart", (event) => {
  began = event.touches.length === 1 ? event.touches[0] : null;
}, { passive: true });

picture.addEventListener("touchend", (event) => {
  if (!began) return;
  const [end] = event.changedTouches;
  const across = end.clientX - began.clientX;
  if (Math.abs(across) < SWIPE || Math.abs(end.clientY - began.clientY) > SWIPE) return;
  document.querySelector(links[across > 0 ? "ArrowLeft" : "ArrowRight"])?.click();
}, { passive: true });

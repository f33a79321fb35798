// Runs before the page is drawn: says that scripts work, applies the remembered colours, and holds early presses.
document.documentElement.classList.add("js");
try {
  const remembered = localStorage.getItem("theme");
  if (remembered === "light" || remembered === "dark") document.documentElement.dataset.bsTheme = remembered;
} catch {
  // Storage is switched off in this browser: the colours follow the system.
}

// Some buttons do only what a script says. Pressed before the scripts are there, such a one is pressed when they are.
let early = null;
function hold(event) {
  const button = event.target.closest("button[type=button]:not([popovertarget]), [data-passkey] button");
  if (!button) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  early = button;
}
addEventListener("click", hold, true);
addEventListener("DOMContentLoaded", () => {
  setTimeout(() => {
    removeEventListener("click", hold, true);
    early?.click();
  });
});

// Runs before the page is drawn: says that scripts work, and applies the remembered colours.
document.documentElement.classList.add("js");
try {
  const remembered = localStorage.getItem("theme");
  if (remembered === "light" || remembered === "dark") document.documentElement.dataset.bsTheme = remembered;
} catch {
  // Storage is switched off in this browser: the colours follow the system.
}

// Copies the text of the element that a button names, and says so.

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const words = button.querySelector("span");
  const before = words.dataset.before || words.textContent;
  words.dataset.before = before;
  try {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    words.textContent = gettext("Copied");
  } catch {
    // No clipboard without HTTPS or permission: the text is selected instead, for the keyboard.
    const source = document.getElementById(button.dataset.copy);
    source.hidden = false;
    getSelection().selectAllChildren(source);
    words.textContent = gettext("Selected: press Ctrl+C");
  }
  setTimeout(() => (words.textContent = before), 2500);
});

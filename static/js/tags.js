// Suggests a person's own tags for the last of several with commas between them: a browser would for one alone.

document.addEventListener("input", ({ target }) => {
  if (!target.matches("[data-tags]")) return;
  const before = target.value.slice(0, target.value.lastIndexOf(",") + 1);
  for (const option of target.list.options) {
    option.dataset.name ??= option.value;
    option.value = before ? `${before} ${option.dataset.name}` : option.dataset.name;
  }
});

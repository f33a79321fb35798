// Suggests a person's own tags for the last of several with commas between them: a browser would for one alone.

for (const input of document.querySelectorAll("[data-tags]")) {
  const options = [...input.list.options];
  const names = options.map((option) => option.value);
  input.addEventListener("input", () => {
    const before = input.value.slice(0, input.value.lastIndexOf(",") + 1);
    const start = before && `${before} `;
    options.forEach((option, place) => (option.value = start + names[place]));
  });
}

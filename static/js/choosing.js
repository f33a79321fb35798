// Choosing several runs: all that are shown, up to another with Shift, and how many they are.

let last = null;
const boxes = () => [...document.querySelectorAll('input[form="chosen"][name="run"]')];

function count() {
  const all = boxes();
  const chosen = all.filter((box) => box.checked).length;
  const said = document.querySelector(".chosen-count");
  const link = document.querySelector("[data-choose-all]");
  if (said) said.textContent = chosen === 1 ? said.dataset.one : said.dataset.many.replace("%(count)s", chosen);
  if (link) link.textContent = chosen === all.length ? link.dataset.none : link.dataset.all;
}

function choose(some, checked) {
  for (const box of some) box.checked = checked;
  count();
}

document.addEventListener("click", (event) => {
  const box = event.target.closest('input[form="chosen"][name="run"]');
  if (box) {
    const all = boxes();
    const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
    if (event.shiftKey && from >= 0) choose(all.slice(from, to + 1), box.checked);
    last = box;
    count();
  } else if (event.target.closest("[data-choose-all]")) {
    event.preventDefault();
    choose(boxes(), boxes().some((each) => !each.checked));
  } else if (event.target.closest("[data-choose-none]")) {
    choose(boxes(), false);
    boxes()[0]?.focus();
  }
  const open = event.target.closest(".chosen-more");
  for (const more of document.querySelectorAll(".chosen-more[open]")) if (more !== open) more.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const open = document.querySelector(".chosen-more[open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
    } else if (event.target.closest(".chosen, .run-choose")) {
      choose(boxes(), false);
    }
  }
  // Enter in a box would press the form's first button: it leads there instead.
  if (event.key === "Enter" && event.target.matches('input[form="chosen"]')) {
    event.preventDefault();
    if (event.target.checked) document.querySelector(".chosen summary").focus();
  }
});

document.addEventListener("htmx:load", count);
count();

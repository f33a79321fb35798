// Counts characters as the server does. Nothing is cut off in silence: too long a text is kept, marked and refused.

const number = new Intl.NumberFormat("en");

function count(counter, control) {
  const limit = Number(counter.dataset.limit);
  const length = [...control.value].length;
  const over = length - limit;
  counter.textContent =
    over > 0
      ? `${number.format(over)} characters too many (the limit is ${number.format(limit)})`
      : `${number.format(length)} of ${number.format(limit)} characters`;
  counter.dataset.state = over > 0 ? "over" : length > limit * 0.9 ? "near" : "";
  counter.setAttribute("aria-live", counter.dataset.state ? "polite" : "off");
  control.setCustomValidity(over > 0 ? `Shorten this by ${number.format(over)} characters.` : "");
}

function enhance(within) {
  for (const counter of within.querySelectorAll("[data-counter]")) {
    const control = document.getElementById(counter.dataset.counter);
    if (!control || counter.dataset.ready) continue;
    counter.dataset.ready = "yes";
    control.removeAttribute("maxlength");
    control.addEventListener("input", () => count(counter, control));
    count(counter, control);
  }
}

enhance(document);
document.addEventListener("htmx:load", (event) => enhance(event.detail.elt));

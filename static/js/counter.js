// Counts characters as the server does. Nothing is cut off in silence: too long a text is kept, marked and refused.

const number = new Intl.NumberFormat(document.documentElement.lang);

function shorten(over) {
  return ngettext("Shorten this by %(over)s character.", "Shorten this by %(over)s characters.", over);
}

function count(counter, control) {
  const limit = Number(counter.dataset.limit);
  const length = [...control.value].length;
  const over = length - limit;
  const words =
    over > 0
      ? ngettext("%(over)s character too many (the limit is %(limit)s)", "%(over)s characters too many (the limit is %(limit)s)", over)
      : gettext("%(length)s of %(limit)s characters");
  // What few people ever reach is only spoken of once they come near.
  const quiet = "quiet" in counter.dataset && length <= limit * 0.8;
  const shown = { over: number.format(over), length: number.format(length), limit: number.format(limit) };
  counter.textContent = quiet ? "" : interpolate(words, shown, true);
  counter.dataset.state = over > 0 ? "over" : length > limit * 0.9 ? "near" : "";
  counter.setAttribute("aria-live", counter.dataset.state ? "polite" : "off");
  control.setCustomValidity(over > 0 ? interpolate(shorten(over), shown, true) : "");
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

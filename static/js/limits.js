// What a field's limits say to what is in it so far. Nothing is cut off in silence: too much is kept, marked and
// refused. The limits are those that the field itself declares; the server decides.

const language = document.documentElement.lang;
const number = new Intl.NumberFormat(language);
const PAUSE = 1000; // milliseconds without a key, before a screen reader is told

const news = document.createElement("p");
news.className = "visually-hidden";
news.setAttribute("role", "status");
document.body.append(news);
let telling;

/** Tell a screen reader what an element says, once nothing has been typed for a moment. */
function tell(element) {
  clearTimeout(telling);
  telling = setTimeout(() => (news.textContent = element.textContent), PAUSE);
}

function shorten(over) {
  return ngettext("Shorten this by %(over)s character.", "Shorten this by %(over)s characters.", over);
}

/** Count characters as the server does. */
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
  const state = over > 0 ? "over" : length > limit * 0.9 ? "near" : "";
  counter.textContent = quiet ? "" : interpolate(words, shown, true);
  if (state !== (counter.dataset.state || "")) tell(counter);
  counter.dataset.state = state;
  control.setCustomValidity(over > 0 ? interpolate(shorten(over), shown, true) : "");
}

const MEASURED = "input[type=number], input[type=date][min], input[type=date][max], input[minlength]";
const notes = new WeakMap();

/** What is wrong with a number, a day or too short a text; while it is typed, only what more typing cannot mend. */
function wrong({ type, validity, min, max, minLength }, typing) {
  const shown = (limit) => [type === "date" ? new Date(`${limit}T00:00`).toLocaleDateString(language) : number.format(limit)];
  if (validity.rangeOverflow) return interpolate(gettext("%s is the most that this can be."), shown(max));
  if (typing) return "";
  if (validity.rangeUnderflow) return interpolate(gettext("%s is the least that this can be."), shown(min));
  if (validity.badInput && type === "number") return gettext("This is not a number.");
  if (validity.stepMismatch) return gettext("This must be a whole number.");
  if (validity.tooShort) return interpolate(gettext("This needs %s characters or more."), shown(minLength));
  return "";
}

function check(control, typing) {
  const words = wrong(control, typing);
  let note = notes.get(control);
  if (!note && !words) return;
  if (!note) {
    note = document.createElement("p");
    note.className = "limit-note";
    notes.set(control, note);
    control.after(note);
  }
  if (note.textContent === words) return;
  note.textContent = words;
  tell(note);
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
  for (const control of within.querySelectorAll(MEASURED)) {
    if (control.getAttribute("aria-invalid") !== "true") check(control, false);
  }
}

document.addEventListener("input", ({ target }) => target.matches(MEASURED) && check(target, true));
document.addEventListener("change", ({ target }) => target.matches(MEASURED) && check(target, false));
enhance(document);
document.addEventListener("htmx:load", (event) => enhance(event.detail.elt));

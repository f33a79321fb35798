// The form of an action: what is typed while its fields are being drawn again is kept, and a file that is
// too large is not sent at all.

const fields = document.getElementById("fields");
let sent = new Map();
let meanwhile = new Map();

// Whoever comes back to a form they have sent and sends it as it is gets the run they made, not a second one.
const submission = document.querySelector("#ask [name=submission]");
if (performance.getEntriesByType("navigation")[0]?.type === "back_forward" && history.state?.submission) {
  submission.value = history.state.submission;
}
history.replaceState({ ...history.state, submission: submission.value }, "");

function controls() {
  return [...fields.querySelectorAll("input[id], select[id], textarea[id]")].filter(
    (control) => control.type !== "file" && control.type !== "hidden",
  );
}

function stateOf(control) {
  return control.type === "checkbox" || control.type === "radio" ? control.checked : control.value;
}

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.target !== fields) return;
  sent = new Map(controls().map((control) => [control.id, stateOf(control)]));
});

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target !== fields) return;
  const changed = controls().filter((control) => sent.has(control.id) && sent.get(control.id) !== stateOf(control));
  meanwhile = new Map(changed.map((control) => [control.id, stateOf(control)]));
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target !== fields) return;
  for (const [id, state] of meanwhile) {
    const control = document.getElementById(id);
    if (!control) continue;
    if (typeof state === "boolean") control.checked = state;
    else control.value = state;
    control.dispatchEvent(new Event("input", { bubbles: true }));
  }
  meanwhile = new Map();
  markFiles();
});

// One after the other: what is chosen or pressed while a press has the fields drawn again comes after it. A press
// takes the place of a choice that is on its way, and running that of both: their answers would be older than its own.
let pressing = false;
let next = null; // what comes after: the id of a control, and what was done to it

document.addEventListener("htmx:confirm", (event) => {
  const { elt, target, triggeringEvent } = event.detail;
  if (target !== fields) return;
  if (elt.id === "ask") {
    next = null;
    htmx.trigger(fields, "htmx:abort");
  } else if (pressing && elt.id && triggeringEvent) {
    event.preventDefault();
    next = { id: elt.id, type: triggeringEvent.type };
  } else if (elt.id) pressing = elt.matches("button");
});

function goOn() {
  const { id, type } = next || {};
  pressing = false;
  next = null;
  const control = document.getElementById(id);
  if (type === "click") control?.click();
  else control?.dispatchEvent(new Event(type, { bubbles: true }));
}

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target === fields) goOn();
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.target === fields && event.detail.elt.id !== "ask" && !event.detail.successful) goOn();
});

// Where the mistakes are listed is where the work goes on.
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target === fields) fields.querySelector("[data-error-summary]")?.focus();
});

// A chosen file stays in its input when the fields are drawn again, so its marks must be set anew.
function markFiles() {
  for (const input of fields.querySelectorAll("input[type=file]")) {
    const error = document.getElementById(`${input.id}_error`);
    input.toggleAttribute("aria-invalid", Boolean(error));
    if (error) input.setAttribute("aria-invalid", "true");
    const described = [error && error.id, document.getElementById(`${input.id}_helptext`)?.id].filter(Boolean);
    if (described.length) input.setAttribute("aria-describedby", described.join(" "));
  }
}

document.addEventListener(
  "submit",
  (event) => {
    if (event.target.id !== "ask" || event.submitter?.name === "rows") return;
    const wrong = [...event.target.querySelectorAll("input[type=file]")].find((input) => input.validity.customError);
    if (!wrong) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    wrong.reportValidity();
  },
  true,
);

// Enter in an input that has a button of its own presses that one, and does not send the whole form.
fields.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || !event.target.dataset.enter) return;
  event.preventDefault();
  document.getElementById(event.target.dataset.enter).click();
});

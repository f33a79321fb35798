// A repeating group of files: several that are chosen, dropped or pasted at once get a row each.

let waiting = null; // { group, files, from }: files that have no row yet, and the input they came through

const groupOf = (element) => element.closest(".rows[data-files]");
const inputsOf = (group) =>
  [...group.querySelectorAll("input[type=file]")].filter(
    (input) => groupOf(input) === group && input.name.endsWith(`-${group.dataset.files}`),
  );
const isEmpty = (input) => !input.files.length && !input.closest(".field").querySelector(".kept input:checked");
const listed = (files) => files.map((file) => `“${file.name}”`).join(", ");

function give(input, file) {
  const transfer = new DataTransfer();
  transfer.items.add(file);
  input.files = transfer.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

/** Put files into the rows that have none; return those that are left. */
function fill(group, files) {
  const left = [...files];
  for (const input of inputsOf(group).filter(isEmpty)) if (left.length) give(input, left.shift());
  return left;
}

function tell(group, sentences) {
  group.querySelector(":scope > .rows-news").textContent = sentences.filter(Boolean).join(" ");
}

/** Give each file a row, making as many as are needed and allowed; the first goes `into` an input, if given. */
function spread(group, files, into) {
  if (into) give(into, files[0]);
  const left = fill(group, into ? files.slice(1) : files);
  const fitting = left.slice(0, Number(group.dataset.room));
  const over = left.slice(fitting.length);
  const added = files.length - over.length;
  const sentences = [
    added > 1 && interpolate(gettext("%s files were added, each in a row of its own."), [added]),
    over.length &&
      interpolate(gettext("There can be %s at most, so these were left out: %s."), [group.dataset.most, listed(over)]),
  ];
  if (!fitting.length) return tell(group, sentences);
  waiting = { group: group.id, files: fitting, from: into?.id, sentences };
  const add = group.querySelector(":scope > .rows-add");
  const values = { rows: `${add.value}:${fitting.length}` };
  return htmx.ajax("POST", add.getAttribute("hx-post"), { source: add, target: "#fields", values });
}

document.addEventListener("change", (event) => {
  const input = event.target;
  const group = input.type === "file" && input.files.length > 1 && groupOf(input);
  if (!group) return;
  spread(group, [...input.files], input);
});

const ofFields = (event) => event.detail.target?.id === "fields";

document.addEventListener("htmx:afterSettle", (event) => {
  if (!waiting || !ofFields(event)) return;
  const { group: id, files, from, sentences } = waiting;
  const group = document.getElementById(id);
  waiting = null;
  if (!group) return;
  fill(group, files);
  document.getElementById(from)?.focus();
  tell(group, sentences);
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (!event.detail.successful && ofFields(event)) waiting = null;
});

// Beside the rows, and when all of them have a file, files are taken too.
document.addEventListener("dragover", (event) => {
  if (groupOf(event.target)) event.preventDefault();
});
document.addEventListener("drop", (event) => {
  const group = groupOf(event.target);
  if (!group || event.defaultPrevented) return;
  event.preventDefault();
  spread(group, [...event.dataTransfer.files]);
});
// Before a single input takes them (files.js): only one in which the person is comes first.
document.addEventListener(
  "paste",
  (event) => {
    const files = [...(event.clipboardData?.files || [])];
    const here = document.activeElement.closest("[data-dropzone]");
    const group = here ? groupOf(here) : document.querySelector('.rows[data-files]:not([data-room="0"])');
    if (!files.length || !group || group.dataset.most === "1") return;
    event.preventDefault();
    spread(group, files);
  },
  true,
);

function enhance(within) {
  for (const group of within.querySelectorAll(".rows[data-files]")) {
    for (const input of inputsOf(group)) {
      input.multiple = Number(group.dataset.room) > 0;
      if (!input.multiple) continue;
      const words = input.closest("[data-dropzone]").querySelector(".dropzone-words");
      words.textContent = gettext("or drop files here, or paste them: each gets a row");
    }
  }
}

enhance(document);
document.addEventListener("htmx:load", (event) => enhance(event.detail.elt));

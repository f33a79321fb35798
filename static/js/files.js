// File inputs: drop or paste a file, see its size, and hear of one that is too large before it is sent.

const number = new Intl.NumberFormat(document.documentElement.lang, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

function sizeOf(bytes) {
  if (bytes < 1024) return interpolate(ngettext("%s byte", "%s bytes", bytes), [bytes]);
  const units = ["KB", "MB", "GB"];
  let value = bytes / 1024;
  while (value >= 1024 && units.length > 1) {
    value /= 1024;
    units.shift();
  }
  return `${number.format(value)} ${units[0]}`;
}

function mistake(file, limit) {
  if (file.size === 0) return interpolate(gettext("“%s” is empty. Choose another file."), [file.name]);
  if (limit && file.size > limit) {
    const words = gettext("“%(name)s” is %(size)s. The limit is %(limit)s: choose a smaller file.");
    return interpolate(words, { name: file.name, size: sizeOf(file.size), limit: sizeOf(limit) }, true);
  }
  return "";
}

/** A small picture of a chosen file, if it is one. */
function picture(file) {
  if (!file.type.startsWith("image/")) return [];
  const image = document.createElement("img");
  image.className = "dropzone-picture";
  image.alt = "";
  image.src = URL.createObjectURL(file);
  image.addEventListener("load", () => URL.revokeObjectURL(image.src));
  image.addEventListener("error", () => image.remove());
  return [image];
}

const alone = gettext("Only one file fits here, so the others were left out.");

function show(zone, input, remark = "") {
  const words = zone.querySelector(".dropzone-chosen");
  const files = [...input.files];
  const wrong = files.map((file) => mistake(file, Number(input.dataset.maxSize))).find(Boolean) || "";
  input.setCustomValidity(wrong);
  words.hidden = files.length === 0;
  const named = files.map((file) => `${file.name}, ${sizeOf(file.size)}`).join("; ");
  words.replaceChildren(...(wrong ? [] : files.slice(0, 1).flatMap(picture)), wrong || [named, remark].filter(Boolean).join(". "));
  zone.dataset.state = wrong ? "wrong" : files.length ? "chosen" : "";
}

function take(input, files) {
  if (!files.length || input.disabled) return;
  const transfer = new DataTransfer();
  for (const file of input.multiple ? files : [files[0]]) transfer.items.add(file);
  input.files = transfer.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
  if (files.length > 1 && !input.multiple) show(input.closest("[data-dropzone]"), input, alone);
}

function enhance(within) {
  for (const zone of within.querySelectorAll("[data-dropzone]:not([data-ready])")) {
    const input = zone.querySelector("input[type=file]");
    zone.dataset.ready = "yes";
    zone.addEventListener("change", () => show(zone, zone.querySelector("input[type=file]")));
    zone.addEventListener("dragover", (event) => {
      event.preventDefault();
      zone.dataset.over = "yes";
    });
    for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => delete zone.dataset.over);
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      take(zone.querySelector("input[type=file]"), event.dataTransfer.files);
    });
    show(zone, input);
  }
}

// A pasted file goes to the zone in which the person is, else to the first that is empty.
document.addEventListener("paste", (event) => {
  const files = event.clipboardData?.files;
  if (!files?.length || event.defaultPrevented) return;
  const zones = [...document.querySelectorAll("[data-dropzone]")];
  const here = zones.find((zone) => zone.contains(document.activeElement));
  const zone = here || zones.find((each) => each.querySelector("input[type=file]").files.length === 0);
  if (!zone) return;
  event.preventDefault();
  take(zone.querySelector("input[type=file]"), files);
});

enhance(document);
document.addEventListener("htmx:load", (event) => enhance(event.detail.elt));

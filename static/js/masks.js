// A field for a mask: drawn on the picture it belongs to, seen on it, changed and removed. What is drawn becomes
// the file of the field's input, as if it had been chosen there.

import { Marks, preview } from "./marks.js";

const drawn = new WeakMap(); // an input, and what was drawn for it: { marks, key: the file's, of: the picture's key }

/** What a file input holds: a file chosen now, or one kept from before; null for none. */
function held(input) {
  const [file] = input.files;
  if (file) return { key: `${file.name} ${file.size} ${file.lastModified}`, name: file.name, file };
  const kept = input.closest(".field").querySelector(".kept input:checked");
  return kept && { key: kept.value, name: kept.dataset.name, address: kept.dataset.picture };
}

/** The first picture of the field that the mask belongs to; null for none. */
function pictureOf({ dataset }) {
  const place = document.getElementById(dataset.pictures);
  const inputs = place.matches("input") ? [place] : [...place.querySelectorAll("input[type=file]")];
  const found = inputs.map(held).find(Boolean);
  return found && (found.address || found.file?.type.startsWith("image/")) ? found : null;
}

const inputOf = ({ dataset }) => document.getElementById(dataset.mask);

/** What was drawn for the mask that is held, if it was drawn here. */
function ownOf(input, mask) {
  const own = drawn.get(input);
  return mask && own?.key === mask.key ? own : null;
}

/** Load the picture that is held; of one that is kept, `query` asks for a smaller copy. */
async function load({ file, address }, { query = "", crossOrigin = null } = {}) {
  const image = Object.assign(new Image(), { crossOrigin, src: file ? URL.createObjectURL(file) : address + query });
  try {
    await image.decode();
  } finally {
    if (file) URL.revokeObjectURL(image.src);
  }
  return image;
}

/** What is marked to begin with: what was drawn, or what another mask leaves free, where that is as large as the picture. */
async function marksFor(mask, own, { naturalWidth: width, naturalHeight: height }) {
  const marks = own ? own.marks.copy() : new Marks(width, height);
  if (mask && !own) {
    // Given out by another host, it could not be read, and no mask be made of it.
    const earlier = await load(mask, { crossOrigin: "anonymous" }).catch(() => null);
    if (earlier?.naturalWidth === width && earlier.naturalHeight === height) marks.add({ kind: "earlier", mask: earlier });
  }
  return marks.width === width && marks.height === height ? marks : new Marks(width, height);
}

function stateOf(picture, mask, own) {
  if (!mask) return picture ? "ready" : "bare";
  if (!picture) return "alone";
  return own && own.of !== picture.key ? "strange" : "there";
}

/** Show what can be done now, and the mask on its picture. */
async function refresh(block) {
  const input = inputOf(block);
  const [picture, mask] = [pictureOf(block), held(input)];
  const own = ownOf(input, mask);
  const state = stateOf(picture, mask, own);
  for (const part of block.querySelectorAll("[data-when]")) part.hidden = !part.dataset.when.split(" ").includes(state);
  const canvas = block.querySelector("canvas");
  if (state !== "there") {
    canvas.hidden = true;
    return;
  }
  const images = await Promise.all([picture, mask].map((each) => load(each, { query: "?medium" }))).catch(() => null);
  if (held(input)?.key !== mask.key || pictureOf(block)?.key !== picture.key) return; // others were chosen meanwhile
  canvas.hidden = !images || !preview(canvas, ...images);
}

function refreshAll() {
  for (const block of document.querySelectorAll("[data-mask]")) refresh(block);
}

function put(input, files) {
  const transfer = new DataTransfer();
  for (const file of files) transfer.items.add(file);
  input.files = transfer.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

async function drawOn(block) {
  const input = inputOf(block);
  const [picture, mask] = [pictureOf(block), held(input)];
  const { draw } = await import("./drawing.js");
  const image = await load(picture);
  const made = await draw(block.querySelector("template"), image, await marksFor(mask, ownOf(input, mask), image));
  if (!made) return;
  const file = new File([made.png], `${picture.name.replace(/\.[^.]*$/, "")}-mask.png`, { type: "image/png" });
  put(input, [file]);
  drawn.set(input, { marks: made.marks, key: held(input).key, of: picture.key });
  refreshAll();
}

function remove(block) {
  const input = inputOf(block);
  const kept = input.closest(".field").querySelector(".kept input");
  if (kept) kept.checked = false;
  put(input, []);
}

document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-mask] :is([data-draw], [data-remove])");
  if (!button) return;
  const block = button.closest("[data-mask]");
  const input = inputOf(block);
  const news = block.querySelector("[data-news]");
  news.textContent = "";
  if ("remove" in button.dataset) remove(block);
  else {
    await drawOn(block).catch(() => {
      news.textContent = gettext("This picture cannot be shown here, so it cannot be drawn on. Choose another one, or a mask of your own.");
    });
  }
  const again = document.getElementById(`${input.id}_draw`); // the fields may have been drawn anew meanwhile
  (again?.checkVisibility() ? again : input).focus();
});
document.addEventListener("change", ({ target }) => target.closest(".dropzone, .kept") && refreshAll());
document.addEventListener("htmx:load", refreshAll);
refreshAll();

// A free size, checked while it is typed: what is wrong, and the nearest size that is right. The server decides.

const rules = ({ dataset }) => ({
  multiple: Number(dataset.sizeMultiple),
  maxEdge: Number(dataset.sizeMaxEdge),
  maxRatio: Number(dataset.sizeMaxRatio),
  minPixels: Number(dataset.sizeMinPixels),
  maxPixels: Number(dataset.sizeMaxPixels),
});
const number = new Intl.NumberFormat(document.documentElement.lang);

function problem([width, height], rule) {
  if (width % rule.multiple || height % rule.multiple) return interpolate(gettext("Width and height must be multiples of %s."), [rule.multiple]);
  if (Math.max(width, height) > rule.maxEdge) return interpolate(gettext("The longer edge can be %s pixels at most."), [number.format(rule.maxEdge)]);
  if (Math.max(width, height) > rule.maxRatio * Math.min(width, height)) {
    return interpolate(gettext("The longer edge can be %s times the shorter one at most."), [rule.maxRatio]);
  }
  const pixels = width * height;
  if (pixels < rule.minPixels) {
    const words = gettext("That is %s pixels; it must have %s or more.");
    return interpolate(words, [number.format(pixels), number.format(rule.minPixels)]);
  }
  if (pixels > rule.maxPixels) {
    const words = gettext("That is %s pixels; it can have %s at most.");
    return interpolate(words, [number.format(pixels), number.format(rule.maxPixels)]);
  }
  return "";
}

/** The right size that is least far from [width, height], by its edges; its shape counts as much as its size. */
function nearest([width, height], rule) {
  let best = null;
  let least = Infinity;
  for (let w = rule.multiple; w <= rule.maxEdge; w += rule.multiple) {
    for (let h = rule.multiple; h <= rule.maxEdge; h += rule.multiple) {
      const away = Math.abs(Math.log(w / width)) + Math.abs(Math.log(h / height)) + Math.abs(Math.log((w * height) / (h * width)));
      if (away < least && !problem([w, h], rule)) [best, least] = [[w, h], away];
    }
  }
  return best;
}

function parsed(text) {
  const found = /^\s*(\d{1,5})\s*[x×*]\s*(\d{1,5})\s*$/i.exec(text);
  const size = found && [Number(found[1]), Number(found[2])];
  return size && size[0] && size[1] ? size : null;
}

function check(input, note) {
  const size = parsed(input.value);
  const wrong = size ? problem(size, rules(input)) : "";
  note.replaceChildren(wrong);
  note.hidden = !wrong;
  const better = wrong && nearest(size, rules(input));
  if (!better) return;
  const use = document.createElement("button");
  use.type = "button";
  use.className = "btn btn-quiet";
  use.textContent = interpolate(gettext("Use %s"), [better.join("x")]);
  use.addEventListener("click", () => {
    input.value = better.join("x");
    input.focus();
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  note.append(" ", use);
}

function enhance(within) {
  for (const input of within.querySelectorAll("input[data-size-multiple]:not([data-sized])")) {
    input.dataset.sized = "yes";
    const note = document.createElement("p");
    note.className = "limit-note";
    note.setAttribute("role", "status");
    (input.closest(".combobox") || input).after(note);
    for (const name of ["input", "change"]) input.addEventListener(name, () => check(input, note));
    check(input, note);
  }
}

enhance(document);
document.addEventListener("htmx:load", (event) => enhance(event.detail.elt));

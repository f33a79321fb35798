// The dialogue in which it is marked on a picture what should change: by pointer, by keys, or by numbers.

import { Easel } from "./easel.js";

const language = document.documentElement.lang;
const percent = new Intl.NumberFormat(language, { style: "percent", maximumSignificantDigits: 2 });
const number = new Intl.NumberFormat(language);
const LARGER = 1.25; // what one key makes of the brush
const HELD = { z: "undo", Z: "redo", y: "redo" };
const SINGLE = { "[": "smaller", "]": "larger" };

class Drawing {
  constructor(dialog, image, marks) {
    Object.assign(this, { dialog, marks, begun: [...marks.steps], erasing: false });
    this.find = (selector) => dialog.querySelector(selector);
    [this.size, this.form, this.numbers] = ["[data-size]", "form", "details"].map(this.find);
    const brush = () => ({ width: this.size.value / 100, erase: this.erasing });
    this.easel = new Easel(this.find(".drawing-stage"), image, marks, brush, (marked) => this.tell(marked));
    dialog.addEventListener("click", ({ target }) => this.doing[target.closest("[data-do]")?.dataset.do]?.());
    dialog.addEventListener("keydown", (event) => this.press(event));
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.leave();
    });
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.easel.take({ kind: "rectangle", erase: "erase" in event.submitter.dataset, ...this.rectangle });
    });
    this.form.addEventListener("input", () => this.outline());
    this.numbers.addEventListener("toggle", () => this.outline());
    this.single = document.getElementById("shortcuts") ? SINGLE : {}; // not for those who have switched them off
    this.ended = new Promise((end) => (this.end = end));
  }

  doing = {
    brush: () => this.choose(false),
    eraser: () => this.choose(true),
    undo: () => this.easel.undo(),
    redo: () => this.easel.redo(),
    invert: () => this.easel.take({ kind: "invert" }),
    clear: () => this.easel.take({ kind: "clear" }),
    smaller: () => this.resize(Math.floor(this.size.value / LARGER)),
    larger: () => this.resize(Math.ceil(this.size.value * LARGER)),
    leave: () => this.leave(),
    stay: () => this.ask(false),
    lose: () => this.end(null),
    use: () => this.use(),
  };

  press(event) {
    if (event.key === "Escape") {
      event.preventDefault(); // else a second one closes it unasked
      this.leave();
    }
    if (event.target.matches("[type=number]")) return;
    const held = (event.ctrlKey || event.metaKey) && !event.altKey; // the brackets of some keyboards need both
    const wanted = held ? HELD[event.shiftKey ? event.key.toUpperCase() : event.key] : this.single[event.key];
    if (!wanted) return;
    event.preventDefault();
    this.doing[wanted]();
  }

  choose(erasing) {
    this.erasing = erasing;
    this.find("[data-do=brush]").setAttribute("aria-pressed", String(!erasing));
    this.find("[data-do=eraser]").setAttribute("aria-pressed", String(erasing));
  }

  resize(size) {
    this.size.value = size; // the input keeps it within its range
    this.easel.hide();
  }

  /** The rectangle that the numbers say, in the picture's own pixels. */
  get rectangle() {
    const { width, height } = this.marks;
    const [left, top, across, down] = ["left", "top", "width", "height"].map((name) => this.form.elements[name].value / 100);
    return { left: left * width, top: top * height, right: Math.min(1, left + across) * width, bottom: Math.min(1, top + down) * height };
  }

  outline() {
    this.easel.show(this.numbers.open && this.form.checkValidity() ? this.rectangle : null);
  }

  tell(marked) {
    this.say(marked ? interpolate(gettext("%s of the picture is marked."), [percent.format(marked)]) : gettext("Nothing is marked."));
  }

  say(sentence) {
    this.find(".drawing-news").textContent = sentence;
  }

  /** Leave, but not without a question what was drawn. */
  leave() {
    const { steps } = this.marks;
    const changed = steps.length !== this.begun.length || steps.some((step, place) => step !== this.begun[place]);
    if (changed) this.ask(true);
    else this.end(null);
  }

  ask(leaving) {
    this.find(".drawing-leaving").hidden = !leaving;
    this.find("[data-going]").hidden = leaving;
    this.find(leaving ? "[data-do=stay]" : "[data-do=brush]").focus();
  }

  async use() {
    if (!this.easel.marked) return this.say(gettext("Nothing is marked yet. Mark what should change."));
    const { marks } = this;
    this.say(gettext("The mask is being made."));
    const png = await marks.png();
    const size = { width: number.format(marks.width), height: number.format(marks.height) };
    if (png) this.end({ marks, png });
    else this.say(interpolate(gettext("This browser has no room for a mask of %(width)s by %(height)s pixels. Choose a smaller picture."), size, true));
  }
}

/** Have something marked on an image that is loaded. Gives the marks and the mask's PNG, or null. */
export async function draw(template, image, marks) {
  const dialog = template.content.firstElementChild.cloneNode(true);
  document.body.append(dialog);
  const drawing = new Drawing(dialog, image, marks);
  dialog.showModal();
  const made = await drawing.ended;
  drawing.easel.leave();
  dialog.remove();
  return made;
}

// Turns <input list> into an ARIA combobox: every option on focus, fewer while typing, free text allowed.
// Without this script the browser's own list of suggestions stays.

class Combobox {
  constructor(input) {
    this.input = input;
    this.options = [...input.list.options].map(({ value, label }) => ({ value, note: note(value, label) }));
    this.box = document.createElement("ul");
    this.box.className = "combobox-list";
    this.box.id = `${input.id}_options`;
    this.box.setAttribute("role", "listbox");
    this.box.setAttribute("aria-label", input.labels[0]?.textContent || gettext("Suggestions"));
    this.box.hidden = true;
    const frame = document.createElement("div");
    frame.className = "combobox";
    const focused = document.activeElement === input;
    input.before(frame);
    frame.append(input, this.box);
    if (focused) input.focus(); // to be moved costs it the focus
    input.removeAttribute("list");
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.box.id,
    })) input.setAttribute(name, value);
    this.listen();
  }

  listen() {
    this.input.addEventListener("click", () => this.open());
    this.input.addEventListener("input", () => this.open(this.input.value));
    this.input.addEventListener("blur", () => this.close());
    this.input.addEventListener("keydown", (event) => this.press(event));
    this.box.addEventListener("mousedown", (event) => event.preventDefault());
    this.box.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.pick(option);
    });
  }

  press(event) {
    const items = [...this.box.querySelectorAll("[role=option]")];
    const here = items.indexOf(this.active);
    const moves = { ArrowDown: here + 1, ArrowUp: here < 0 ? items.length - 1 : here - 1 };
    if (event.key in moves) {
      event.preventDefault();
      if (this.box.hidden) this.open();
      else if (items.length) this.mark(items[(moves[event.key] + items.length) % items.length]);
    } else if (event.key === "Enter" && this.active) {
      event.preventDefault();
      this.pick(this.active);
    } else if (event.key === "Escape" && !this.box.hidden) {
      event.preventDefault();
      this.close();
    } else if (event.key === "Tab") {
      this.close();
    }
  }

  open(typed = "") {
    this.typed = typed;
    const wanted = typed.trim().toLowerCase();
    const fitting = this.options.filter(({ value, note }) => `${value} ${note}`.toLowerCase().includes(wanted));
    this.box.replaceChildren(...fitting.map((option, index) => this.draw(option, index)));
    this.mark(null);
    this.box.hidden = fitting.length === 0;
    this.input.setAttribute("aria-expanded", String(!this.box.hidden));
  }

  draw({ value, note }, index) {
    const item = document.createElement("li");
    item.id = `${this.box.id}_${index}`;
    item.dataset.value = value;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", String(value === this.input.value));
    item.append(value);
    if (note) {
      const line = document.createElement("span");
      line.className = "combobox-note";
      line.textContent = note;
      item.append(line);
    }
    return item;
  }

  mark(item) {
    this.active?.classList.remove("active");
    this.active = item;
    item?.classList.add("active");
    item?.scrollIntoView({ block: "nearest" });
    if (item) this.input.setAttribute("aria-activedescendant", item.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  pick(item) {
    this.input.value = item.dataset.value;
    this.close();
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  close() {
    this.mark(null);
    this.box.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
  }
}

/** What an option says beyond its value: "gpt-4: ends soon" gives "ends soon". */
function note(value, label) {
  if (!label || label === value) return "";
  return label.startsWith(`${value}: `) ? label.slice(value.length + 2) : label;
}

// A list that is open while the fields are redrawn opens again, as it was.
let open = null;

document.addEventListener("htmx:beforeSwap", (event) => {
  const input = event.detail.target.querySelector('[role="combobox"][aria-expanded="true"]');
  open = input && { id: input.id, typed: input.combobox.typed };
});

function enhance(within) {
  for (const input of within.querySelectorAll("input[list]")) {
    if (!input.list) continue;
    input.combobox = new Combobox(input);
    if (open?.id === input.id && document.activeElement === input) input.combobox.open(open.typed);
  }
}

// A remark on what was chosen offers what to choose in its place.
document.addEventListener("click", (event) => {
  const use = event.target.closest("[data-use]");
  const input = use && document.getElementById(use.dataset.for);
  if (!input) return;
  input.value = use.dataset.use;
  input.focus();
  input.dispatchEvent(new Event("change", { bubbles: true }));
  use.closest(".field-remark").remove();
});

enhance(document);
document.addEventListener("htmx:load", (event) => enhance(event.detail.elt));

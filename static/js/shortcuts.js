// Keyboard shortcuts. Which there are, the sheet says; none is taken from somebody who types, or has a dialog open.

const sheet = document.getElementById("shortcuts");
const known = [...sheet.querySelectorAll("[data-keys]")].map((row) => row.dataset);
const PATIENCE = 1500; // milliseconds between two keys of one shortcut
const ROWS = "main .run-link, main a.row-title, main .gallery a, main .recording-head a, main .tile";
let begun = "";
let timer;

const typesIn = (element) =>
  element.closest("input:not([type=checkbox], [type=radio], [type=submit]), textarea, select, [contenteditable]");

function forget() {
  begun = "";
  clearTimeout(timer);
}

function move(step) {
  const inNavigation = document.activeElement.closest(".nav-main");
  const links = [...document.querySelectorAll(inNavigation ? ".nav-main a" : ROWS)].filter((link) => link.checkVisibility());
  const row = document.activeElement.closest("li, tr");
  const here = links.findIndex((link) => link === document.activeElement || row?.contains(link));
  links[Math.max(0, Math.min(links.length - 1, here + step))]?.focus();
}

const doing = {
  search({ href }) {
    const field = document.querySelector("main [type=search]");
    if (field) field.select();
    else location.assign(`${href}#filter-q`);
  },
  choose() {
    const navigation = document.getElementById("navigation");
    if (!navigation.checkVisibility()) navigation.showPopover();
    navigation.querySelector(".nav-heading + ul a").focus();
  },
  next: () => move(1),
  before: () => move(-1),
  show: () => sheet.showModal(),
};

function send(event) {
  const form = event.target.closest("form");
  if (!form || !typesIn(event.target)) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector(".form-foot [type=submit]"));
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return send(event);
  if (event.ctrlKey || event.metaKey || event.altKey || typesIn(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  const keys = begun ? `${begun} ${event.key}` : event.key;
  forget();
  const wanted = known.find((one) => one.keys === keys);
  if (wanted) {
    event.preventDefault();
    if (wanted.does) doing[wanted.does](wanted);
    else location.assign(wanted.href);
  } else if (known.some((one) => one.keys.startsWith(`${keys} `))) {
    begun = keys;
    timer = setTimeout(forget, PATIENCE);
  }
});

// Whoever came to search.
if (location.hash === "#filter-q") document.getElementById("filter-q")?.focus();

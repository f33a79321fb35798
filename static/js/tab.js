// The tab of the browser: its title, with how many runs are under way before it, and its icon.

const icon = document.querySelector("link[rel=icon]");
const calm = icon.href;
let title = document.title;
let underWay = 0;

function show() {
  document.title = underWay ? `(${underWay}) ${title}` : title;
  const wanted = underWay ? new URL(icon.dataset.busy, document.baseURI).href : calm;
  if (icon.href !== wanted) icon.href = wanted;
}

/** Give the page another title. */
export function entitle(text) {
  title = text;
  show();
}

/** Say how many runs are under way. */
export function count(number) {
  underWay = number;
  show();
}

// Tells what ends while one is elsewhere: asks while something is under way, less often the longer it takes.
// The server tells each end once. So the page that is looked at asks for it; if none is, one that may speak
// through the browser; every other page asks only for the number in its title.

import { allowed, speak } from "./speaking.js";
import { count } from "./tab.js";

const place = document.getElementById("told");
const LOOKED_AT = "workroom-looked-at";
const HIDDEN_PATIENCE = 3;
const WHEN_UNREACHABLE = 30;
let underWay = Number(place?.dataset.underWay);
let timer;

/** Hold a lock for as long as this page is looked at, for the other pages to see. */
function lookAt() {
  if (document.hidden || !navigator.locks) return;
  navigator.locks.request(LOOKED_AT, { mode: "shared" }, () => new Promise((away) => {
    document.addEventListener("visibilitychange", away, { once: true });
  }));
}

async function isAnotherLookedAt() {
  const { held } = await navigator.locks.query();
  return held.some((lock) => lock.name === LOOKED_AT);
}

async function mayTell() {
  return !document.hidden || (allowed() && navigator.locks && !(await isAnotherLookedAt()));
}

async function ask() {
  clearTimeout(timer);
  place.setAttribute("hx-vals", (await mayTell()) ? "{}" : '{"count": "yes"}');
  htmx.trigger(place, "ask");
}

function later(seconds) {
  clearTimeout(timer);
  count(underWay);
  if (underWay) timer = setTimeout(ask, seconds * 1000 * (document.hidden ? HIDDEN_PATIENCE : 1));
}

place?.addEventListener("under-way", (event) => {
  underWay = event.detail.count;
  later(event.detail.again);
});
// Asking is nobody's wish, so its failure is nobody's business but ours, and its success takes no complaint away.
for (const name of ["responseError", "sendError", "timeout", "afterRequest", "afterSwap"]) {
  place?.addEventListener(`htmx:${name}`, (event) => {
    event.stopPropagation();
    if (name !== "afterRequest" && name !== "afterSwap") later(WHEN_UNREACHABLE);
  });
}
// Whoever has signed out elsewhere would get the page of signing in.
place?.addEventListener("htmx:beforeSwap", (event) => {
  if (!event.detail.xhr.getResponseHeader("HX-Trigger")) event.detail.shouldSwap = false;
});
place?.addEventListener("htmx:load", (event) => {
  if (document.hidden && event.detail.elt.dataset?.key) speak(event.detail.elt.dataset);
});
document.addEventListener("htmx:configRequest", (event) => {
  if (document.hidden) event.detail.headers.Away = "yes";
});

if (place) {
  document.addEventListener("visibilitychange", () => {
    lookAt();
    if (!document.hidden) ask();
  });
  document.addEventListener("run-over", ask);
  lookAt();
  later(Number(place.dataset.again));
}

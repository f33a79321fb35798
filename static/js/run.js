// Watches a run: words appear as they are written, the rest is drawn again when something has changed.
// Where the stream of events cannot be had, it asks every two seconds instead.

import { entitle } from "./tab.js";

const TICK = 2000;
const news = document.getElementById("run-news");
let source = null;
let attempt = "";
let texts = new Map();
let state = "";
let ticks = 0;
let failedAt = -Infinity;

const drawing = () => document.getElementById("run");
const isOver = () => !drawing().hasAttribute("hx-get");

function redraw() {
  if (!isOver()) htmx.trigger(drawing(), "redraw");
}

function place(index) {
  const live = document.getElementById("live");
  let element = live.querySelector(`[data-live-index="${index}"]`);
  if (!element) {
    element = document.createElement("div");
    element.className = "sheet live-text";
    element.dataset.liveIndex = index;
    live.append(element);
  }
  return element;
}

function hear({ index, text }) {
  const first = texts.size === 0;
  texts.set(index, (texts.get(index) || "") + text);
  if (document.getElementById("live")) place(index).append(text);
  if (first) redraw();
}

function connect() {
  source?.close();
  const address = drawing().dataset.live;
  if (!address) return;
  source = new EventSource(address);
  source.addEventListener("text", (event) => hear(JSON.parse(event.data)));
  source.addEventListener("changed", redraw);
  source.addEventListener("over", () => {
    source.close();
    redraw();
  });
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) failedAt = Date.now();
  });
}

/** Take up a drawing: the same attempt goes on with the words heard so far, another begins with its own. */
function take() {
  const run = drawing();
  if (isOver()) source?.close();
  else if (run.dataset.attempt === attempt && source) {
    for (const [index, text] of texts) place(index).textContent = text;
  } else {
    attempt = run.dataset.attempt;
    texts = new Map();
    for (const element of run.querySelectorAll("[data-live-index]")) {
      texts.set(Number(element.dataset.liveIndex), element.textContent);
    }
    connect();
  }
  tell(run);
}

function tell(run) {
  entitle(`${run.dataset.title} · Workroom`);
  if (state && state !== run.dataset.runState) {
    const words = run.querySelector(".standing-words").textContent.trim();
    news.textContent = isOver() && state !== "over" ? interpolate(gettext("%s. The page shows what came of it."), [words]) : words;
  }
  state = run.dataset.runState;
}

function tick() {
  if (isOver() || document.hidden) return;
  ticks += 1;
  const deaf = !source || source.readyState !== EventSource.OPEN;
  // A waiting run's place changes without an event; and an event may be lost.
  const patience = deaf ? 1 : state === "queued" ? 2 : 8;
  if (ticks % patience === 0) redraw();
  if (source?.readyState === EventSource.CLOSED && Date.now() - failedAt > 10_000) {
    attempt = "";
    source = null;
  }
}

document.addEventListener("htmx:afterSwap", () => {
  const lost = document.activeElement === document.body;
  take();
  if (lost && isOver()) drawing().focus({ preventScroll: true });
  if (isOver()) document.dispatchEvent(new Event("run-over"));
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) redraw();
});
take();
if (!isOver()) setInterval(tick, TICK);

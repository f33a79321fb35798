// The way of a form's files to Workroom: how much has gone, a way to stop it, and what is known if it ends early.

const form = document.getElementById("ask");
const shown = document.getElementById("uploading");
const [bar, words, stop] = ["progress", "p", "button"].map((name) => shown.querySelector(name));
const WORTH_SHOWING = 256 * 1024; // bytes: what is less has gone before anybody could read of it
let stopped = false;

const percent = new Intl.NumberFormat(document.documentElement.lang, { style: "percent" });

/** Say something; screen readers hear it only where it is another sentence than before. */
function say(sentence) {
  if (words.textContent !== sentence) words.textContent = sentence;
}

function show({ loaded, total }) {
  const share = loaded / total;
  shown.hidden = false;
  bar.hidden = false;
  stop.hidden = share === 1;
  if (share === 1) bar.removeAttribute("value"); // how long Workroom takes with it, nobody knows
  else bar.value = share;
  bar.textContent = percent.format(share);
  shown.querySelector("output").textContent = share === 1 ? "" : percent.format(share);
  say(share === 1 ? gettext("All of it has arrived. Workroom is looking at it.") : gettext("Your files are on their way."));
}

form.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target !== form) return;
  stopped = false;
  shown.hidden = true;
});
form.addEventListener("htmx:xhr:progress", (event) => {
  const { lengthComputable, total } = event.detail;
  if (event.target === form && lengthComputable && total > WORTH_SHOWING && !stopped) show(event.detail);
});
form.addEventListener("htmx:afterRequest", (event) => {
  if (event.target !== form || stopped || event.detail.xhr.getResponseHeader("HX-Redirect")) return;
  shown.hidden = true;
});
stop.addEventListener("click", () => {
  stopped = true;
  htmx.trigger(form, "htmx:abort");
  bar.hidden = stop.hidden = true;
  shown.querySelector("output").textContent = "";
  say(gettext("Stopped. Nothing was run, and what you typed and chose is still here."));
  document.getElementById("run-button").focus();
});

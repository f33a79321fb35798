// Times in the reader's own zone and words. Without this script they are the server's, with the zone's name.

const language = document.documentElement.lang;
const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
const full = new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short" });
const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const STEPS = [
  [60, "second"],
  [3600, "minute"],
  [86400, "hour"],
  [86400 * 30, "day"],
  [86400 * 365, "month"],
  [Infinity, "year"],
];
const SECONDS = { second: 1, minute: 60, hour: 3600, day: 86400, month: 86400 * 30, year: 86400 * 365 };

function ago(date) {
  const seconds = (date - Date.now()) / 1000;
  if (Math.abs(seconds) < 30) return gettext("just now");
  const [, unit] = STEPS.find(([limit]) => Math.abs(seconds) < limit);
  return relative.format(Math.round(seconds / SECONDS[unit]), unit);
}

function show(within) {
  for (const time of within.querySelectorAll("time[data-style]")) {
    const date = new Date(time.dateTime);
    time.title = full.format(date);
    const { style } = time.dataset;
    time.textContent = style === "clock" ? clock.format(date) : style === "full" ? full.format(date) : ago(date);
  }
}

show(document);
setInterval(() => show(document), 30_000);
document.addEventListener("htmx:load", (event) => show(event.detail.elt));

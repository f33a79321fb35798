// Whether this browser tells of runs: the person says so here, and is asked nowhere else.

import { allowed, choose, possible, speak } from "./speaking.js";

const part = (name) => document.getElementById(`speaking-${name}`);

function show() {
  const answer = !possible() ? "impossible" : allowed() ? "granted" : Notification.permission;
  part("state").textContent = part("state").dataset[answer === "granted" && !allowed() ? "default" : answer];
  part("start").hidden = allowed() || answer === "impossible" || answer === "denied";
  part("try").hidden = part("stop").hidden = !allowed();
}

part("start").addEventListener("click", async () => {
  choose(true);
  await Notification.requestPermission();
  show();
});
part("stop").addEventListener("click", () => {
  choose(false);
  show();
  part("start").focus();
});
part("try").addEventListener("click", ({ currentTarget }) => speak({ key: "try", title: currentTarget.dataset.title }));
show();

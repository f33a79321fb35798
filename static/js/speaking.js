// What the browser says for us when no page of Workroom is looked at, if the person has let it.

const CHOICE = "speaks";

export function possible() {
  return "Notification" in window && isSecureContext && Boolean(navigator.locks);
}

/** Whether the browser lets us, and the person has not thought better of it. */
export function allowed() {
  return possible() && Notification.permission === "granted" && choice() !== "no";
}

function choice() {
  try {
    return localStorage.getItem(CHOICE);
  } catch {
    return null; // storage is switched off: what the browser was told holds
  }
}

export function choose(yes) {
  try {
    localStorage.setItem(CHOICE, yes ? "yes" : "no");
  } catch {
    // Not remembered: the browser's own settings are the way then.
  }
}

/** Say one line; it leads to an address, if it has one. */
export function speak({ key, title, href }) {
  if (!allowed()) return;
  try {
    const said = new Notification(title, { tag: key, icon: document.querySelector("link[rel=icon]").href });
    said.addEventListener("click", () => {
      window.focus();
      if (href) location.assign(href);
      said.close();
    });
  } catch {
    // On some phones only an installed app may: the page says it when it is looked at again.
  }
}

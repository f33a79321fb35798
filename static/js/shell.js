// What every page does: colours, dismissing messages, and saying so in plain words when a request fails.

const root = document.documentElement;

function showTheme() {
  for (const button of document.querySelectorAll("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === (root.dataset.bsTheme || "auto")));
  }
}

function chooseTheme(choice) {
  if (choice === "auto") delete root.dataset.bsTheme;
  else root.dataset.bsTheme = choice;
  try {
    localStorage.setItem("theme", choice);
  } catch {
    // Not remembered, but still applied to this page.
  }
  showTheme();
}

document.addEventListener("click", (event) => {
  const choice = event.target.closest("[data-theme-choice]");
  if (choice) chooseTheme(choice.dataset.themeChoice);
  const dismiss = event.target.closest("[data-dismiss]");
  if (dismiss) dismiss.closest(".message").remove();
});

/** Show a sentence in the page's message area, replacing an earlier failure. */
export function complain(sentence) {
  const area = document.getElementById("messages");
  const drawn = document.getElementById("message-error").content.cloneNode(true);
  drawn.querySelector("p").textContent = sentence;
  area.querySelector("[data-failure]")?.remove();
  drawn.firstElementChild.dataset.failure = "";
  area.append(drawn);
  area.scrollIntoView({ block: "nearest" });
}

function settle() {
  document.querySelector("#messages [data-failure]")?.remove();
}

const SENTENCES = {
  403: gettext("You may not do that, or you have signed out in another window. Reload the page and try again."),
  404: gettext("This is no longer there. Reload the page to see what is."),
  413: gettext("That is too large to send. Choose a smaller file."),
  429: gettext("That was a lot at once. Wait a moment and try again."),
  503: gettext("Workroom is not ready. Wait a moment and try again."),
};

document.addEventListener("htmx:responseError", (event) => {
  const { status, responseText } = event.detail.xhr;
  // A refusal to take what was sent comes as a sentence, and not as a page.
  const said = event.detail.xhr.getResponseHeader("Content-Type")?.startsWith("text/plain") && responseText;
  complain(said || SENTENCES[status] || gettext("Something went wrong in Workroom. What you typed is still here: try again."));
});
document.addEventListener("htmx:sendError", () => {
  complain(gettext("Workroom cannot be reached. What you typed is still here: check your network connection and try again."));
});
document.addEventListener("htmx:timeout", () => complain(gettext("Workroom took too long to answer. Try again.")));
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful) settle();
});

/** Bring a form's list of mistakes to the reader, on a fresh page and after a swap. */
function focusMistakes(within) {
  within.querySelector("[data-error-summary]")?.focus();
}

document.addEventListener("htmx:load", (event) => focusMistakes(event.detail.elt));
/** On a low window the navigation scrolls: begin where the person is. */
function showWhereWeAre() {
  const nav = document.querySelector(".nav-main");
  const here = nav?.querySelector("[aria-current]");
  if (here) nav.scrollTop = here.offsetTop - nav.offsetTop - nav.clientHeight / 2;
}

document.getElementById("navigation")?.addEventListener("toggle", showWhereWeAre);
showTheme();
showWhereWeAre();
focusMistakes(document);

// Passkeys: a form marked with data-passkey="make" or "use" asks the browser for one before it is sent.

import { complain } from "./shell.js";

const able = Boolean(window.PublicKeyCredential?.parseRequestOptionsFromJSON);
const SENTENCES = {
  InvalidStateError: gettext("This device already has a passkey for you. Use another one."),
  SecurityError: gettext("Passkeys do not work under this address. Ask an administrator."),
};
const OTHERWISE = gettext("No passkey was used. Try again, or go another way.");
let asking = false; // a second press would have the first one's answer refused
addEventListener("pageshow", () => (asking = false));

async function answer(form) {
  const response = await fetch(form.dataset.task, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(response.statusText);
  const task = await response.json();
  const made =
    form.dataset.passkey === "make"
      ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(task) })
      : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(task) });
  return JSON.stringify(made);
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!able) form.querySelector("[data-unable]")?.removeAttribute("hidden");
  form.querySelector("[type=submit]").disabled = !able;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (asking) return;
    asking = true;
    try {
      form.elements.credential.value = await answer(form);
      form.submit();
    } catch (error) {
      complain(SENTENCES[error.name] || OTHERWISE);
      asking = false;
    }
  });
}

// The connection form: the chosen server fills in its base URL; more rows for extra headers.

const hints = document.querySelector("[data-preset-hints]");
if (hints) {
  const picker = document.getElementById(hints.dataset.presetHints);
  const address = document.getElementById(hints.dataset.presetFills);
  const known = [...hints.children].map((hint) => hint.dataset.url);

  const showHint = () => {
    for (const hint of hints.children) hint.hidden = hint.dataset.preset !== picker.value;
  };
  const fillAddress = () => {
    const chosen = [...hints.children].find((hint) => hint.dataset.preset === picker.value);
    // An address that somebody typed is never replaced.
    if (!address.value || known.includes(address.value)) address.value = chosen?.dataset.url || "";
  };

  picker.addEventListener("change", () => {
    showHint();
    fillAddress();
  });
  showHint();
  if (!address.value) fillAddress();
}

document.addEventListener("click", (event) => {
  const rows = event.target.closest("[data-add-row]")?.closest("[data-rows]");
  if (!rows) return;
  const total = rows.querySelector(`[name="${rows.dataset.rows}-TOTAL_FORMS"]`);
  const template = rows.querySelector("template");
  const row = template.content.firstElementChild.cloneNode(true);
  for (const element of row.querySelectorAll("*")) {
    for (const attribute of element.attributes) {
      attribute.value = attribute.value.replaceAll("__prefix__", total.value);
    }
  }
  template.before(row);
  total.value = String(Number(total.value) + 1);
  row.querySelector("input").focus();
});

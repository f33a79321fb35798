// When the fields are redrawn: what was unfolded stays so, and the focus goes where the work goes on.

let unfolded = [];
let command = "";

document.addEventListener("htmx:beforeSwap", (event) => {
  unfolded = [...event.detail.target.querySelectorAll("details[open][id]")].map((details) => details.id);
  const source = event.detail.requestConfig?.elt;
  command = source?.name === "rows" ? source.value : "";
});

document.addEventListener("htmx:afterSettle", () => {
  for (const id of unfolded) document.getElementById(id)?.setAttribute("open", "");
  unfolded = [];
  const [verb, target] = command.split(":");
  command = "";
  if (verb === "add") {
    const group = document.getElementById(`add-${target}`)?.closest(".rows") || document.getElementById(`id_${target}`);
    const rows = [...(group?.querySelectorAll(":scope > .row-card") || [])];
    rows.at(-1)?.querySelector(".fields :is(input, select, textarea):not([type=hidden])")?.focus();
  } else if (verb === "remove") {
    document.getElementById(`add-${target.replace(/-\d+$/, "")}`)?.focus();
  } else if (verb) {
    const moved = document.getElementById(`row-${target}`);
    moved?.querySelector(`.row-buttons [value="${verb}:${target}"]:not(:disabled), .row-buttons button:not(:disabled)`)?.focus();
    moved?.scrollIntoView({ block: "nearest" });
  }
});

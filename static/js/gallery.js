// Arrow keys go from picture to picture: along a row as it is read, and up and down to the nearest one.

const middle = (link) => {
  const box = link.getBoundingClientRect();
  return { across: box.left + box.width / 2, down: box.top + box.height / 2, height: box.height };
};

function beyond(links, here, direction) {
  const from = middle(here);
  const others = links.map((link) => ({ link, ...middle(link) }))
    .filter((other) => (other.down - from.down) * direction > from.height / 2);
  const distance = (other) => Math.abs(other.down - from.down) * 1000 + Math.abs(other.across - from.across);
  return others.sort((one, other) => distance(one) - distance(other))[0]?.link;
}

addEventListener("keydown", (event) => {
  const here = event.target.closest(".gallery a");
  if (!here || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const links = [...document.querySelectorAll(".gallery a")];
  const onward = getComputedStyle(here).direction === "rtl" ? -1 : 1;
  const at = (step) => links[links.indexOf(here) + step];
  const going = {
    ArrowRight: () => at(onward),
    ArrowLeft: () => at(-onward),
    ArrowDown: () => beyond(links, here, 1),
    ArrowUp: () => beyond(links, here, -1),
    Home: () => links[0],
    End: () => links.at(-1),
  }[event.key];
  if (!going) return;
  event.preventDefault();
  going()?.focus();
});

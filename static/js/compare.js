// Two pictures on top of each other: the slider says how much is seen of the first.

for (const slider of document.querySelectorAll("[data-slider]")) {
  const hand = slider.querySelector("input");
  const show = () => {
    slider.style.setProperty("--seen", `${hand.value}%`);
  };
  hand.addEventListener("input", show);
  show();
}

// A button that prints the page; what is folded and belongs to it is printed too.

export default function prints(button) {
  let opened = [];
  button.addEventListener("click", () => print());
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("[data-prints-open]:not([open])")];
    opened.forEach((details) => (details.open = true));
  });
  addEventListener("afterprint", () => opened.forEach((details) => (details.open = false)));
}

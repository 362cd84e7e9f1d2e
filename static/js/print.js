// A button that prints the page.

export default function prints(button) {
  button.addEventListener("click", () => print());
}

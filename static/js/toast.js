// Toasts can be closed; one that offers nothing to do leaves by itself, but never while it is looked at.

const STAY_MS = 7000;

export default function toasts(place) {
  for (const toast of place.querySelectorAll("[data-toast]")) {
    const close = toast.querySelector("[data-toast-close]");
    close.hidden = false;
    close.addEventListener("click", () => toast.remove());
    if (toast.querySelector("form") || toast.matches(".toast-error, .toast-danger")) continue;
    const leave = () => (toast.matches(":hover, :focus-within") ? setTimeout(leave, STAY_MS) : toast.remove());
    setTimeout(leave, STAY_MS);
  }
}

// Toasts can be closed; one that offers nothing to do leaves by itself, but never while it is looked at.

const STAY_MS = 7000;

export default function toasts(place) {
  place.querySelectorAll("[data-toast]").forEach(attend);
  new MutationObserver((changes) => changes.forEach((change) => brought(place, change.addedNodes))).observe(place, { childList: true });
}

function attend(toast) {
  const close = toast.querySelector("[data-toast-close]");
  close.hidden = false;
  close.addEventListener("click", () => toast.remove());
  if (toast.querySelector("form") || toast.matches(".toast-error, .toast-danger")) return;
  const leave = () => (toast.matches(":hover, :focus-within") ? setTimeout(leave, STAY_MS) : toast.remove());
  setTimeout(leave, STAY_MS);
}

/** Toasts that come with an answer take the place of those before them. */
function brought(place, added) {
  const news = [...added].filter((node) => node.matches?.("[data-toast]"));
  if (!news.length) return;
  place.querySelectorAll("[data-toast]").forEach((toast) => news.includes(toast) || toast.remove());
  news.forEach(attend);
}

/** A sentence for a moment, from a script; the region of the page announces it. One at a time. */
export function toast(text, kind = "success") {
  const place = document.querySelector("[data-toasts]");
  const line = Object.assign(document.createElement("div"), { className: `toast toast-${kind} toast-brief` });
  line.append(Object.assign(document.createElement("span"), { textContent: text }));
  place.querySelectorAll(".toast-brief").forEach((former) => former.remove());
  place.append(line);
  setTimeout(() => line.remove(), STAY_MS);
}

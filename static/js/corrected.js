// A fault is told until the field is changed: then its words, its border and its line in the summary go away, and
// what one is typing in stays where it is on the screen. Whether all is well now, the server says.

const OF_FIELD = /-(error-\d+|half)$/;

export default function corrected(message) {
  const field = message.closest(".field, .question");
  field?.addEventListener("input", ({ target }) => inPlace(target, () => clear(field, message)), { once: true });
}

function clear(field, message) {
  for (const element of [field, ...field.querySelectorAll("[aria-invalid], [aria-describedby]")]) {
    element.removeAttribute("aria-invalid");
    const about = element.getAttribute("aria-describedby")?.split(" ").filter((id) => id && id !== message.id);
    if (about?.length) element.setAttribute("aria-describedby", about.join(" "));
    else element.removeAttribute("aria-describedby");
  }
  message.remove();
  const place = `#${message.id.replace(OF_FIELD, "")}`;
  document.querySelectorAll(`.notice-danger a[href="${place}"]`).forEach(strike);
}

/** Take a line out of the summary, and the summary away with its last one. */
function strike(link) {
  const summary = link.closest(".notice-danger");
  link.closest("li").remove();
  if (!summary.querySelector("li, .notice-body > p")) summary.remove();
}

/** Change what is above without moving what is under the finger. */
function inPlace(target, change) {
  const before = target.getBoundingClientRect().top;
  change();
  scrollBy({ top: target.getBoundingClientRect().top - before, behavior: "instant" });
}

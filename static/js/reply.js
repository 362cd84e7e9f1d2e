// Whoever presses "Reply" writes at once: the field that opens takes the focus.

export default function reply(details) {
  details.addEventListener("toggle", () => details.open && details.querySelector("textarea").focus());
}

// Whoever presses "Reply" writes at once: the field that opens takes the focus.

export default function reply(details) {
  const write = () => details.open && details.querySelector("textarea").focus();
  details.addEventListener("toggle", write);
  // Somebody quick has pressed before this script was there.
  if (details.querySelector("summary") === document.activeElement) write();
}

// The one page that shows number and code: copy, print, and a question before it is left without having noted them.

export default function secretCode(ticket) {
  let noted = false;
  const note = () => (noted = true);

  const copy = ticket.querySelector("[data-copy-text]");
  copy?.addEventListener("click", async () => {
    if (!(await copied(copy.dataset.copyText, ticket.querySelector("dl")))) return;
    copy.querySelector("span").textContent = copy.dataset.textCopied;
    note();
  });
  ticket.querySelector("[data-print]")?.addEventListener("click", () => {
    note();
    print();
  });
  document.querySelector("[data-written-down]")?.addEventListener("click", note);
  addEventListener("beforeunload", (event) => {
    if (!noted) event.preventDefault();
  });
}

/** Browsers lend the clipboard only to pages that came safely; elsewhere what is selected can still be copied. */
async function copied(text, place) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    getSelection().selectAllChildren(place);
    return document.execCommand("copy");
  }
}

// Copies a text, or a table as lines with tabs between the cells, as spreadsheets take it. Without script it can be selected.

export default function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  const body = source.tBodies?.[0] ?? source;
  const said = button.parentElement.querySelector("[data-copied]");
  const words = () => (body.rows ? [...body.rows].map(line).join("\n") : body.innerText.trim());
  button.addEventListener("click", async () => {
    said.textContent = "";
    if (await copied(words(), body)) said.textContent = said.dataset.copied;
  });
}

const line = (row) => [...row.cells].map((cell) => cell.innerText.trim()).join("\t");

/** Browsers lend the clipboard only to pages that came safely; elsewhere what is selected can still be copied. */
async function copied(text, body) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    getSelection().selectAllChildren(body);
    return document.execCommand("copy");
  }
}

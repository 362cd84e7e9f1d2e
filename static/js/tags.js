// Suggestions for words with commas between them: the browser's own list knows only whole fields.

export default function tags(input) {
  const names = [...(input.list?.options ?? [])].map((option) => option.value);
  if (!names.length) return;
  input.addEventListener("input", () => {
    const cut = input.value.lastIndexOf(",") + 1;
    const before = cut ? `${input.value.slice(0, cut)} ` : "";
    const given = new Set(before.split(",").map((word) => word.trim().toLowerCase()));
    const offered = names.filter((name) => !given.has(name)).map((name) => new Option("", before + name));
    input.list.replaceChildren(...offered);
  });
}

// A column copied from a spreadsheet goes into a field and the ones below it; with names before the values, to its own field.

function cells(text) {
  return text
    .replace(/\r/g, "")
    .replace(/\n+$/, "")
    .split("\n")
    .map((line) => line.split("\t").map((cell) => cell.trim()));
}

function plain(text) {
  return text.toLowerCase().replace(/[\s_:.,–—-]+/g, " ").trim();
}

function named(fields, name) {
  const wanted = plain(name);
  return fields.find((field) => {
    const label = plain(field.labels[0]?.textContent ?? "");
    return wanted && (label === wanted || label.startsWith(`${wanted} `));
  });
}

function put(field, value) {
  if (!field || !value) return;
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function paste(form, event) {
  const fields = [...form.querySelectorAll("input[inputmode=decimal]")];
  const first = fields.indexOf(event.target);
  const rows = cells(event.clipboardData?.getData("text/plain") ?? "");
  if (first < 0 || (rows.length < 2 && rows[0].length < 2)) return;
  event.preventDefault();
  rows.forEach((row, place) => {
    if (row.length > 1) put(named(fields, row[0]) ?? fields[first + place], row[row.length - 1]);
    else put(fields[first + place], row[0]);
  });
}

export default function pasteDown(form) {
  form.addEventListener("paste", (event) => paste(form, event));
}

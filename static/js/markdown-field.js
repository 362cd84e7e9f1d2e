// Toolbar of a Markdown field, and pictures that are pasted, dropped or chosen.

import "../vendor/markdown-toolbar-element/index.js";

const BY_PLACE = { KeyB: "md-bold", KeyI: "md-italic", KeyK: "md-link" };

export default function markdownField(field) {
  const text = field.querySelector("textarea");
  // The toolbar's own shortcuts read letters, which a Cyrillic layout does not send.
  text.addEventListener("keydown", (event) => {
    const latin = /^[a-z]$/i.test(event.key);
    const name = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && !latin && BY_PLACE[event.code];
    const tool = name && field.querySelector(name);
    if (!tool) return;
    event.preventDefault();
    tool.click();
  });
  if (field.dataset.upload) pictures(field, text);
}

function pictures(field, text) {
  const chooser = field.querySelector("[data-pictures]");
  const onlyPictures = (list) => [...(list ?? [])].filter((file) => file.type.startsWith("image/"));
  const takeAll = (files) => {
    text.focus();
    files.forEach((file) => upload(field, text, file));
  };

  field.querySelector("[data-choose-picture]")?.addEventListener("click", () => chooser.click());
  chooser.addEventListener("change", () => {
    takeAll(onlyPictures(chooser.files));
    chooser.value = "";
  });
  text.addEventListener("paste", (event) => {
    const files = onlyPictures(event.clipboardData?.files);
    if (!files.length || event.clipboardData.types.includes("text/plain")) return;
    event.preventDefault();
    takeAll(files);
  });
  field.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    field.dataset.dragging = "";
  });
  field.addEventListener("dragleave", () => delete field.dataset.dragging);
  field.addEventListener("drop", (event) => {
    delete field.dataset.dragging;
    const files = onlyPictures(event.dataTransfer?.files);
    if (!files.length) return;
    event.preventDefault();
    takeAll(files);
  });
}

let counter = 0;

async function upload(field, text, file) {
  const holder = `![${field.dataset.textUploading} ${(counter += 1)}…]()`;
  const error = field.querySelector("[data-upload-error]");
  const said = field.querySelector("[data-upload-said]");
  error.textContent = said.textContent = "";
  insertAlone(text, holder);
  const body = new FormData();
  body.append("file", file);
  try {
    const token = document.querySelector('meta[name="csrf-token"]').content;
    const answer = await fetch(field.dataset.upload, { method: "POST", body, headers: { "X-CSRFToken": token, Accept: "application/json" } });
    const data = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Error(data.message ?? field.dataset.textFailed);
    if (show(text, holder, words(file.name) || field.dataset.textPicture, data.url)) said.textContent = said.dataset.text;
  } catch (fault) {
    replace(text, text.value.includes(`${holder}\n\n`) ? `${holder}\n\n` : holder, "");
    error.textContent = fault instanceof TypeError ? field.dataset.textFailed : fault.message;
  }
}

/** A picture is a paragraph of its own, so blank lines stand around it: it follows the paragraph that is being written. */
function insertAlone(text, line) {
  let place = text.selectionEnd;
  const begins = place === 0 || text.value.slice(0, place).endsWith("\n\n");
  if (!begins) place += text.value.slice(place).search(/\n\s*\n|\s*$/);
  const before = text.value.slice(0, place);
  const after = text.value.slice(place);
  const above = before === "" || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  const below = after.startsWith("\n\n") ? "" : after.startsWith("\n") ? "\n" : "\n\n";
  text.setRangeText(above + line + below, place, place, "end");
}

/** What a file's name says of the picture; cameras, telephones and the clipboard say nothing. */
function words(name) {
  const plain = name.replace(/\.\w*$/, "").replace(/[[\]()\\`*_~<>!|#-]+/g, " ").replace(/\s+/g, " ").trim();
  return /^(image|img|pic|dsc|pxl|photo|screenshot|фото|зображення|знімок|снимок|скріншот|скриншот)?[\d\s.,:]*(at|from|о|в|від|от)?[\d\s.,:]*$/iu.test(plain) ? "" : plain.slice(0, 80);
}

/** Show the picture; whoever hasn't written on types what it shows over the marked words. Returns whether they are marked. */
function show(text, holder, alt, url) {
  const start = text.value.indexOf(holder);
  const waiting = start >= 0 && document.activeElement === text && !text.value.slice(start + holder.length, text.selectionEnd).trim();
  replace(text, holder, `![${alt}](${url})`);
  if (waiting) text.setSelectionRange(start + 2, start + 2 + alt.length);
  return waiting;
}

function replace(text, old, fresh) {
  const start = text.value.indexOf(old);
  if (start < 0) return; // the writer has removed the place: the picture is not wanted
  text.setRangeText(fresh, start, start + old.length, "preserve");
  text.dispatchEvent(new Event("input", { bubbles: true }));
}

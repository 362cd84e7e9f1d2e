// Toolbar of a Markdown field, and pictures that are pasted, dropped or chosen.

import "../vendor/markdown-toolbar-element/index.js";

const BY_PLACE = { KeyB: "md-bold", KeyI: "md-italic", KeyK: "md-link" };

export default function markdownField(field) {
  const text = field.querySelector("textarea");
  // The toolbar's own shortcuts read letters, which a Cyrillic layout does not send.
  text.addEventListener("keydown", (event) => {
    const latin = /^[a-z]$/i.test(event.key);
    const tool = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && !latin && BY_PLACE[event.code];
    if (!tool) return;
    event.preventDefault();
    field.querySelector(tool)?.click();
  });
  if (field.dataset.upload) pictures(field, text);
}

function pictures(field, text) {
  const chooser = field.querySelector("[data-pictures]");
  const onlyPictures = (list) => [...(list ?? [])].filter((file) => file.type.startsWith("image/"));
  const takeAll = (files) => files.forEach((file) => upload(field, text, file));

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
  error.textContent = "";
  text.setRangeText(`${holder}\n`, text.selectionStart, text.selectionEnd, "end");
  const body = new FormData();
  body.append("file", file);
  try {
    const token = document.querySelector('meta[name="csrf-token"]').content;
    const answer = await fetch(field.dataset.upload, { method: "POST", body, headers: { "X-CSRFToken": token, Accept: "application/json" } });
    const data = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Error(data.message ?? field.dataset.textFailed);
    replace(text, holder, data.markdown);
  } catch (fault) {
    replace(text, `${holder}\n`, "");
    error.textContent = fault instanceof TypeError ? field.dataset.textFailed : fault.message;
  }
}

function replace(text, old, fresh) {
  const start = text.value.indexOf(old);
  if (start < 0) return; // the writer has removed the place: the picture is not wanted
  text.setRangeText(fresh, start, start + old.length, "preserve");
  text.dispatchEvent(new Event("input", { bubbles: true }));
}

// Makes chosen pictures smaller on the device, which takes place and device out of them too, so that several fit into
// one form. What can't be made smaller goes as it is; the server makes everything anew in any case.

const MOST_PIXELS_A_SIDE = 2400;
const ROOM_FOR_TEXT = 0.9;

export default function smallerPictures(field) {
  const fault = field.parentElement.querySelector("[data-pictures-fault]");
  const say = (text) => {
    fault.textContent = text;
    fault.hidden = !text;
    if (text) field.value = "";
  };
  field.addEventListener("change", async () => {
    say("");
    const chosen = [...field.files];
    if (chosen.length > Number(field.dataset.most)) return say(field.dataset.textTooMany);
    const made = await Promise.all(chosen.map(smaller));
    const all = new DataTransfer();
    made.forEach((file) => all.items.add(file));
    field.files = all.files;
    const bytes = made.reduce((sum, file) => sum + file.size, 0);
    if (bytes > Number(field.dataset.largest) * ROOM_FOR_TEXT) say(field.dataset.textTooLarge);
  });
}

async function smaller(file, place) {
  try {
    const picture = await createImageBitmap(file);
    const share = Math.min(1, MOST_PIXELS_A_SIDE / Math.max(picture.width, picture.height));
    const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(picture.width * share), height: Math.round(picture.height * share) });
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const bytes = await new Promise((done) => canvas.toBlob(done, "image/webp", 0.9));
    return new File([bytes], `${place + 1}.webp`, { type: "image/webp", lastModified: 0 });
  } catch {
    return file;
  }
}

// Photographs larger than a form may be are made smaller before they leave the telephone.
const MOST_BYTES = 2_000_000, MOST_PIXELS = 2400, QUALITY = 0.85;
const input = document.querySelector("form[data-photo] input[type=file]");

async function smaller(file) {
  const picture = await createImageBitmap(file);
  const by = Math.min(1, MOST_PIXELS / Math.max(picture.width, picture.height));
  const sheet = document.createElement("canvas");
  sheet.width = Math.round(picture.width * by);
  sheet.height = Math.round(picture.height * by);
  sheet.getContext("2d").drawImage(picture, 0, 0, sheet.width, sheet.height);
  const blob = await new Promise((done) => sheet.toBlob(done, "image/jpeg", QUALITY));
  return blob && new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
}

let work;
input?.addEventListener("change", () => {
  work = fit(input.files[0]);
});

async function fit(file) {
  if (!file || !file.type.startsWith("image/") || file.size <= MOST_BYTES) return;
  const made = await smaller(file).catch(() => null); // what is no picture the server refuses
  if (!made) return;
  const list = new DataTransfer();
  list.items.add(made);
  input.files = list.files;
}

input?.form.addEventListener("submit", async (event) => {
  if (!work) return;
  event.preventDefault();
  await work;
  input.form.submit();
});

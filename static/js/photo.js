// Photographs larger than a form may be are made smaller before they leave the telephone; what is
// still larger goes by itself where the form has a pass, with its progress, and the page that answers takes this one's place.
const MOST_BYTES = 2_000_000, MOST_PIXELS = 2400, QUALITY = 0.85;

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

async function fit(input) {
  const file = input.files[0];
  if (!file || !file.type.startsWith("image/") || file.size <= MOST_BYTES) return;
  const made = await smaller(file).catch(() => null); // what is no picture the server refuses
  if (!made) return;
  const list = new DataTransfer();
  list.items.add(made);
  input.files = list.files;
}

function send(form, file) {
  const bar = form.querySelector("progress"), call = new XMLHttpRequest();
  const button = form.querySelector("button");
  bar.hidden = false;
  form.querySelector("[data-photo-fault]").hidden = true;
  button.disabled = true;
  call.open("POST", form.getAttribute("action") || location.href);
  call.setRequestHeader("Content-Type", "application/octet-stream");
  call.setRequestHeader("Content-Disposition", `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`);
  call.setRequestHeader("Complaint-Pass", form.elements.pass.value);
  call.upload.addEventListener("progress", (at) => {
    if (at.lengthComputable) bar.value = at.loaded / at.total;
  });
  const broken = () => { // nothing was kept: a body that ends early is refused
    bar.hidden = true;
    button.disabled = false;
    const said = form.querySelector("[data-photo-fault]");
    said.textContent = form.dataset.broken;
    said.hidden = false;
  };
  for (const what of ["error", "abort", "timeout"]) call.addEventListener(what, broken);
  call.addEventListener("load", () => {
    const page = new DOMParser().parseFromString(call.responseText, "text/html");
    const main = document.querySelector("main");
    main.replaceWith(page.querySelector("main"));
    document.querySelector("main").focus();
    bind();
  });
  call.send(file);
}

function bind() {
  const input = document.querySelector("form[data-photo] input[type=file]");
  if (!input) return;
  let work;
  input.addEventListener("change", () => {
    work = fit(input);
  });
  input.form.addEventListener("submit", async (event) => {
    if (!work) return;
    event.preventDefault();
    await work;
    const file = input.files[0];
    if (file && file.size > MOST_BYTES && input.form.elements.pass) send(input.form, file);
    else input.form.submit();
  });
}

bind();

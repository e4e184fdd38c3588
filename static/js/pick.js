// A file is chosen, dropped or pasted into a box that says its name: [data-pickbox] around the input.
(() => {
  const inputOf = (box) => box.querySelector("input[type=file]");

  function say(box) {
    const file = inputOf(box).files[0];
    const said = box.querySelector("[data-picked]");
    said.textContent = file ? file.name : said.dataset.picked;
    box.classList.toggle("is-picked", Boolean(file));
  }

  function put(box, files) {
    const wanted = inputOf(box).accept.split(",");
    const fits = (one) => wanted.some((kind) => one.type === kind || (kind[0] === "." && one.name.endsWith(kind)));
    const file = [...files].find(fits);
    if (!file) return;
    const held = new DataTransfer();
    held.items.add(file);
    inputOf(box).files = held.files;
    say(box);
  }

  document.addEventListener("change", (event) => {
    const box = event.target.closest?.("[data-pickbox]");
    if (box) say(box);
  });
  for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
    document.addEventListener(name, (event) => {
      const box = event.target.closest?.("[data-pickbox]");
      if (!box) return;
      event.preventDefault();
      box.classList.toggle("is-over", name === "dragenter" || name === "dragover");
      if (name === "drop") put(box, event.dataTransfer.files);
    });
  }
  document.addEventListener("paste", (event) => {
    const box = document.querySelector("[data-pickbox][data-pastes]");
    if (box && event.clipboardData?.files.length) put(box, event.clipboardData.files);
  });
})();

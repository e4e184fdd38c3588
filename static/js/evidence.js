// A file that proves something is sent when it is chosen; the form then carries its id.
(() => {
  const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  const encoded = (name) =>
    encodeURIComponent(name).replace(/['()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);

  function say(box, words, refused) {
    box.querySelector("[data-evidence-said]").textContent = words;
    box.classList.toggle("is-refused", refused);
  }

  async function send(box, file) {
    const kept = box.querySelector("[data-evidence-id]");
    const button = box.closest("form").querySelector(":scope > button");
    kept.value = "";
    say(box, box.dataset.busy, false);
    button.disabled = true;
    try {
      const answer = await fetch(box.dataset.url, {
        method: "POST",
        body: file,
        headers: {
          "X-CSRFToken": token(),
          "Content-Type": "application/octet-stream",
          "Content-Disposition": `attachment; filename*=UTF-8''${encoded(file.name)}`,
        },
      });
      const said = await answer.json();
      if (answer.status === 201) kept.value = said.id;
      say(box, answer.status === 201 ? box.dataset.kept : said.detail || box.dataset.lost, answer.status !== 201);
    } catch {
      say(box, box.dataset.lost, true);
    } finally {
      button.disabled = false;
    }
  }

  document.addEventListener("change", (event) => {
    const box = event.target.closest("[data-evidence]");
    if (box && event.target.files?.length) send(box, event.target.files[0]);
  });
})();

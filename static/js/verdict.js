// A package of evidence is sent to be checked, and the verdict is shown. Nothing of it is kept.
(() => {
  const box = document.querySelector("[data-verdict]");
  if (!box) return;
  const find = (name) => box.querySelector(`[data-${name}]`);
  const input = find("file");
  const said = find("said");
  const word = find("word");
  const bar = find("bar");
  const MIB = 1 << 20;
  const english = document.documentElement.lang.startsWith("en");
  let sending = null;

  function show(state, words, why) {
    said.dataset.state = state;
    word.textContent = words;
    find("why").textContent = why || "";
    bar.hidden = state !== "busy";
    find("facts").hidden = state !== "holds";
  }

  // An instant is read as a day and a time; the rest as it is.
  function shown(name, value) {
    return name === "made_at" || name === "stamp" ? String(value).slice(0, 19).replace("T", " ") : value;
  }

  function verdict(told) {
    for (const one of box.querySelectorAll("[data-of]")) one.textContent = shown(one.dataset.of, told[one.dataset.of]);
    for (const one of box.querySelectorAll("[data-if]")) one.hidden = !one.dataset.if.split(" ").some((name) => told[name]);
    if (told.holds) return show("holds", word.dataset.holds);
    return show("fails", word.dataset.fails, [told.where, english ? told.en : told.zh].filter(Boolean).join("："));
  }

  function ended(xhr) {
    let told = null;
    try {
      told = JSON.parse(xhr.responseText);
    } catch { /* an answer of a proxy: its words are not for people */ }
    if (xhr.status === 200 && told) verdict(told);
    else show("lost", told?.detail || box.dataset.lost);
  }

  function send(file) {
    sending?.abort();
    said.hidden = false;
    find("name").textContent = file.name;
    if (file.size > Number(box.dataset.most) * MIB) {
      show("lost", box.dataset.tooLarge);
      return;
    }
    const xhr = new XMLHttpRequest();
    sending = xhr;
    show("busy", box.dataset.sending);
    xhr.open("POST", box.dataset.url);
    xhr.setRequestHeader("X-CSRFToken", JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"]);
    xhr.setRequestHeader("Content-Type", "application/octet-stream");
    xhr.upload.addEventListener("progress", (event) => {
      bar.value = Math.floor((event.loaded / event.total) * 100);
    });
    xhr.upload.addEventListener("load", () => {
      bar.removeAttribute("value");
      show("busy", box.dataset.checking);
    });
    xhr.addEventListener("load", () => ended(xhr));
    xhr.addEventListener("error", () => show("lost", box.dataset.lost));
    xhr.send(file);
  }

  find("pick").addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    if (input.files[0]) send(input.files[0]);
    input.value = "";
  });
  box.addEventListener("dragover", (event) => event.preventDefault());
  box.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer?.files[0]) send(event.dataTransfer.files[0]);
  });
})();

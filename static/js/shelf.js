// Files are dropped or chosen, sent one after another, and each says for itself how it went.
(() => {
  const shelf = document.querySelector("[data-shelf]");
  if (!shelf) return;
  const input = shelf.querySelector("[data-file]");
  const list = shelf.querySelector("[data-sending]");
  const drop = shelf.querySelector("[data-drop]");
  const MIB = 1 << 20;
  const LINGER = 4000;
  const waiting = [];
  let busy = false;

  const renew = () => window.htmx.trigger(document.body, "lc:files");
  const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];

  // What can be told before a byte is sent; the server looks for itself.
  function refusal(file) {
    const endings = shelf.dataset.accepted.split(",");
    if (!endings.some((end) => file.name.toLowerCase().endsWith(end))) return shelf.dataset.wrong;
    if (!file.size) return shelf.dataset.empty;
    return file.size > Number(shelf.dataset.most) * MIB ? shelf.dataset.tooLarge : "";
  }

  function say(row, words, state) {
    row.querySelector(".send__said").textContent = words;
    if (state) row.classList.add(state);
  }

  function encoded(name) {
    return encodeURIComponent(name).replace(/['()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
  }

  function ended(row, xhr) {
    if (xhr.status === 201) {
      say(row, shelf.dataset.kept, "is-kept");
      setTimeout(() => row.remove(), LINGER);
      renew();
      return;
    }
    let words = shelf.dataset.lost;
    try {
      words = JSON.parse(xhr.responseText).detail || words;
    } catch { /* an answer of a proxy: its words are not for people */ }
    say(row, words, "is-refused");
  }

  function send({ file, row }) {
    const xhr = new XMLHttpRequest();
    const bar = row.querySelector("progress");
    row.lcStop = () => xhr.abort();
    xhr.open("POST", shelf.dataset.url);
    xhr.setRequestHeader("X-CSRFToken", token());
    xhr.setRequestHeader("Content-Type", "application/octet-stream");
    xhr.setRequestHeader("Content-Disposition", `attachment; filename*=UTF-8''${encoded(file.name)}`);
    xhr.upload.addEventListener("progress", (event) => {
      const percent = Math.floor((event.loaded / event.total) * 100);
      bar.value = percent;
      say(row, percent < 100 ? `${percent}%` : shelf.dataset.checking);
    });
    xhr.upload.addEventListener("load", () => say(row, shelf.dataset.checking));
    xhr.addEventListener("load", () => ended(row, xhr));
    xhr.addEventListener("error", () => say(row, shelf.dataset.lost, "is-refused"));
    xhr.addEventListener("abort", () => say(row, shelf.dataset.stopped, "is-refused"));
    xhr.addEventListener("loadend", () => {
      row.lcStop = null;
      busy = false;
      next();
    });
    xhr.send(file);
  }

  function next() {
    if (busy || !waiting.length) return;
    busy = true;
    send(waiting.shift());
  }

  function take(files) {
    for (const file of files) {
      const row = shelf.querySelector("[data-row]").content.firstElementChild.cloneNode(true);
      row.querySelector(".send__name").textContent = file.name;
      row.querySelector("progress").setAttribute("aria-label", file.name);
      list.append(row);
      const words = refusal(file);
      if (words) say(row, words, "is-refused");
      else waiting.push({ file, row });
    }
    next();
  }

  shelf.querySelector("[data-pick]").addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    take([...input.files]);
    input.value = "";
  });
  list.addEventListener("click", (event) => {
    const row = event.target.closest("[data-stop]")?.closest(".send");
    if (!row) return;
    const at = waiting.findIndex((one) => one.row === row);
    if (at >= 0) waiting.splice(at, 1);
    if (row.lcStop) row.lcStop();
    else row.remove();
  });
  let depth = 0;
  document.addEventListener("dragenter", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    depth += 1;
    drop.classList.add("is-over");
  });
  document.addEventListener("dragleave", () => {
    depth = Math.max(0, depth - 1);
    if (!depth) drop.classList.remove("is-over");
  });
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    depth = 0;
    drop.classList.remove("is-over");
    take([...(event.dataTransfer?.files || [])]);
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const peek = event.detail.target;
    if (peek.matches("[data-peek]") && !peek.open) peek.showModal();
  });
  addEventListener("beforeunload", (event) => {
    if (busy) event.preventDefault();
  });
})();

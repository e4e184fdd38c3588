// A rule is written as a form or as text; the server draws the other one from what it was told.
// An answer to what stood there before must not overwrite what is being written now.
(() => {
  const drawn = { "f-when": "form", "studio-form": "text" }; // what is drawn: from which way of writing

  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const from = drawn[event.detail.target.id];
    const chosen = document.querySelector("input[name=mode]:checked");
    if (from && chosen && chosen.value !== from) event.detail.shouldSwap = false;
  });
})();
